"""Point 3: the buttons of the widgets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

TWO_TASKS = "Add buy milk and water the plants"


@pytest.fixture
def two(chat: Any) -> Any:
    """A chat whose only widget lists two tasks."""
    chat.say(TWO_TASKS)
    expect(chat.row("Buy milk")).to_be_visible()
    return chat


def titles(chat: Any) -> Locator:
    return chat.widgets.get_by_role("listitem").get_by_role("paragraph")


def reload(chat: Any) -> None:
    chat.page.reload()
    expect(chat.composer).to_be_editable()
    expect(chat.widgets).not_to_have_count(0)


def widget_id(chat: Any) -> str:
    """The id of the only widget, which stays when it is replaced in place."""
    expect(chat.widgets).to_have_count(1)
    return chat.widgets.get_attribute("data-item-id")


def test_complete_and_reopen_change_the_list_in_place_and_for_good(two: Any) -> None:
    before = widget_id(two)
    two.button("Complete “Buy milk”").click()
    expect(two.button("Reopen “Buy milk”")).to_be_visible()
    expect(two.widgets).to_contain_text("1 of 2 done")
    expect(two.row("Buy milk").locator("[part=badge]")).to_have_text(["Done today"])
    assert two.saved_tasks()["Buy milk"]["status"] == "done"
    expect(two.tasks.get_by_role("checkbox", name="Buy milk")).to_be_hidden()

    reload(two)
    assert widget_id(two) == before
    two.button("Reopen “Buy milk”").click()
    expect(two.button("Complete “Buy milk”")).to_be_visible()
    assert two.saved_tasks()["Buy milk"]["status"] == "open"
    expect(two.tasks.get_by_role("checkbox", name="Buy milk")).to_be_visible()

    reload(two)
    expect(two.button("Complete “Buy milk”")).to_be_visible()
    assert widget_id(two) == before


def test_the_form_saves_every_field(two: Any, today: date) -> None:
    before = widget_id(two)
    two.button("Edit “Buy milk”").click()
    form = two.widgets.locator("form")
    expect(form.get_by_label("Title")).to_have_value("Buy milk")
    expect(form.get_by_label("Title")).to_be_focused()
    due = today + timedelta(days=3)
    form.get_by_label("Title").fill("Buy oat milk")
    form.get_by_label("Notes").fill("Two bottles\nthe blue ones")
    two.choose(form.get_by_label("Due date"), due)
    two.choose(form.get_by_label("Due time"), "2:30 PM")
    two.choose(form.get_by_label("Priority"), "Medium")
    form.get_by_role("button", name="Save").click()

    row = two.row("Buy oat milk")
    expect(row.locator("[part=badge]").nth(0)).to_contain_text("2:30 PM")
    expect(row.locator("[part=badge]").nth(1)).to_have_text("Medium")
    saved = two.saved_tasks()["Buy oat milk"]
    assert saved["notes"] == "Two bottles\nthe blue ones"
    assert saved["due"].startswith(f"{due.isoformat()}T14:30")
    assert saved["priority"] == "medium"
    expect(two.tasks).to_contain_text("Buy oat milk")

    reload(two)
    assert widget_id(two) == before
    two.button("Edit “Buy oat milk”").click()
    expect(form.get_by_label("Notes")).to_have_value("Two bottles\nthe blue ones")
    expect(form.get_by_label("Due date")).to_have_attribute("value", due.isoformat())
    expect(form.get_by_label("Due time")).to_have_text("2:30 PM")
    expect(form.get_by_label("Priority")).to_have_text("Medium")


def test_the_form_takes_a_due_date_back(chat: Any) -> None:
    chat.say("Add buy milk tomorrow at 9")
    chat.button("Edit").click()
    form = chat.widgets.locator("form")
    expect(form.get_by_label("Due time")).to_have_text("9:00 AM")
    clear = form.get_by_role("button", name="Clear")
    for left in (1, 0):
        clear.first.click()
        expect(clear).to_have_count(left)
    form.get_by_role("button", name="Save").click()
    expect(chat.button("Complete")).to_be_visible()
    assert chat.saved_tasks()["Buy milk"]["due"] is None


def test_the_form_is_not_sent_without_a_title(two: Any) -> None:
    two.button("Edit “Buy milk”").click()
    form = two.widgets.locator("form")
    title = form.get_by_label("Title")
    title.fill("")
    form.get_by_role("button", name="Save").click()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_be_focused()
    title.fill("Buy oat milk")
    form.get_by_role("button", name="Save").click()
    expect(two.row("Buy oat milk")).to_be_visible()


def test_a_value_that_the_server_refuses_leaves_the_form_as_it_was_typed(two: Any) -> None:
    two.button("Edit “Buy milk”").click()
    form = two.widgets.locator("form")
    form.get_by_label("Title").fill("Buy oat milk")
    two.choose(form.get_by_label("Due time"), "2:30 PM")
    form.get_by_role("button", name="Save").click()
    expect(two.element.get_by_text("A time needs a day as well.")).to_be_visible()
    expect(form.get_by_label("Title")).to_have_value("Buy oat milk")
    expect(form.get_by_label("Due time")).to_have_text("2:30 PM")
    assert set(two.saved_tasks()) == {"Buy milk", "Water the plants"}


def test_cancel_leaves_the_form_and_the_task_alone(two: Any) -> None:
    two.button("Edit “Buy milk”").click()
    form = two.widgets.locator("form")
    form.get_by_label("Title").fill("Something else")
    form.get_by_role("button", name="Cancel").click()
    expect(titles(two)).to_have_text(["Buy milk", "Water the plants"])
    assert set(two.saved_tasks()) == {"Buy milk", "Water the plants"}


def test_a_task_is_deleted_after_a_question_and_comes_back_by_undo(two: Any) -> None:
    before = widget_id(two)
    two.button("Delete “Buy milk”").click()
    expect(two.widgets).to_contain_text("Delete “Buy milk”?")
    assert "Buy milk" in two.saved_tasks()

    two.button("Delete").click()
    expect(two.row("Deleted “Buy milk”")).to_be_visible()
    assert set(two.saved_tasks()) == {"Water the plants"}
    expect(two.tasks.get_by_role("checkbox")).to_have_count(1)

    reload(two)
    two.button("Undo").click()
    expect(titles(two)).to_have_text(["Buy milk", "Water the plants"])
    assert set(two.saved_tasks()) == {"Buy milk", "Water the plants"}
    expect(two.tasks.get_by_role("checkbox")).to_have_count(2)

    reload(two)
    expect(titles(two)).to_have_text(["Buy milk", "Water the plants"])
    assert widget_id(two) == before


def test_a_deletion_is_called_off_by_cancel(two: Any) -> None:
    two.button("Delete “Buy milk”").click()
    two.button("Cancel").click()
    expect(titles(two)).to_have_text(["Buy milk", "Water the plants"])
    assert set(two.saved_tasks()) == {"Buy milk", "Water the plants"}


def test_show_more_shows_more_and_stays(chat: Any) -> None:
    for number in range(1, 26):
        chat.add(f"Task {number:02}")
    chat.say("Show all my tasks")
    before = widget_id(chat)
    complete = chat.widgets.get_by_role("button", name="Complete")
    expect(complete).to_have_count(10)
    chat.button("Show 15 more").click()
    expect(complete).to_have_count(25)
    expect(chat.button("Show 15 more")).to_be_hidden()
    chat.button("Complete “Task 20”").click()
    expect(complete).to_have_count(24)

    reload(chat)
    expect(complete).to_have_count(24)
    expect(chat.button("Reopen “Task 20”")).to_be_visible()
    assert widget_id(chat) == before


def test_the_next_question_knows_of_a_pressed_button(two: Any) -> None:
    two.button("Complete “Buy milk”").click()
    expect(two.button("Reopen “Buy milk”")).to_be_visible()
    answer = two.say("What is still open?")
    expect(answer.get_by_role("button", name="Complete")).to_have_count(1)
    expect(answer).to_contain_text("Water the plants")
    expect(answer).not_to_contain_text("Buy milk")


def test_it_means_the_task_whose_button_was_pressed(two: Any) -> None:
    two.button("Complete “Buy milk”").click()
    expect(two.button("Reopen “Buy milk”")).to_be_visible()
    two.say("Reopen it")
    expect(two.button("Complete “Buy milk”")).to_be_visible()
    assert two.saved_tasks()["Buy milk"]["status"] == "open"


def test_a_double_click_does_no_harm(two: Any) -> None:
    two.button("Complete “Buy milk”").dblclick()
    expect(two.button("Reopen “Buy milk”")).to_be_visible()
    expect(two.element.get_by_role("alert")).to_be_hidden()
    assert two.saved_tasks()["Buy milk"]["status"] == "done"


def test_an_action_that_arrives_twice_does_no_harm(two: Any) -> None:
    task_id = two.saved_tasks()["Buy milk"]["id"]
    action = {
        "thread_id": two.thread_id(),
        "item_id": widget_id(two),
        "action": {
            "type": "tasks.delete",
            "payload": {"task_ids": [task_id], "confirmed": True},
        },
    }
    first = two.chatkit("threads.sync_custom_action", **action)["updated_item"]
    second = two.chatkit("threads.sync_custom_action", **action)["updated_item"]
    assert second["widget"] == first["widget"]
    assert set(two.saved_tasks()) == {"Water the plants"}
    reload(two)
    expect(two.row("Deleted “Buy milk”")).to_have_count(1)


def test_a_button_on_a_task_that_is_gone_says_so_and_shows_what_is_there(two: Any) -> None:
    task_id = two.saved_tasks()["Buy milk"]["id"]
    two.request("DELETE", f"/api/tasks/{task_id}")
    two.button("Complete “Buy milk”").click()
    expect(two.element.get_by_text("That task no longer exists.")).to_be_visible()
    expect(titles(two)).to_have_text(["Water the plants"])
    two.button("Complete “Water the plants”").click()
    expect(two.button("Reopen “Water the plants”")).to_be_visible()
