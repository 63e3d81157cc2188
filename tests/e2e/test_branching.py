"""Messages that are edited, and threads that go two ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import expect_clean


@pytest.fixture
def talk(new_element: Callable[..., Any]) -> Any:
    """A thread of two questions."""
    chat = new_element("{}", reduced_motion="reduce")
    chat.say("Add return the atlas")
    chat.say("What can you do?")
    return chat


def edit(chat: Any, turn: int) -> Any:
    chat.turns.nth(turn).hover()
    chat.turns.nth(turn).get_by_role("button", name="Edit message").click()
    return chat.element.get_by_role("textbox", name="Edit message")


def test_an_edited_message_is_answered_in_a_branch_and_the_way_back_is_there(talk: Any) -> None:
    field = edit(talk, 2)
    expect(field).to_be_focused()
    expect(field).to_have_value("What can you do?")
    expect_clean(talk.page, headed=False)
    field.fill("How am I doing?")
    field.press("Enter")
    expect(talk.turns.nth(3)).to_contain_text("1 open task")
    expect(talk.turns).to_have_count(4)
    expect(talk.turns.nth(0)).to_contain_text("Add return the atlas")
    expect_clean(talk.page, headed=False)

    talk.element.get_by_role("button", name="Branched from").click()
    expect(talk.turns.nth(2)).to_contain_text("What can you do?")
    expect(talk.turns).to_have_count(4)
    talk.element.get_by_role("button", name="Show chats").click()
    expect(talk.element.locator(".ck-history-open")).to_have_count(2)
    expect(talk.element.locator(".ck-history-open").first).to_contain_text("Branch")
    threads = [
        event["detail"]["threadId"]
        for event in talk.page.evaluate("window.events")
        if event["type"] == "chatkit.thread.change"
    ]
    assert None not in threads
    assert len(set(threads)) == 2


def test_a_branch_is_there_after_a_reload_and_outlives_its_origin(talk: Any) -> None:
    origin = talk.chatkit("threads.list", limit=1)["data"][0]["id"]
    talk.turns.nth(1).hover()
    talk.turns.nth(1).get_by_role("button", name="Branch from here").click()
    expect(talk.turns).to_have_count(2)
    expect(talk.element.get_by_role("button", name="Branched from")).to_be_visible()
    talk.chatkit("threads.delete", thread_id=origin)
    branch = talk.chatkit("threads.list", limit=2)["data"]
    assert [thread["id"] for thread in branch] != [origin]
    talk.page.evaluate("id => document.querySelector('openai-chatkit').setThreadId(null)")
    talk.page.evaluate(
        "id => document.querySelector('openai-chatkit').setThreadId(id)", branch[0]["id"]
    )
    expect(talk.say("How am I doing?")).to_contain_text("1 open task")
    expect(talk.turns).to_have_count(4)


def test_escape_and_up_lead_out_of_and_into_editing(talk: Any) -> None:
    talk.composer.press("ArrowUp")
    field = talk.element.get_by_role("textbox", name="Edit message")
    expect(field).to_have_value("What can you do?")
    field.fill("Something else")
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(talk.composer).to_be_focused()
    expect(talk.turns.nth(2)).to_contain_text("What can you do?")
    talk.composer.fill("Written")
    talk.composer.press("ArrowUp")
    expect(field).to_be_hidden()


def test_a_server_without_branches_has_the_message_written_again(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element(
        """{ api: { url: '/chatkit', domainKey: 'any', fetch: async (...asked) => {
            const answer = await fetch(...asked);
            const headers = new Headers(answer.headers);
            headers.delete('ChatKit-Extensions');
            return new Response(answer.body, { status: answer.status, headers });
        } } }"""
    )
    chat.say("What can you do?")
    expect(chat.element.get_by_role("button", name="Branch from here")).to_have_count(0)
    chat.turns.nth(0).hover()
    chat.turns.nth(0).get_by_role("button", name="Edit message").click()
    expect(chat.composer).to_have_value("What can you do?")
    expect(chat.composer).to_be_focused()
