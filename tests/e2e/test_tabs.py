"""Tabs of one browser that show the same conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.fixture
def other(chat: Any) -> Any:
    """A second tab on the thread of the first."""
    chat.say("Add buy milk")
    tab = chat.new_tab()
    tab.page.goto(chat.page.url)
    expect(tab.turns).to_have_count(2)
    return tab


def test_a_finished_answer_is_there_in_the_other_tab(chat: Any, other: Any) -> None:
    chat.say("How am I doing?")
    expect(other.turns).to_have_count(4)
    expect(other.turns.nth(3)).to_contain_text("1 open task")


def test_a_deleted_thread_is_left_with_what_was_being_written(chat: Any, other: Any) -> None:
    other.composer.fill("Half a thought")
    chat.page.evaluate(
        """async () => {
            const element = document.querySelector('openai-chatkit');
            await element.showHistory();
        }"""
    )
    chat.element.get_by_role("button", name="Delete Add buy milk").click()
    chats = chat.element.get_by_role("navigation", name="Chats")
    chats.get_by_role("button", name="Delete", exact=True).click()
    expect(other.element.get_by_text("was deleted in another window")).to_be_visible()
    expect(other.turns).to_have_count(0)
    expect(other.composer).to_have_value("Half a thought")


def test_only_ids_and_kinds_of_news_go_between_tabs(chat: Any, other: Any) -> None:
    third = chat.new_tab()
    third.page.goto(chat.page.url)
    expect(third.turns).to_have_count(2)
    third.page.evaluate(
        """async (url) => {
            window.heard = [];
            const { href } = new URL('/chatkit', url);
            const body = JSON.stringify({ type: 'threads.list', params: {} });
            const { headers } = await fetch(href, { method: 'POST', body });
            const user = headers.get('ChatKit-User');
            const channel = new BroadcastChannel(`openai-chatkit:${href} ${user}`);
            channel.onmessage = ({ data }) => window.heard.push(data);
        }""",
        chat.page.url,
    )
    other.composer.fill("Half a thought")
    chat.say("Add secret plums")
    expect(other.turns).to_have_count(4)
    expect(other.turns.nth(3)).to_contain_text("Secret plums")
    expect(other.composer).to_have_value("Half a thought")

    chat.page.evaluate("document.querySelector('openai-chatkit').showHistory()")
    chats = chat.element.get_by_role("navigation", name="Chats")
    chats.get_by_role("button", name="Rename Add buy milk").click()
    chats.get_by_role("textbox", name="Title").fill("Hidden title")
    chats.get_by_role("textbox", name="Title").press("Enter")
    expect(other.element.get_by_role("heading", name="Hidden title")).to_be_visible()
    expect(other.composer).to_have_value("Half a thought")

    thread = chat.thread_id()
    third.page.wait_for_function("heard.length >= 2")
    heard = third.page.evaluate("heard")
    assert all(said == {"news": "changed", "threadId": thread} for said in heard), heard


def test_a_new_thread_is_in_the_list_of_the_other_tab_and_nobody_asks_again_and_again(
    chat: Any,
) -> None:
    chat.say("Add buy milk")
    other = chat.new_tab()
    other.page.clock.install()
    other.page.goto(chat.page.url)
    expect(other.turns).to_have_count(2)
    other.page.evaluate("document.querySelector('openai-chatkit').showHistory()")
    listed = other.element.get_by_role("navigation", name="Chats").locator(".ck-history-open")
    expect(listed).to_have_text(["Add buy milk"])
    asked: list[str] = []
    other.page.on(
        "request",
        lambda sent: asked.append(sent.url) if sent.url.endswith("/chatkit") else None,
    )
    chat.page.evaluate("document.querySelector('openai-chatkit').setThreadId(null)")
    chat.say("Add figs")
    expect(listed).to_have_text(["Add figs", "Add buy milk"])
    # A day goes by, in which nothing happens.
    other.page.clock.fast_forward("24:00:00")
    # The list for the thread's news; the thread and the list for the page's own, of the task.
    assert len(asked) <= 4


SECOND = """(thread) => {
    const element = document.createElement('openai-chatkit');
    document.querySelector('openai-chatkit').after(element);
    element.setOptions({
        api: { url: '/chatkit', domainKey: 'any' },
        threadItemActions: { feedback: true },
        initialThread: thread,
    });
}"""


def test_feedback_is_seen_by_the_other_element_on_the_thread(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element("{ threadItemActions: { feedback: true } }")
    chat.say("Add apples")
    first, second = chat.element.first, chat.page.locator("openai-chatkit").nth(1)
    chat.page.evaluate(SECOND, chat.chatkit("threads.list")["data"][0]["id"])
    good, bad = (second.get_by_role("button", name=f"{name} response") for name in ("Good", "Bad"))
    expect(good).to_have_attribute("aria-pressed", "false")
    for name, pressed, other in (("Good", good, bad), ("Bad", bad, good)):
        first.get_by_role("button", name=f"{name} response").click()
        expect(pressed).to_have_attribute("aria-pressed", "true")
        expect(other).to_have_attribute("aria-pressed", "false")
