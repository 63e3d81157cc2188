"""Point 5: the list of chats, and the places that one comes back to."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

PAGE_SIZE = 30
MAKE_THREADS = """async (count) => {
    const input = (text) => ({
        content: [{type: 'input_text', text}], attachments: [], inference_options: {},
    });
    await Promise.all(Array.from({length: count}, async (_, number) => {
        const body = {type: 'threads.create', params: {input: input(`Add task ${number}`)}};
        const answer = await fetch('/chatkit', {method: 'POST', body: JSON.stringify(body)});
        await answer.text();
    }));
}"""


def links(chat: Any) -> Locator:
    return chat.sidebar.get_by_role("link")


def link(chat: Any, title: str) -> Locator:
    return chat.sidebar.get_by_role("link", name=title, exact=True)


def choose(chat: Any, title: str, option: str) -> None:
    """Uses the menu of a chat in the list."""
    link(chat, title).hover()
    chat.sidebar.get_by_role("button", name=f"Options for {title}").click()
    chat.sidebar.get_by_role("button", name=option, exact=True).click()


def start(chat: Any, message: str) -> str:
    """Starts a chat behind the page's back; returns its id once it is answered."""
    content = [{"type": "input_text", "text": message}]
    message_input = {"content": content, "attachments": [], "inference_options": {}}
    answer = chat.page.request.post(
        "/chatkit", data={"type": "threads.create", "params": {"input": message_input}}
    )
    created = json.loads(answer.text().partition("\n")[0].removeprefix("data: "))
    thread_id: str = created["thread"]["id"]
    return thread_id


@pytest.fixture
def three(chat: Any) -> Any:
    """A user with three chats, the third of which is open."""
    ids = [start(chat, message) for message in ("Add apples", "Add pears", "Add plums")]
    chat.page.goto(f"/threads/{ids[-1]}")
    expect(links(chat)).to_have_text(["Add plums", "Add pears", "Add apples"])
    expect(chat.turns).to_have_count(2)
    return chat


def test_the_newest_activity_is_first(three: Any) -> None:
    link(three, "Add apples").click()
    expect(three.turns).to_have_count(2)
    three.say("Show my tasks")
    expect(links(three)).to_have_text(["Add apples", "Add plums", "Add pears"])
    three.page.reload()
    expect(links(three)).to_have_text(["Add apples", "Add plums", "Add pears"])


def test_chats_are_grouped_by_the_day_of_their_last_activity(
    three: Any, server: Any, today: date
) -> None:
    ids = [row.get_attribute("data-thread") for row in links(three).all()]
    with sqlite3.connect(server.data_dir / "chatkit.db", timeout=15) as database:
        for thread_id, days in zip(ids, (0, 1, 40), strict=True):
            database.execute(
                "UPDATE chatkit_threads SET active_at = active_at - ? WHERE id = ?",
                (days * 86_400, thread_id),
            )
    database.close()
    three.page.reload()
    long_ago = today - timedelta(days=40)
    days = three.sidebar.get_by_role("heading", level=2)
    expect(days).to_have_count(3)
    expect(days.nth(0)).to_have_text("Today")
    expect(days.nth(1)).to_have_text("Yesterday")
    expect(days.nth(2)).to_contain_text(f"{long_ago:%B} {long_ago.day}")
    for day, title in enumerate(["Add plums", "Add pears", "Add apples"]):
        group = three.sidebar.get_by_role("list").nth(day)
        expect(group.get_by_role("link")).to_have_text([title])


def test_older_chats_are_loaded_while_one_scrolls(chat: Any) -> None:
    chat.page.evaluate(MAKE_THREADS, 40)
    chat.page.reload()
    expect(links(chat)).to_have_count(PAGE_SIZE)
    links(chat).last.scroll_into_view_if_needed()
    expect(links(chat)).to_have_count(40)
    expect(chat.sidebar.get_by_role("status", name="Loading older chats")).to_be_hidden()

    threads = chat.chatkit("threads.list", limit=100, order="desc")["data"]
    expect(links(chat)).to_have_text([thread["title"] for thread in threads])
    assert len(threads) == 40


def test_a_chat_is_renamed_for_good(three: Any) -> None:
    choose(three, "Add plums", "Rename")
    title = three.sidebar.get_by_role("textbox", name="Chat title")
    expect(title).to_be_focused()
    expect(title).to_have_value("Add plums")
    title.fill("Fruit")
    title.press("Enter")
    expect(links(three)).to_have_text(["Fruit", "Add pears", "Add apples"])
    expect(link(three, "Fruit")).to_be_focused()
    expect(three.element.get_by_role("heading", level=2)).to_have_text("Fruit")
    three.page.reload()
    expect(links(three)).to_have_text(["Fruit", "Add pears", "Add apples"])
    three.say("Show my tasks")
    expect(links(three).first).to_have_text("Fruit")


def test_escape_leaves_the_old_title(three: Any) -> None:
    choose(three, "Add pears", "Rename")
    title = three.sidebar.get_by_role("textbox", name="Chat title")
    title.fill("Fruit")
    title.press("Escape")
    expect(link(three, "Add pears")).to_be_focused()
    three.page.reload()
    expect(links(three)).to_have_text(["Add plums", "Add pears", "Add apples"])


def test_a_deleted_chat_comes_back_by_undo(three: Any) -> None:
    choose(three, "Add plums", "Delete")
    expect(links(three)).to_have_text(["Add pears", "Add apples"])
    expect(three.page).to_have_url(re.compile(r"/$"))
    expect(three.turns).to_have_count(0)
    three.page.get_by_role("button", name="Undo").click()
    expect(links(three)).to_have_text(["Add plums", "Add pears", "Add apples"])
    expect(three.page).to_have_url(re.compile("/threads/"))
    expect(three.turns).to_have_count(2)


def test_a_deleted_chat_is_gone_once_its_undo_is(three: Any) -> None:
    apples = link(three, "Add apples").get_attribute("data-thread")
    choose(three, "Add apples", "Delete")
    with three.page.expect_response("**/chatkit") as deletion:
        three.page.get_by_role("button", name="Dismiss").click()
    assert deletion.value.request.post_data_json["type"] == "threads.delete"
    assert deletion.value.ok
    three.page.reload()
    expect(links(three)).to_have_text(["Add plums", "Add pears"])
    asked = three.page.request.post(
        "/chatkit", data={"type": "threads.get_by_id", "params": {"thread_id": apples}}
    )
    assert asked.status == 404
    assert "Apples" in three.saved_tasks(), "the tasks of a chat are not its own"


def test_a_deletion_is_carried_out_when_the_page_is_left(three: Any) -> None:
    choose(three, "Add apples", "Delete")
    expect(links(three)).to_have_count(2)
    three.page.reload()
    expect(links(three)).to_have_text(["Add plums", "Add pears"])


def test_switching_and_the_back_button_keep_the_place(three: Any) -> None:
    page: Page = three.page

    def shows(title: str) -> None:
        expect(three.turns.first).to_contain_text(title)
        expect(link(three, title)).to_have_attribute("aria-current", "page")
        expect(three.element.get_by_role("heading", level=2)).to_have_text(title)
        assert three.thread_id() == link(three, title).get_attribute("data-thread")

    link(three, "Add apples").click()
    shows("Add apples")
    link(three, "Add pears").click()
    shows("Add pears")
    page.reload()
    shows("Add pears")
    page.go_back()
    shows("Add apples")
    page.go_back()
    shows("Add plums")
    page.go_forward()
    shows("Add apples")


def test_the_back_button_leads_out_of_a_new_chat_again(three: Any) -> None:
    three.sidebar.get_by_role("button", name="New chat").click()
    expect(three.turns).to_have_count(0)
    expect(three.page).to_have_url(re.compile(r"/$"))
    expect(three.composer).to_be_focused()
    three.page.go_back()
    expect(three.turns.first).to_contain_text("Add plums")


def test_an_answer_goes_on_in_the_chat_that_one_has_left(three: Any) -> None:
    three.send("What can you do?")
    expect(three.stop).to_be_visible()
    link(three, "Add apples").click()
    expect(three.turns.first).to_contain_text("Add apples")
    expect(three.turns).to_have_count(2)
    link(three, "Add plums").click()
    expect(three.turns).to_have_count(4)
    expect(three.actions_of(three.turns.last)).to_be_visible()
    expect(three.turns.last).to_contain_text("Sum up")


@pytest.mark.allowed_console_errors("404", "chat:")
def test_an_address_of_no_chat_says_so_and_offers_a_way_on(new_chat: Callable[..., Any]) -> None:
    chat = new_chat("/threads/thr_00000000000000000000000000000000")
    expect(chat.element.get_by_text("This conversation could not be opened.")).to_be_visible()
    chat.element.get_by_role("alert").get_by_role("button", name="New chat").click()
    chat.say("Add apples")
    expect(link(chat, "Add apples")).to_be_visible()
