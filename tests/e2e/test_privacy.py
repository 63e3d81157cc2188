"""Point 6: two guests in two browsers; every request by itself is tested in tests/http."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.fixture
def anna(new_chat: Callable[..., Any]) -> Any:
    """A guest with a chat and two tasks."""
    chat = new_chat()
    chat.say("Add buy a ring for Bert and water the plants")
    expect(chat.tasks.get_by_role("checkbox")).to_have_count(2)
    return chat


@pytest.fixture
def bert(new_chat: Callable[..., Any], anna: Any) -> Any:
    """Another guest, in a browser of his own."""
    return new_chat()


def test_a_second_guest_finds_nothing_of_the_first_and_changes_nothing(
    anna: Any, bert: Any
) -> None:
    expect(bert.sidebar).to_contain_text("Your chats will be listed here.")
    expect(bert.tasks).to_contain_text("Nothing to do.")
    expect(bert.say("Show all my tasks")).not_to_contain_text("ring")
    expect(bert.sidebar.get_by_role("link")).to_have_count(1)

    bert.say("Add buy a ring for Bert")
    bert.say("delete everything")
    bert.say("yes")
    assert bert.saved_tasks() == {}
    anna.page.reload()
    expect(anna.tasks.get_by_role("checkbox")).to_have_count(2)
    expect(anna.sidebar.get_by_role("link")).to_have_count(1)
    assert set(anna.saved_tasks()) == {"Buy a ring for Bert", "Water the plants"}


@pytest.mark.allowed_console_errors("404", "chat:")
def test_the_address_of_somebody_elses_chat_shows_nothing(anna: Any, bert: Any) -> None:
    bert.page.goto(f"/threads/{anna.thread_id()}")
    expect(bert.element.get_by_text("This conversation could not be opened.")).to_be_visible()
    expect(bert.page.get_by_text("ring")).to_have_count(0)
    expect(bert.sidebar.get_by_role("link")).to_have_count(0)


def test_somebody_elses_button_cannot_be_pressed(anna: Any, bert: Any) -> None:
    task_id = anna.saved_tasks()["Water the plants"]["id"]
    action = {"type": "tasks.complete", "payload": {"task_id": task_id}}
    item_id = anna.widgets.get_attribute("data-item-id")
    refused = bert.page.request.post(
        "/chatkit",
        data={
            "type": "threads.custom_action",
            "params": {"thread_id": anna.thread_id(), "item_id": item_id, "action": action},
        },
    )
    assert refused.status == 404
    # In a chat of his own he has the button, but not the task.
    bert.say("Add apples")
    bert.chatkit(
        "threads.sync_custom_action",
        thread_id=bert.thread_id(),
        item_id=bert.widgets.get_attribute("data-item-id"),
        action=action,
    )
    assert anna.saved_tasks()["Water the plants"]["status"] == "open"


def test_whoever_loses_the_cookie_is_somebody_else(anna: Any) -> None:
    anna.page.context.clear_cookies()
    anna.page.goto("/")
    expect(anna.composer).to_be_editable()
    expect(anna.sidebar).to_contain_text("Your chats will be listed here.")
    expect(anna.tasks).to_contain_text("Nothing to do.")
