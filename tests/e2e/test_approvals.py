"""Cards that ask for approval, in the hands of a user."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.pages import ChatPage, guests_of
from tests.e2e.serving import RunningServer

# What the page asks for while its server is away is lost, and it says so in its console.
pytestmark = pytest.mark.allowed_console_errors(
    "net::ERR_", "status of 503", "chat:", "Failed to fetch"
)

UNTIL_EXPIRED = """async (threadId) => {
    const body = JSON.stringify({ type: 'items.list', params: { thread_id: threadId } });
    for (const end = Date.now() + 15000; Date.now() < end; ) {
        const answer = await fetch('/chatkit', { method: 'POST', body });
        if ((await answer.text()).includes('Nobody answered in time')) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('it never expired');
}"""
"""Waits until a thread has a question that nobody can answer any more."""


@pytest.fixture(scope="module")
def server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A server of the showcase that may be restarted."""
    return start_server("showcase")


def said(chat: ChatPage) -> Locator:
    """The messages of the assistant."""
    return chat.element.locator("[data-item-type=assistant_message]")


def test_what_was_approved_is_done_after_a_reload_and_a_restart(
    server: RunningServer, new_chat: Callable[..., ChatPage]
) -> None:
    chat = new_chat()
    chat.send("approve")
    expect(chat.widgets).to_contain_text("Allow: Send mail?")
    expect(chat.widgets).to_contain_text("ada@example.com")
    expect(chat.widgets).to_contain_text("characters not shown")
    expect(said(chat).filter(has_text="Sent to")).to_have_count(0)

    server.restart()
    chat.page.reload()
    chat.button("Approve").click()
    expect(said(chat)).to_have_text("Sent to ada@example.com.")
    expect(chat.widgets).to_contain_text("You approved this.")
    expect(chat.widgets.get_by_role("button")).to_have_count(0)
    chat.page.reload()
    expect(said(chat)).to_have_text("Sent to ada@example.com.")
    expect(chat.widgets).to_contain_text("You approved this.")
    expect(chat.widgets.get_by_role("button")).to_have_count(0)


def test_what_was_rejected_is_not_done_and_the_reason_is_told(
    new_chat: Callable[..., ChatPage],
) -> None:
    chat = new_chat()
    chat.send("approve")
    reason = chat.widgets.get_by_role("textbox", name="If you reject, say why")
    reason.fill("Not before lunch")
    chat.button("Reject").click()
    expect(chat.widgets).to_contain_text("You rejected this: Not before lunch")
    expect(said(chat)).to_contain_text("The user says: Not before lunch")
    expect(said(chat).filter(has_text="Sent to")).to_have_count(0)


def test_of_several_one_can_be_left_out(new_chat: Callable[..., ChatPage]) -> None:
    chat = new_chat()
    chat.send("approve 2")
    choices = chat.widgets.get_by_role("checkbox", name="Send mail")
    expect(choices).to_have_count(2)
    choices.nth(1).uncheck()
    chat.button("Approve").click()
    expect(chat.widgets).to_contain_text("You approved 1 of 2.")
    expect(said(chat)).to_contain_text("Sent to ada@example.com.")
    expect(said(chat)).not_to_contain_text("Sent to grace@example.com.")


def test_who_always_allows_it_is_asked_no_more(new_chat: Callable[..., ChatPage]) -> None:
    chat = new_chat()
    chat.send("approve")
    chat.button("Always allow here").click()
    expect(chat.widgets).to_contain_text("You will not be asked again in this conversation.")
    expect(said(chat)).to_have_text("Sent to ada@example.com.")
    chat.send("approve")
    expect(said(chat)).to_have_text(["Sent to ada@example.com."] * 2)
    expect(chat.widgets).to_have_count(1)


def test_who_answers_too_late_reads_that_nothing_was_done(
    start_server: Callable[..., RunningServer],
    browser: Browser,
    request: pytest.FixtureRequest,
) -> None:
    hasty = start_server("showcase", CHATKIT_APPROVAL_SECONDS="1")
    with guests_of(hasty, browser, request) as new_guest:
        chat = ChatPage(new_guest())
        chat.send("approve")
        expect(chat.button("Approve")).to_be_enabled()
        chat.page.evaluate(UNTIL_EXPIRED, chat.thread_id())
        chat.button("Approve").click()
        expect(chat.widgets).to_contain_text("Nobody answered in time. Nothing was done.")
        expect(chat.widgets.get_by_role("button")).to_have_count(0)
        expect(said(chat).filter(has_text="Sent to")).to_have_count(0)
