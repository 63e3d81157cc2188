"""The reader's place in a thread, when what is below it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

SHORT = {"viewport": {"width": 640, "height": 400}}
TALL = {"viewport": {"width": 640, "height": 900}}
FROM_TOP = """(turn) => turn.getBoundingClientRect().top
    - turn.getRootNode().querySelector('[part=thread]').getBoundingClientRect().top"""


def start(chat: Any, command: str) -> Locator:
    """Sends a message below a long answer; returns its turn."""
    chat.say("long 3000 instant")
    sent: Locator = chat.turns.nth(chat.turns.count())
    chat.send(command)
    return sent


def expect_at_top(turn: Locator) -> None:
    expect(turn).to_be_attached()
    turn.page.wait_for_function(
        f"(turn) => {{ const top = ({FROM_TOP})(turn); return top >= 0 && top < 40; }}",
        arg=turn.element_handle(),
    )


@pytest.mark.parametrize("context", [SHORT, TALL], ids=["short", "tall"])
def test_a_question_stays_at_the_top_when_what_was_below_it_goes(
    new_showcase: Callable[..., Any], context: dict[str, Any]
) -> None:
    chat = new_showcase(**context)
    question = start(chat, "image landscape slow")
    expect(chat.element.locator("[part=image]")).to_be_attached()
    expect_at_top(question)
    chat.stop.click()
    expect(chat.stop).to_be_hidden()
    expect_at_top(question)
    expect(chat.element.get_by_role("button", name="Jump to latest")).to_be_hidden()


@pytest.mark.allowed_console_errors("net::ERR_")
def test_what_is_sent_while_offline_comes_into_view(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase(**TALL)
    chat.say("long 3000 instant")
    thread = chat.element.locator("[part=thread]")
    thread.evaluate("(thread) => thread.scrollTo(0, 0)")
    expect(chat.element.get_by_role("button", name="Jump to latest")).to_be_visible()
    chat.page.context.set_offline(True)
    expect(chat.element.get_by_text("You are offline")).to_be_visible()
    sent = chat.turns.nth(chat.turns.count())
    chat.composer.fill("text plain instant")
    chat.composer.press("Enter")
    expect_at_top(sent)
    chat.page.context.set_offline(False)
    expect(chat.element.get_by_text("The river rises")).to_be_visible()
