"""The tasks beside the chat and the widgets in it show the same."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect


@pytest.fixture
def listed(chat: Any) -> Any:
    """A chat with a list of two tasks."""
    chat.say("Add buy milk and water the plants")
    expect(chat.tasks.get_by_role("checkbox")).to_have_count(2)
    return chat


def test_a_task_completed_in_the_panel_is_done_in_the_widget(listed: Any) -> None:
    listed.tasks.get_by_role("checkbox", name="Buy milk").click()
    expect(listed.button("Reopen “Buy milk”")).to_be_visible()
    listed.page.get_by_role("button", name="Undo").click()
    expect(listed.button("Complete “Buy milk”")).to_be_visible()


def test_a_task_edited_in_the_panel_is_changed_in_the_widget(listed: Any) -> None:
    listed.tasks.get_by_role("button", name="Edit Buy milk").click()
    listed.tasks.get_by_label("Title").fill("Buy oat milk")
    listed.tasks.get_by_label("Priority").select_option("high")
    listed.tasks.get_by_role("button", name="Save").click()
    row = listed.row("Buy oat milk")
    expect(row.locator("[part=badge]")).to_have_text(["High"])
    saved = listed.saved_tasks()
    assert saved["Buy oat milk"]["priority"] == "high"


def test_a_task_deleted_in_the_panel_leaves_the_widget_and_comes_back_by_undo(
    listed: Any,
) -> None:
    listed.tasks.get_by_role("button", name="Delete Buy milk").click()
    expect(listed.row("Buy milk")).to_be_hidden()
    listed.page.get_by_role("button", name="Undo").click()
    expect(listed.button("Complete “Buy milk”")).to_be_visible()
    assert set(listed.saved_tasks()) == {"Buy milk", "Water the plants"}


def test_a_task_added_in_the_panel_is_known_to_the_assistant(listed: Any) -> None:
    listed.tasks.get_by_role("textbox", name="New task").fill("Call the dentist")
    listed.tasks.get_by_role("button", name="Add task").click()
    expect(listed.tasks.get_by_role("button", name="Edit Call the dentist")).to_be_enabled()
    listed.say("mark the dentist as done")
    expect(listed.tasks.get_by_role("checkbox", name="Call the dentist")).to_be_hidden()
    listed.tasks.get_by_text("Done").click()
    expect(listed.tasks.get_by_role("checkbox", name="Call the dentist")).to_be_checked()


def test_a_pressed_button_of_a_widget_changes_the_panel(listed: Any) -> None:
    listed.button("Complete “Buy milk”").click()
    expect(listed.tasks.get_by_role("checkbox", name="Buy milk")).to_be_hidden()
    listed.button("Reopen “Buy milk”").click()
    expect(listed.tasks.get_by_role("checkbox", name="Buy milk")).to_be_visible()


def test_all_widgets_of_a_thread_show_a_task_as_it_is(listed: Any) -> None:
    listed.say("Show all my tasks")
    expect(listed.button("Complete “Buy milk”")).to_have_count(2)
    listed.button("Complete “Buy milk”").last.click()
    expect(listed.button("Reopen “Buy milk”")).to_have_count(2)
    listed.tasks.get_by_role("checkbox", name="Water the plants").click()
    expect(listed.button("Reopen “Water the plants”")).to_have_count(2)


def test_the_panel_is_closed_and_opened_and_remembers_that(listed: Any) -> None:
    listed.tasks.get_by_role("button", name="Close tasks").click()
    expect(listed.tasks).to_be_hidden()
    listed.page.reload()
    expect(listed.composer).to_be_editable()
    expect(listed.tasks).to_be_hidden()
    listed.sidebar.get_by_role("button", name="Tasks").click()
    expect(listed.tasks).to_be_visible()


def test_another_tab_of_the_same_guest_catches_up_when_it_is_looked_at(listed: Any) -> None:
    other = listed.new_tab().page
    other.goto("/")
    checkbox = other.get_by_role("checkbox", name="Buy milk")
    expect(checkbox).to_be_visible()
    listed.button("Complete “Buy milk”").click()
    expect(listed.button("Reopen “Buy milk”")).to_be_visible()
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(checkbox).to_be_hidden()
