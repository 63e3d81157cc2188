"""A whole conversation as a file, and the methods beyond the contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

CALL = """async ([name, ...parameters]) => {
    try {
        return await document.querySelector('openai-chatkit')[name](...parameters);
    } catch ({ code }) {
        return { code };
    }
}"""


def call(chat: Any, *parts: Any) -> Any:
    return chat.page.evaluate(CALL, list(parts))


def test_the_menu_saves_all_of_a_thread_that_is_not_all_loaded(
    new_element: Callable[..., Any],
) -> None:
    chat = new_element("{}")
    for number in range(12):
        chat.say(f"Add task number {number}")
    thread_id = chat.chatkit("threads.list", limit=1)["data"][0]["id"]
    call(chat, "setThreadId", None)
    call(chat, "setThreadId", thread_id)
    with chat.page.expect_download() as download:
        chat.element.get_by_role("button", name="More", exact=True).click()
        chat.element.get_by_role("menuitem", name="Export as Markdown").click()
    assert download.value.suggested_filename == "Add task number 0.md"
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.count("## You") == 12
    assert "Add task number 0" in text
    with chat.page.expect_download() as download:
        chat.element.get_by_role("button", name="More", exact=True).click()
        chat.element.get_by_role("menuitem", name="Export as JSON").click()
    exported = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert exported["thread"]["id"] == thread_id
    kinds = [item["type"] for item in exported["items"]]
    assert kinds.count("user_message") == 12
    assert call(chat, "exportThread", "json")["filename"] == "Add task number 0.json"


def test_the_methods_say_when_they_cannot(new_element: Callable[..., Any]) -> None:
    chat = new_element("{}")
    assert call(chat, "exportThread", "markdown") == {"code": "no_thread"}
    assert call(chat, "exportThread", "docx") == {"code": "invalid_argument"}
    assert call(chat, "stop") == {"code": "idle"}
    assert call(chat, "retry", "msg_unknown") == {"code": "not_found"}
    chat.say("Add apples")
    answered = chat.turns.nth(1).locator("[data-item-id]").first.get_attribute("data-item-id")
    assert call(chat, "retry", answered) is None
    expect(chat.turns).to_have_count(2)
    assert set(chat.saved_tasks()) == {"Apples"}


@pytest.mark.allowed_console_errors("showcase-none")
def test_the_json_has_each_item_as_the_server_has_it(new_showcase: Callable[..., Any]) -> None:
    chat = new_showcase()
    for command in ("/items", "/tasks", "/annotations"):
        chat.say(f"{command} instant")
    thread_id = chat.chatkit("threads.list", limit=1)["data"][0]["id"]
    params = {"thread_id": thread_id, "order": "asc", "limit": 100}
    stored = chat.chatkit("items.list", **params)
    assert not stored["has_more"]
    exported = json.loads(call(chat, "exportThread", "json")["text"])
    assert exported["version"] == 1
    assert exported["thread"]["id"] == thread_id
    assert exported["items"] == stored["data"]
    assert {item["type"] for item in exported["items"]} >= {
        "user_message",
        "assistant_message",
        "widget",
        "workflow",
        "task",
        "generated_image",
    }
    markdown = call(chat, "exportThread", "markdown")["text"]
    assert markdown.count("## You") == 3
    assert "undefined" not in markdown
    assert "[object" not in markdown
    assert "[^source-1]: " in markdown
