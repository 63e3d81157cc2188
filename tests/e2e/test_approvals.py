"""Cards that ask for approval, in the hands of a user."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import ChatPage
from tests.e2e.serving import RunningServer

# What the page asks for while its server is away is lost, and it says so in its console.
pytestmark = pytest.mark.allowed_console_errors("net::ERR_", "chat:", "Failed to fetch")


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server with an agent that asks before it sends mail."""
    return start_server("tests.e2e.asking_agent:agent")


def test_what_was_approved_is_done_after_a_reload_and_a_restart(
    server: RunningServer, new_chat: Callable[..., ChatPage]
) -> None:
    chat = new_chat()
    chat.send("mail")
    expect(chat.widgets).to_contain_text("Allow: Send mail?")
    expect(chat.widgets).to_contain_text("ada@example.com")
    expect(chat.widgets).to_contain_text("more characters")
    expect(chat.turns.get_by_text("Sent to")).to_have_count(0)

    server.restart()
    chat.page.reload()
    chat.button("Approve").click()
    expect(chat.turns.get_by_text("Sent to ada@example.com.")).to_be_visible()
    expect(chat.widgets).to_contain_text("You approved this.")
    expect(chat.widgets.get_by_role("button")).to_have_count(0)
    chat.page.reload()
    expect(chat.turns.get_by_text("Sent to ada@example.com.")).to_be_visible()
    expect(chat.widgets).to_contain_text("You approved this.")
    expect(chat.widgets.get_by_role("button")).to_have_count(0)


def test_what_was_rejected_is_not_done_and_the_reason_is_told(
    new_chat: Callable[..., ChatPage],
) -> None:
    chat = new_chat()
    chat.send("mail")
    reason = chat.widgets.get_by_role("textbox", name="If you reject, say why")
    reason.fill("Not before lunch")
    chat.button("Reject").click()
    expect(chat.widgets).to_contain_text("You rejected this: Not before lunch")
    told = chat.turns.get_by_text("The user says: Not before lunch")
    expect(told).to_be_visible()
    expect(chat.turns.get_by_text("Sent to")).to_have_count(0)


def test_of_several_one_can_be_left_out(new_chat: Callable[..., ChatPage]) -> None:
    chat = new_chat()
    chat.send("mail mail")
    choices = chat.widgets.get_by_role("checkbox", name="Send mail")
    expect(choices).to_have_count(2)
    choices.nth(1).uncheck()
    chat.button("Approve").click()
    expect(chat.widgets).to_contain_text("You approved 1 of 2.")
    expect(chat.turns.get_by_text("Sent to ada@example.com.")).to_have_count(1)
