"""The list of chats in the element: opened, named, deleted, and what can go wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

NewElement = Callable[..., Any]
ID = "req_01a1fcebac98715cbe8cc98c09a8f3d4"
OVERFLOW = """() => {
    const root = document.querySelector('openai-chatkit').shadowRoot;
    const panel = root.querySelector('[part=history]');
    return panel.scrollWidth - panel.clientWidth;
}"""


class Panel:
    """The list of chats of an element.

    Attributes:
        nav: All of it.
        rows: What opens a chat, in order.
        field: The title that is being changed.
        refused: What is said of a change that was not made.
    """

    def __init__(self, chat: Any) -> None:
        self.chat = chat
        self.nav: Locator = chat.element.get_by_role("navigation", name="Chats")
        self.rows: Locator = self.nav.locator(".ck-history-open")
        self.field: Locator = self.nav.get_by_role("textbox", name="Title")
        self.refused: Locator = self.nav.get_by_role("listitem").get_by_role("alert")

    def open(self) -> Panel:
        self.chat.element.get_by_role("button", name="Show chats").click()
        expect(self.nav).to_be_focused()
        return self

    def button(self, name: str) -> Locator:
        return self.nav.get_by_role("button", name=name, exact=True)


def chats_of(new_element: NewElement, *titles: str, options: str = "{}") -> Any:
    """An element whose user has chats with these titles, the first being the newest."""
    chat = new_element(options)
    for title in reversed(titles):
        chat.page.evaluate("document.querySelector('openai-chatkit').setThreadId(null)")
        chat.say(f"Add {title}")
    return chat


def refuse(chat: Any, kind: str, status: int = 500) -> list[dict[str, Any]]:
    """Has the server refuse one kind of request; returns those that it refused."""
    refused: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        sent = route.request.post_data_json
        if sent["type"] != kind:
            return route.fallback()
        refused.append(sent)
        return route.fulfill(status=status, headers={"X-Request-Id": ID}, body="{}")

    chat.page.route("**/chatkit", answer)
    return refused


def titles_on_server(chat: Any) -> list[str]:
    return [thread["title"] for thread in chat.chatkit("threads.list")["data"]]


def test_a_chat_is_renamed_with_the_keyboard(new_element: NewElement) -> None:
    chat = chats_of(new_element, "apples", "pears")
    panel = Panel(chat).open()
    expect(panel.rows).to_have_text(["Add apples", "Add pears"])
    expect(panel.rows.first).to_have_attribute("aria-current", "true")

    panel.button("Rename Add apples").press("Enter")
    expect(panel.field).to_be_focused()
    expect(panel.field).to_have_value("Add apples")
    panel.field.fill("Something else")
    panel.field.press("Escape")
    expect(panel.button("Rename Add apples")).to_be_focused()
    expect(panel.nav).to_be_visible()

    panel.button("Rename Add apples").press("Enter")
    panel.field.fill("   ")
    panel.field.press("Enter")
    expect(panel.button("Rename Add apples")).to_be_focused()
    assert titles_on_server(chat) == ["Add apples", "Add pears"]

    panel.button("Rename Add apples").press("Enter")
    panel.field.fill("  Fruit \u05e9\u05dc\u05d5\u05dd ")
    panel.field.press("Enter")
    renamed = panel.button("Rename Fruit \u05e9\u05dc\u05d5\u05dd")
    expect(renamed).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(panel.nav).to_have_count(0)
    expect(chat.element.get_by_role("button", name="Show chats")).to_be_focused()
    expect(chat.element.get_by_role("heading", name="Fruit")).to_be_visible()
    assert titles_on_server(chat) == ["Fruit \u05e9\u05dc\u05d5\u05dd", "Add pears"]


def test_a_chat_is_deleted_once_that_was_asked(new_element: NewElement) -> None:
    chat = chats_of(new_element, "apples", "pears", "plums")
    panel = Panel(chat).open()
    panel.button("Delete Add pears").press("Enter")
    expect(panel.button("Cancel")).to_be_focused()
    panel.button("Cancel").press("Escape")
    expect(panel.button("Delete Add pears")).to_be_focused()

    panel.button("Delete Add pears").press("Enter")
    panel.button("Delete").press("Enter")
    expect(panel.rows).to_have_text(["Add apples", "Add plums"])
    expect(panel.rows.nth(1)).to_be_focused()
    panel.button("Delete Add plums").press("Enter")
    panel.button("Delete").press("Enter")
    expect(panel.rows).to_have_text(["Add apples"])
    expect(panel.rows.first).to_be_focused()
    expect(chat.turns).to_have_count(2)

    panel.button("Delete Add apples").press("Enter")
    panel.button("Delete").press("Enter")
    expect(panel.nav).to_contain_text("No conversations yet.")
    expect(panel.nav).to_be_focused()
    expect(chat.turns).to_have_count(0)
    assert titles_on_server(chat) == []
    changes = "events.filter(({ type }) => type === 'chatkit.thread.change').at(-1).detail.threadId"
    assert chat.page.evaluate(changes) is None
    chat.page.keyboard.press("Escape")
    chat.say("Add figs")
    assert titles_on_server(chat) == ["Add figs"]


@pytest.mark.allowed_console_errors("status of (403|500|503)")
def test_what_the_server_refuses_is_undone_and_said(new_element: NewElement) -> None:
    chat = chats_of(new_element, "apples", "pears")
    panel = Panel(chat).open()
    refuse(chat, "threads.update")
    panel.button("Rename Add pears").click()
    panel.field.fill("Fruit")
    panel.field.press("Enter")
    expect(panel.refused).to_contain_text("The server has a problem")
    expect(panel.refused).to_contain_text(ID)
    expect(panel.rows).to_have_text(["Add apples", "Add pears"])
    expect(panel.button("Rename Add pears")).to_be_focused()

    refused = refuse(chat, "threads.delete", 403)
    panel.button("Delete Add apples").click()
    panel.button("Delete").click()
    expect(panel.refused).to_have_count(1)
    expect(panel.refused).to_contain_text("You are not allowed to do this.")
    expect(panel.rows).to_have_text(["Add apples", "Add pears"])
    expect(panel.rows.nth(1)).to_be_focused()
    assert len(refused) == 1
    assert len(chat.page.evaluate("events.filter(({ type }) => type === 'chatkit.error')")) == 2
    chat.page.unroute("**/chatkit")
    panel.button("Delete Add apples").click()
    panel.button("Delete").click()
    expect(panel.refused).to_have_count(0)
    expect(panel.rows).to_have_text(["Add pears"])

    panel.nav.press("Escape")
    refuse(chat, "threads.list", 503)
    panel.open()
    expect(panel.nav.get_by_role("alert")).to_contain_text("The chats could not be loaded.")
    expect(panel.nav.get_by_role("alert")).to_contain_text(ID)
    chat.page.unroute("**/chatkit")
    panel.button("Try again").press("Enter")
    expect(panel.nav.get_by_role("alert")).to_have_count(0)
    expect(panel.rows).to_have_text(["Add pears"])
    expect(panel.nav).to_be_focused()


def test_a_long_list_is_grouped_by_day_and_walked_with_the_arrows(new_element: NewElement) -> None:
    chat = new_element("{}")
    now = datetime.now(UTC)
    days = [0] * 10 + [1] * 10 + [400] * 25
    threads = [
        {
            "id": f"thr_{number}",
            "title": f"Chat {number} " + ("very long title " * 40 if number == 1 else ""),
            "created_at": (now - timedelta(days=days[number])).isoformat(),
            "status": {"type": "active"},
            "metadata": {},
            "items": {"data": [], "has_more": False},
        }
        for number in range(len(days))
    ]
    asked: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        sent = route.request.post_data_json
        if sent["type"] != "threads.list":
            return route.fallback()
        asked.append(sent["params"])
        after = sent["params"].get("after")
        start = [thread["id"] for thread in threads].index(after) + 1 if after else 0
        page = threads[start : start + sent["params"]["limit"]]
        has_more = start + len(page) < len(threads)
        body = {"data": page, "has_more": has_more, "after": page[-1]["id"] if has_more else None}
        return route.fulfill(content_type="application/json", body=json.dumps(body))

    chat.page.route("**/chatkit", answer)
    panel = Panel(chat).open()
    groups = panel.nav.get_by_role("heading", level=3)
    expect(groups).to_have_count(3)
    expect(groups.nth(0)).to_have_text("Today")
    expect(groups.nth(1)).to_have_text("Yesterday")
    expect(groups.nth(2)).to_contain_text(str((now - timedelta(days=400)).year))
    assert chat.page.evaluate(OVERFLOW) == 0

    panel.nav.press("ArrowDown")
    expect(panel.rows.first).to_be_focused()
    panel.rows.first.press("ArrowUp")
    expect(panel.rows.first).to_be_focused()
    panel.rows.first.press("ArrowDown")
    expect(panel.rows.nth(1)).to_be_focused()
    panel.rows.nth(1).press("End")
    expect(panel.rows.nth(29)).to_be_focused()
    panel.rows.nth(29).press("ArrowDown")
    expect(panel.rows.nth(29)).to_be_focused()

    more = panel.button("Show more")
    more.press("Enter")
    expect(panel.rows).to_have_count(45)
    expect(panel.rows.nth(30)).to_be_focused()
    expect(more).to_have_count(0)
    assert [params.get("after") for params in asked] == [None, "thr_29"]
    panel.rows.nth(30).press("Home")
    expect(panel.rows.first).to_be_focused()


def test_the_options_take_buttons_away_and_the_page_is_told(new_element: NewElement) -> None:
    chat = chats_of(
        new_element,
        "apples",
        options="{ history: { showRename: false, showDelete: false } }",
    )
    panel = Panel(chat).open()
    expect(panel.rows).to_have_count(1)
    expect(panel.nav.get_by_role("listitem").get_by_role("button")).to_have_count(1)
    panel.rows.first.press("Enter")
    expect(panel.nav).to_have_count(0)
    kinds = "events.map(({ type }) => type).filter((type) => type.includes('history'))"
    assert chat.page.evaluate(kinds) == ["chatkit.history.open", "chatkit.history.close"]
    chat.page.evaluate(
        """() => document.querySelector('openai-chatkit').setOptions({
            api: { url: '/chatkit', domainKey: 'any' }, history: { enabled: false },
        })"""
    )
    expect(chat.element.get_by_role("button", name="Show chats")).to_have_count(0)

    chat.page.evaluate(
        """() => document.querySelector('openai-chatkit').setOptions({
            api: { url: '/chatkit', domainKey: 'any' }, locale: 'ar',
        })"""
    )
    chat.page.evaluate("document.querySelector('openai-chatkit').showHistory()")
    row = chat.element.locator("[part=history] .ck-history-row")
    expect(row).to_have_count(1)
    # The text begins at the right, and what can be done with it is at the left.
    title, action = row.locator(".ck-history-title"), row.locator(".ck-history-action").last
    title_box, action_box = title.bounding_box(), action.bounding_box()
    assert title_box is not None and action_box is not None
    assert action_box["x"] < title_box["x"]
    assert chat.page.evaluate(OVERFLOW) == 0
