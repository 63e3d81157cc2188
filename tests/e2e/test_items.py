"""Every item of the protocol, from the showcase of a real server, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.axe import ELEMENT, expect_clean

PREVIEWS = """{
    entities: {
        onClick: (entity) => { window.clicked = entity; },
        onRequestPreview: async ({ title }) => ({
            preview: { type: 'Basic', children: [{ type: 'Text', value: `About ${title}` }] },
        }),
    },
}"""
TOOLS = """{
    onClientTool: async ({ name, params }) => {
        window.called = { name, params };
        if (name === 'fail') throw new Error('No such luck');
        return { selected: 'a passage' };
    },
}"""
SELECT = """(message) => {
    const range = document.createRange();
    range.selectNodeContents(message.querySelector('p'));
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
}"""


def item_of(chat: Any, kind: str) -> Locator:
    """Items of a type."""
    items: Locator = chat.element.locator(f"[data-item-type={kind}]")
    return items


def test_sources_are_marked_in_the_text_and_listed_below_it(
    new_showcase: Callable[..., Any],
) -> None:
    chat = new_showcase(PREVIEWS)
    answer = chat.say("/annotations fast")
    marks = answer.get_by_role("button", name=re.compile("^Source|^Ada|^A place"))
    expect(marks).to_have_count(7)
    expect(answer.locator(".ck-md")).to_have_text(
        re.compile(r"^The bridge was built in 1742\.\s*1\s*2 It was surveyed once\.\s*3 Barges")
    )

    marks.first.hover()
    card = answer.get_by_role("group", name="Source 1: The bridge of 1742")
    expect(card).to_contain_text("Example Gazette")
    expect(card.get_by_role("link")).to_have_attribute("rel", "noopener noreferrer")
    card.hover()
    expect(card).to_be_visible()
    chat.composer.hover()
    expect(card).to_be_hidden()

    marks.nth(2).focus()
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Shift+Tab")
    survey = answer.get_by_role("group", name="Source 3: Survey of the bridge")
    expect(survey).to_contain_text("survey-1989.pdf")
    chat.page.keyboard.press("Escape")
    expect(survey).to_be_hidden()
    expect(marks.nth(2)).to_be_focused()

    ada = answer.get_by_role("button", name="Ada Lovelace", exact=True)
    ada.hover()
    expect(answer.get_by_text("About Ada Lovelace")).to_be_visible()
    ada.click()
    assert chat.page.evaluate("window.clicked.id") == "person_ada"

    answer.get_by_role("button", name="5 sources").click()
    rows = answer.get_by_role("listitem")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="Survey of the bridge")).to_contain_text("3")


def test_questions_are_answered_by_keyboard(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    chat.send("/ask fast")
    form = chat.element.get_by_role("form", name="3 questions for you")
    place = form.get_by_role("radiogroup", name="Where should the meeting be?")
    place.get_by_role("radio", name="Berlin").focus()
    chat.page.keyboard.press("2")
    expect(place.get_by_role("radio", name="Lisbon")).to_be_checked()
    people = form.get_by_role("group", name="Who should be there?")
    people.get_by_role("checkbox", name="Ada").check()
    people.get_by_role("checkbox", name="Something else").check()
    chat.page.keyboard.type("Emmy")
    form.get_by_role("button", name="Send answers").click()
    expect(form.get_by_role("alert")).to_have_text("Answer this question, or skip it.")
    expect(form.get_by_role("textbox", name="What is it about?")).to_be_focused()
    chat.page.keyboard.type("A bridge")
    chat.page.keyboard.press("Control+Enter")

    answers = chat.element.locator("[part=answers]")
    expect(answers.locator("dd")).to_have_text(["Lisbon", "Ada", "Emmy", "A bridge"])
    expect(chat.element.get_by_text("single: Lisbon")).to_be_visible()
    expect(chat.element.get_by_text("multiple: Ada, Emmy")).to_be_visible()
    chat.page.evaluate("document.querySelector('openai-chatkit').fetchUpdates()")
    expect(answers.locator("dd")).to_have_count(4)


def test_questions_are_skipped(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    chat.send("/ask single fast")
    chat.element.get_by_role("button", name="Skip", exact=True).click()
    expect(chat.element.locator("[part=answers] dd")).to_have_text("Skipped")
    expect(chat.element.get_by_text("The questions were skipped.")).to_be_visible()


def test_a_tool_of_the_page_is_called_quietly(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase(TOOLS)
    chat.send("/tool open_task")
    expect(chat.element.get_by_text("open_task returned")).to_contain_text("a passage")
    assert chat.page.evaluate("window.called.params.options.focus") is True
    expect(item_of(chat, "client_tool_call")).to_have_count(0)


@pytest.mark.parametrize("options", [TOOLS, "{}"])
def test_a_tool_that_does_not_work_is_told_of(
    new_showcase: Callable[..., Any], options: str
) -> None:
    chat = new_showcase(options)
    chat.send("/tool fail")
    expect(item_of(chat, "client_tool_call")).to_have_text("This did not work: fail")
    expect(chat.element.get_by_text("fail returned")).to_be_visible()
    events = [event["type"] for event in chat.page.evaluate("window.events")]
    assert "chatkit.error" in events
    expect(chat.say("/text plain")).to_contain_text("The river rises")


@pytest.mark.parametrize("shape", ["square", "landscape"])
def test_an_image_comes_into_view(new_showcase: Callable[..., Any], shape: str) -> None:
    chat = new_showcase()
    chat.send(f"/image {shape}")
    image = item_of(chat, "generated_image")
    progress = image.get_by_role("progressbar", name="Creating an image")
    expect(progress).to_be_visible()
    expect(progress).to_have_attribute("value", re.compile(r"0\.\d"))
    expect(progress).to_be_hidden()
    picture = image.get_by_role("img", name="Generated image")
    expect(picture).to_have_js_property("complete", True)
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(1 if shape == "square" else 16 / 9, 0.02)

    image.hover()
    image.get_by_role("button", name="Open large").click()
    dialog = image.get_by_role("dialog", name="Generated image")
    expect(dialog.get_by_role("link", name="Download image")).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(image.get_by_role("button", name="Open large")).to_be_focused()


def test_a_workflow_grows_and_folds(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    shown = chat.remember("[data-item-type=workflow] [role=listitem], [data-item-type=workflow] li")
    chat.send("/workflow pace=3")
    flow = item_of(chat, "workflow")
    thought = flow.get_by_role("listitem").filter(has_text="Weighing what was found")
    summary = flow.get_by_role("button", name="Found out about the bridge")
    expect(summary).to_have_attribute("aria-expanded", "false")
    expect(flow.get_by_role("listitem")).to_have_count(0)
    assert any("Weighing" in text and "in progress" in text for text in shown.texts)
    summary.press("Enter")
    expect(flow.get_by_role("link", name="The bridge of 1742")).to_be_visible()
    expect(thought).not_to_contain_text("in progress")


def test_thoughts_fold_into_their_duration(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    answer = chat.say("/reasoning 75 fast")
    answer.get_by_role("button", name="Thought for 1m 15s").click()
    expect(answer.get_by_text("Nobody knows, and it is better to say so.")).to_be_visible()


def test_tasks_stand_for_themselves(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    chat.send("/tasks fast")
    tasks = item_of(chat, "task")
    expect(tasks.last).to_have_text("At work no more")
    for place, shown in enumerate(
        [
            ["Read the request", "It asks for a bridge."],
            ["Searched the web", "who built the bridge", "The bridge of 1742", "Barges today"],
            ["Weighing what was found", "The gazette and the stones agree."],
            ["Read a file", "Survey of the bridge"],
            ["Looked at a picture"],
        ]
    ):
        for text in shown:
            expect(tasks.nth(place)).to_contain_text(text)


def test_entities_and_a_long_message_of_the_user(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase(PREVIEWS)
    chat.page.evaluate(
        """() => document.querySelector('openai-chatkit').sendUserMessage({ content: [
            { type: 'input_text', text: '/echo ' },
            { type: 'input_tag', id: 'ada', text: 'Ada', data: {}, interactive: true },
            { type: 'input_text', text: ' says ' + 'a line\\n'.repeat(40) },
        ] })"""
    )
    message = item_of(chat, "user_message")
    message.get_by_role("button", name="Ada", exact=True).hover()
    expect(message.get_by_text("About Ada")).to_be_visible()
    more = message.get_by_role("button", name="Show more")
    folded = message.bounding_box()
    more.click()
    expect(message.get_by_role("button", name="Show less")).to_be_visible()
    whole = message.bounding_box()
    assert folded is not None
    assert whole is not None
    assert whole["height"] > folded["height"] + 200


@pytest.mark.parametrize("how", ["click", "keys"])
def test_a_selected_passage_is_quoted(new_showcase: Callable[..., Any], how: str) -> None:
    chat = new_showcase()
    answer = chat.say("/text plain")
    answer.locator("[part=assistant-message]").evaluate(SELECT)
    button = chat.element.get_by_role("button", name="Quote", exact=True)
    expect(button).to_be_visible()
    if how == "click":
        button.click()
    else:
        chat.page.keyboard.press("Control+Shift+Digit9")
    expect(button).to_be_hidden()
    expect(chat.composer).to_be_focused()
    chat.say("What does this mean?")
    quote = item_of(chat, "user_message").last.locator("blockquote")
    expect(quote).to_contain_text("The river rises in the hills")


def test_a_selection_outside_of_answers_is_not_quoted(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    chat.say("/text plain")
    button = chat.element.get_by_role("button", name="Quote", exact=True)
    chat.turns.nth(1).locator("[part=assistant-message]").evaluate(SELECT)
    expect(button).to_be_visible()
    chat.turns.nth(0).locator("[part=user-bubble]").evaluate(
        SELECT.replace("message.querySelector('p')", "message")
    )
    expect(button).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_item_has_what_axe_finds_wrong(new_showcase: Callable[..., Any], scheme: str) -> None:
    theme = f"{{ theme: {{ colorScheme: '{scheme}' }} }}"
    chat = new_showcase(theme, reduced_motion="reduce")
    for command in ("annotations", "workflow expanded", "tasks", "image landscape"):
        chat.send(f"/{command} instant")
        expect(chat.element.get_by_role("button", name="Stop", exact=True)).to_be_hidden()
    chat.element.get_by_role("button", name="5 sources").click()
    chat.element.get_by_role("button", name="Source 1: The bridge of 1742").first.click()
    expect(chat.element.get_by_role("group", name="Source 1: The bridge of 1742")).to_be_visible()
    expect_clean(chat.page, ELEMENT)
    chat.send("/ask instant")
    form = chat.element.get_by_role("form", name="3 questions for you")
    form.get_by_role("radio", name="Something else").check()
    form.get_by_role("button", name="Send answers").click()
    expect(form.get_by_role("alert").first).to_be_visible()
    expect_clean(chat.page, ELEMENT)
    form.get_by_role("button", name="Skip all").click()
    expect(chat.element.locator("[part=answers]")).to_be_visible()
    expect_clean(chat.page, ELEMENT)
