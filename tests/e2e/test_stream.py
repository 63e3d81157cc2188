"""Every event of a stream and every update of an item, as the showcase sends them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

NewElement = Callable[..., Any]


def items_of(chat: Any, kind: str) -> Locator:
    items: Locator = chat.element.locator(f"[data-item-type={kind}]")
    return items


def details(chat: Any, name: str) -> list[Any]:
    """What the page has heard in the events of a name."""
    found: list[Any] = chat.page.evaluate(
        "(name) => window.events.filter(({ type }) => type === name).map(({ detail }) => detail)",
        f"chatkit.{name}",
    )
    return found


def shown_again(chat: Any) -> None:
    """Leaves the thread, and opens it as the server has it."""
    thread = details(chat, "thread.change")[-1]["threadId"]
    chat.page.evaluate(
        """async (id) => {
            const element = document.querySelector('openai-chatkit');
            await element.setThreadId(null);
            await element.setThreadId(id);
        }""",
        thread,
    )


def test_a_thread_gets_its_id_and_its_title_while_it_is_answered(new_showcase: NewElement) -> None:
    chat = new_showcase()
    titles = chat.remember("[part=title]")
    chat.send("/title to=Bridges slow")
    expect(chat.element.locator("[part=title]")).to_have_text("Bridges")
    expect(chat.stop).to_have_count(0)
    assert titles.had("A first title", "Bridges")
    [change] = details(chat, "thread.change")
    assert change["threadId"] == chat.chatkit("threads.list")["data"][0]["id"]


@pytest.mark.parametrize("command", ["lock", "close"])
def test_one_cannot_write_in_a_thread_that_is_shut_and_reads_why(
    new_showcase: NewElement, command: str
) -> None:
    chat = new_showcase()
    chat.say("/text plain instant")
    field = chat.element.locator("textarea")
    expect(field).to_be_enabled()
    chat.send(f'/{command} reason="Nobody is here."')
    expect(field).to_have_attribute("placeholder", "Nobody is here.")
    expect(field).to_be_disabled()
    thread = details(chat, "thread.change")[0]["threadId"]
    chat.request("POST", f"/showcase/threads/{thread}/unlock")
    chat.page.evaluate("document.querySelector('openai-chatkit').fetchUpdates()")
    expect(field).to_be_enabled()
    expect(field).to_have_attribute("placeholder", "Message the AI")


def test_parts_of_a_message_come_one_by_one_and_may_be_others_in_the_end(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    shown = chat.remember("[data-item-type=assistant_message]")
    chat.send("/parts slow")
    message = items_of(chat, "assistant_message")
    for _ in range(2):
        expect(message).to_contain_text("The first part, as it turned out in the end.")
        expect(message).to_contain_text("Part 2: some words of part 2.")
        expect(message).not_to_contain_text("part 1.")
        expect(message).to_have_count(1)
        shown_again(chat)
    assert shown.had("some words of part 1.", "Part 3: some words of part 3.", "in the end.")


def test_a_widget_grows_changes_in_parts_and_is_another_in_the_end(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    shown = chat.remember("[data-item-type=widget]")
    chat.send("/growing pace=3")
    expect(chat.widgets).to_contain_text("Grown")
    expect(chat.widgets).not_to_contain_text("Growing")
    expect(chat.widgets.locator("strong")).to_have_text("word")
    expect(chat.widgets).to_contain_text("words")
    assert shown.had("at work", "This text is", "done", "Grown")
    # A component changes before the root does.
    assert any("Growing" in text and "done" in text for text in shown.texts)
    shown_again(chat)
    expect(chat.widgets).to_contain_text("Grown")
    expect(chat.widgets).to_have_count(1)


def test_items_are_replaced_in_their_place_and_removed(new_showcase: NewElement) -> None:
    chat = new_showcase()
    shown = chat.remember("[data-item-type=assistant_message]")
    chat.send("/change pace=3")
    messages = items_of(chat, "assistant_message")
    for _ in range(2):
        expect(messages).to_have_text(
            [
                "This stays.",
                "This came in place of another.",
                "One was replaced and one removed.",
            ]
        )
        shown_again(chat)
    assert shown.had("will be replaced", "came in place", "will be removed", "one removed")


def test_hidden_items_and_the_ends_of_turns_are_not_shown(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/hidden instant")
    chat.send("/turns instant")
    # Each turn has its actions: the one before, and the two of this answer.
    actions = chat.element.get_by_role("group", name="Actions for this answer")
    for _ in range(2):
        expect(actions).to_have_count(3)
        expect(chat.turns.nth(3)).to_contain_text("This is the end of a turn.")
        expect(chat.turns.nth(4)).to_contain_text("another turn of the same response")
        kinds = chat.element.locator("[data-item-type]").evaluate_all(
            "(items) => [...new Set(items.map((item) => item.dataset.itemType))]"
        )
        assert set(kinds) == {"user_message", "assistant_message"}
        expect(chat.element.get_by_text("not for clients")).to_have_count(0)
        shown_again(chat)
        expect(chat.turns.last).to_be_visible()


def test_progress_is_one_line_that_changes_and_goes(new_showcase: NewElement) -> None:
    chat = new_showcase()
    lines = chat.remember("[part=progress]")
    with_icon = chat.remember("[part=progress]:has(svg)")
    chat.send("/progress pace=2")
    expect(chat.element.get_by_text("Found it.")).to_be_visible()
    expect(chat.element.locator("[part=progress]")).to_have_count(0)
    assert lines.had("Thinking about it…", "Looking with the icon globe…")
    assert with_icon.had("Looking with the icon globe…")
    assert not with_icon.had("Thinking about it…")


def test_notices_have_their_level_and_their_markdown(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/notices instant")
    notices = chat.element.locator("[part=notice]")
    expect(notices).to_have_count(3)
    expect(notices.nth(0)).to_have_text("A notice without a title.")
    expect(notices.nth(1)).to_contain_text("Nearly there")
    expect(notices.nth(1).locator("strong").last).to_have_text("now")
    expect(notices.nth(1).get_by_role("link", name="Upgrade")).to_be_visible()
    colours = notices.evaluate_all(
        "(found) => found.map((notice) => getComputedStyle(notice).backgroundColor)"
    )
    assert len(set(colours)) == 3


def test_an_error_has_its_words_its_half_sentence_and_a_way_on_where_there_is_one(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    chat.send("/error final midway instant")
    error = chat.element.locator("[part=error]")
    expect(error).to_contain_text("The kitchen is on fire.")
    expect(error.get_by_role("button", name="Try again")).to_have_count(0)
    expect(chat.turns.nth(1)).to_contain_text("This sentence will never be")
    chat.send("/error retry instant")
    expect(error.get_by_role("button", name="Try again")).to_be_visible()
    chat.page.wait_for_function(
        "() => window.events.filter(({ type }) => type === 'chatkit.error').length === 2"
    )
    assert all("error" in detail for detail in details(chat, "error"))
    chat.send("/error code instant")
    expect(error).to_contain_text("An error occurred while generating a response.")


def test_an_answer_can_be_stopped_only_while_the_server_allows_it(
    new_showcase: NewElement,
) -> None:
    chat = new_showcase()
    chat.send("/nocancel slow")
    expect(chat.turns.nth(1)).to_contain_text("This part cannot")
    expect(chat.stop).to_have_count(0)
    refused = chat.page.evaluate(
        "document.querySelector('openai-chatkit').stop().then(() => null, ({ code }) => code)"
    )
    assert refused
    chat.stop.click()
    expect(chat.stop).to_have_count(0)
    expect(chat.turns.nth(1)).to_contain_text("But")
    expect(chat.turns.nth(1)).not_to_contain_text("But this one can.")


def test_effects_reach_the_page_and_nothing_is_drawn_of_them(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/effects instant")
    assert details(chat, "effect") == [
        {"name": "showcase.confetti", "data": {"amount": 3, "colors": ["red"]}},
        {"name": "showcase.bare", "data": {}},
    ]
    expect(chat.turns.nth(1).locator("[data-item-type]")).to_have_count(1)


def test_what_nobody_knows_is_logged_once(new_showcase: NewElement) -> None:
    chat = new_showcase()
    chat.say("/unknown instant")
    expect(chat.turns.nth(1)).to_contain_text("And this is known again.")
    logs = details(chat, "log")
    assert {"name": "item.unknown", "data": {"type": "hologram"}} in logs
    unknown = {"name": "event.unknown", "data": {"type": "thread.frobnicated"}}
    assert logs.count(unknown) == 1
    assert details(chat, "error") == []
