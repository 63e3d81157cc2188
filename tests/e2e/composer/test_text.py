"""The composer: text with tags, input methods, drafts; in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.composer.conftest import VALUE, content_of, options_of

COPY = """(text) => {
    const field = document.createElement('textarea');
    document.body.append(field);
    field.value = text;
    field.select();
    document.execCommand('copy');
    field.remove();
}"""


CARET = "(field) => [field.selectionStart, field.selectionEnd]"


def mention(chat: Any, title: str) -> None:
    """Types a mention and takes the first that is found."""
    chat.composer.press_sequentially(f"@{title}")
    expect(options_of(chat)).to_have_count(1)
    expect(options_of(chat)).to_contain_text(title)
    chat.composer.press("Enter")
    expect(options_of(chat)).to_have_count(0)


def test_a_tag_is_one_character_to_the_keyboard(chat: Any) -> None:
    field = chat.composer
    field.press_sequentially("Ask ")
    mention(chat, "Ada")
    assert content_of(chat) == [("text", "Ask "), ("tag", "Ada Lovelace"), ("text", " ")]

    field.press("ArrowLeft")
    field.press("ArrowLeft")
    expect(chat.element.get_by_text("About Ada Lovelace")).to_be_visible()
    assert field.evaluate(CARET) == [4, 4]
    field.press("Shift+ArrowRight")
    field.press("End")
    field.press("ArrowLeft")
    field.press("Backspace")
    assert content_of(chat) == [("text", "Ask  ")]

    field.press("Control+z")
    assert content_of(chat) == [("text", "Ask "), ("tag", "Ada Lovelace"), ("text", " ")]
    field.press("Home")
    for _ in range(4):
        field.press("ArrowRight")
    field.press("Delete")
    assert content_of(chat) == [("text", "Ask  ")]


def test_undo_and_redo_take_tags_out_and_bring_them_back(chat: Any) -> None:
    field = chat.composer
    field.press_sequentially("Ask ")
    mention(chat, "Ada")
    field.press_sequentially("now")
    whole = content_of(chat)
    states = [whole]
    while field.input_value() != "":
        field.press("Control+z")
        states.append(content_of(chat))
        assert len(states) < 20, states
    for state in reversed(states[:-1]):
        field.press("Control+Shift+z")
        assert content_of(chat) == state
    assert content_of(chat) == whole


def test_a_word_that_reaches_into_a_tag_is_deleted_with_all_of_it(chat: Any) -> None:
    mention(chat, "Ada")
    chat.composer.press("Control+Backspace")
    assert content_of(chat) in ([], [("text", " ")])


def test_typing_at_its_edges_leaves_a_tag_alone(chat: Any) -> None:
    field = chat.composer
    mention(chat, "Q2")
    field.press("Home")
    field.press_sequentially("x")
    field.press("ArrowRight")
    field.press_sequentially("y")
    assert content_of(chat) == [("text", "x"), ("tag", "Q2 Plan"), ("text", "y ")]


def test_tags_come_along_when_they_are_cut_and_pasted(chat: Any) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = chat.composer
    mention(chat, "Ada")
    field.press("Control+a")
    field.press("Control+x")
    assert content_of(chat) == []
    field.press_sequentially("To ")
    field.press("Control+v")
    assert content_of(chat) == [("text", "To "), ("tag", "Ada Lovelace"), ("text", " ")]


def test_a_tag_shows_what_it_is_and_opens(chat: Any) -> None:
    mention(chat, "Ada")
    tag = chat.element.locator("[part=composer-tag]")
    box = tag.bounding_box()
    chat.page.mouse.move(box["x"] + 20, box["y"] + 10)
    expect(chat.element.get_by_text("About Ada Lovelace")).to_be_visible()
    chat.page.mouse.click(box["x"] + 20, box["y"] + 10)
    assert chat.page.evaluate("window.clicked.id") == "u1"
    # The click has left the cursor at the tag's edge, not inside of it.
    assert chat.composer.evaluate(CARET)[0] in (0, 12)

    chat.page.evaluate("window.clicked = null")
    chat.composer.press("Home")
    chat.composer.press("Alt+Enter")
    assert chat.page.evaluate("window.clicked.id") == "u1"


def test_the_layer_of_tags_has_the_lines_of_the_field(chat: Any) -> None:
    for name in ("Ada", "Q2", "Grace"):
        chat.composer.press_sequentially("some words before a mention of ")
        mention(chat, name)
    chat.composer.press("Shift+Enter")
    heights = chat.composer.evaluate(
        "(field) => [field.scrollHeight, field.previousElementSibling.scrollHeight]"
    )
    assert heights[0] == heights[1]
    assert heights[0] > 24 * 3


def test_a_long_text_scrolls_inside_and_keeps_the_cursor_in_view(chat: Any) -> None:
    for line in range(30):
        chat.composer.press_sequentially(f"{line}")
        chat.composer.press("Shift+Enter")
    scroller = chat.element.locator(".ck-field")
    box = scroller.bounding_box()
    assert box["height"] <= 240
    top, bottom = scroller.evaluate(
        "(one) => [one.scrollTop, one.scrollHeight - one.clientHeight - one.scrollTop]"
    )
    assert top > 0
    assert bottom < 24


@pytest.mark.allowed_console_errors("400 \\(Bad Request\\)")
def test_a_very_long_text_is_pasted_scrolled_and_refused_with_the_reason(chat: Any) -> None:
    long = "a line of a very long text\n" * 10_000
    mention(chat, "Ada")
    field, mark = chat.composer, chat.element.locator("[part=composer-tag]")
    before = mark.bounding_box()
    assert before
    chat.page.evaluate(COPY, long)
    field.focus()
    field.press("ControlOrMeta+v")
    chat.page.wait_for_function(
        "([field, length]) => field.value.length > length", arg=[field.element_handle(), len(long)]
    )
    # The field scrolls it by itself, to the cursor; the layer has only what its tags need.
    field.press("x")
    assert field.evaluate("(one) => one.scrollHeight - one.clientHeight - one.scrollTop") < 24
    assert field.bounding_box()["height"] <= 240
    assert len(field.locator("xpath=preceding-sibling::div").text_content()) < 500
    field.press("ControlOrMeta+Home")
    chat.page.wait_for_function("(one) => one.scrollTop < 24", arg=field.element_handle())
    top = "([mark, field]) => mark.getBoundingClientRect().y - field.getBoundingClientRect().y < 20"
    chat.page.wait_for_function(top, arg=[mark.element_handle(), field.element_handle()])
    assert mark.bounding_box()["x"] == before["x"]
    field.press("Enter")
    expect(chat.element).to_contain_text("at most 100,000 are allowed")
    # Short again it grows with its text.
    expect(field).to_have_value("")
    field.press("y")
    assert field.bounding_box()["height"] < 60


def test_an_input_method_has_its_keys_to_itself(chat: Any) -> None:
    chat.composer.press_sequentially("Ask ")
    mention(chat, "Ada")
    cdp = chat.page.context.new_cdp_session(chat.page)
    for composed in ("に", "にほ", "にほん"):
        cdp.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
    cdp.send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    expect(chat.turns).to_have_count(0)
    cdp.send("Input.insertText", {"text": "日本"})
    assert content_of(chat) == [("text", "Ask "), ("tag", "Ada Lovelace"), ("text", " 日本")]


def test_a_draft_with_all_that_goes_along_outlives_a_reload(chat: Any) -> None:
    mention(chat, "Ada")
    chat.element.get_by_role("button", name="Search the web").click()
    chat.page.evaluate(
        "document.querySelector('openai-chatkit').setComposerValue({ reply: 'As you said' })"
    )
    before = chat.page.evaluate(VALUE)
    chat.page.reload()
    chat.page.evaluate("""async () => {
        await customElements.whenDefined('openai-chatkit');
        document.querySelector('openai-chatkit').setOptions({
            api: { url: '/chatkit', domainKey: 'any' },
            composer: { tools: [{ id: 'web', label: 'Web', icon: 'globe' }] },
        });
    }""")
    expect(chat.composer).to_have_value("Ada Lovelace ")
    after = chat.page.evaluate(VALUE)
    # The models are not offered any more.
    before.pop("selectedModelId")
    assert after == before


def test_on_a_react_page_in_strict_mode_drafts_stay_with_their_threads(new_chat: Any) -> None:
    chat = new_chat()
    chat.say("Add buy milk")
    thread = chat.page.url
    chat.composer.fill("For this thread")
    chat.page.reload()
    expect(chat.composer).to_have_value("For this thread")

    beside = chat.new_tab()
    beside.page.goto("/")
    beside.composer.fill("Another new chat")
    beside.page.reload()
    expect(beside.composer).to_have_value("Another new chat")
    chat.page.goto("/")
    expect(chat.composer).to_be_editable()
    expect(chat.composer).to_have_value("")
    # The other tab has the thread's draft as well: the browser keeps it.
    beside.page.goto(thread)
    expect(beside.composer).to_have_value("For this thread")


def test_two_elements_on_a_page_keep_their_drafts_apart(chat: Any) -> None:
    chat.page.evaluate("""async () => {
        const second = document.createElement('openai-chatkit');
        document.querySelector('main').append(second);
        second.setOptions({ api: { url: '/chatkit', domainKey: 'any' } });
        await second.setComposerValue({ text: 'second' });
        await document.querySelector('openai-chatkit').setComposerValue({ text: 'first' });
    }""")
    chat.page.reload()
    texts = chat.page.evaluate("""async () => {
        await customElements.whenDefined('openai-chatkit');
        const first = document.querySelector('openai-chatkit');
        const second = document.createElement('openai-chatkit');
        first.after(second);
        const elements = [first, second];
        for (const one of elements) one.setOptions({ api: { url: '/chatkit', domainKey: 'any' } });
        return Promise.all(elements.map(async (one) => (await one.getComposerValue()).text));
    }""")
    assert texts == ["first", "second"]


def test_tags_are_sent_and_shown(chat: Any) -> None:
    chat.composer.press_sequentially("Ask ")
    mention(chat, "Ada")
    with chat.page.expect_request("**/chatkit") as sent:
        chat.composer.press("Enter")
    assert sent.value.post_data_json["params"]["input"]["content"] == [
        {"type": "input_text", "text": "Ask "},
        {
            "type": "input_tag",
            "id": "u1",
            "text": "Ada Lovelace",
            "group": "People",
            "interactive": True,
            "data": {},
        },
    ]
    assert sent.value.post_data_json["params"]["input"]["inference_options"] == {"model": "l"}
    expect(chat.turns.first).to_contain_text("Ask Ada Lovelace")
