"""The widgets of the task assistant at work: groups, due dates, questions about many, the week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, expect

DAY = timedelta(days=1)


def group(chat: Any, name: str) -> Locator:
    """The tasks of a group of the list, named with their number."""
    found: Locator = chat.widgets.get_by_role("list", name=name, exact=True)
    return found.get_by_role("listitem")


def test_a_list_has_groups_and_a_task_goes_to_its_own_when_it_is_done(
    chat: Any, today: date
) -> None:
    chat.add("Renew passport", due=str(today - 2 * DAY))
    chat.add("Pay the rent", due=str(today - DAY))
    chat.add("Water the plants", due=str(today))
    chat.add("Call the dentist", due=f"{today + DAY}T09:00")
    chat.add("Book flights", due=str(today + 9 * DAY))
    chat.add("Read a book")
    chat.say("show all my tasks")
    expect(group(chat, "Overdue · 2")).to_contain_text(["Renew passport", "Pay the rent"])
    expect(group(chat, "Today · 1")).to_contain_text(["Water the plants"])
    expect(group(chat, "Tomorrow · 1")).to_contain_text(["9:00 AM"])
    expect(group(chat, "Later · 1")).to_contain_text(["Book flights"])
    expect(group(chat, "No date · 1")).to_contain_text(["Read a book"])

    complete = chat.button("Complete “Renew passport”")
    complete.focus()
    chat.page.keyboard.press("Enter")
    expect(group(chat, "Done · 1")).to_contain_text(["Renew passport"])
    expect(group(chat, "Overdue · 1")).to_contain_text(["Pay the rent"])
    # Who goes on by keyboard finds the focus on the task that took its place.
    expect(chat.button("Complete “Pay the rent”")).to_be_focused()
    assert chat.saved_tasks()["Renew passport"]["status"] == "done"
    expect(chat.tasks.get_by_role("checkbox", name="Renew passport")).to_be_hidden()

    chat.button("Reopen “Renew passport”").click()
    expect(group(chat, "Overdue · 2")).to_contain_text(["Renew passport", "Pay the rent"])
    expect(chat.tasks.get_by_role("list", name="Overdue")).to_contain_text("Renew passport")
    # What the panel changes moves in the list, too.
    chat.tasks.get_by_role("checkbox", name="Water the plants").click()
    expect(group(chat, "Done · 1")).to_contain_text(["Water the plants"])
    # "The second one" is the second that is seen.
    chat.say("mark the second one as done")
    expect(group(chat, "Done · 2")).to_contain_text(["Pay the rent", "Water the plants"])


def test_a_card_saves_a_picked_day_at_once_and_takes_it_back(chat: Any, today: date) -> None:
    chat.say("Add buy milk tomorrow at 9")
    before = chat.saved_tasks()["Buy milk"]["due"]
    due = chat.widgets.get_by_label("Due", exact=True)
    later = today + 9 * DAY
    chat.choose(due, later)
    expect(chat.widgets).to_contain_text("Now due")
    expect(due).to_have_attribute("value", later.isoformat())
    assert chat.saved_tasks()["Buy milk"]["due"].startswith(f"{later}T09:00")
    expect(chat.tasks.get_by_role("list", name="Later")).to_contain_text("Buy milk")

    chat.page.reload()
    chat.button("Undo").click()
    expect(chat.button("Undo")).to_be_hidden()
    expect(due).to_have_attribute("value", str(today + DAY))
    assert chat.saved_tasks()["Buy milk"]["due"] == before
    expect(chat.tasks.get_by_role("list", name="Tomorrow")).to_contain_text("Buy milk")

    # Deleted in the panel, it stays within reach here.
    chat.tasks.get_by_role("button", name="Delete Buy milk").click()
    expect(chat.widgets).to_contain_text("Deleted “Buy milk”")
    chat.button("Undo").click()
    expect(chat.button("Complete")).to_be_visible()
    expect(chat.tasks.get_by_role("checkbox", name="Buy milk")).to_be_visible()


def test_many_tasks_are_completed_after_a_question_and_come_back_by_undo(
    chat: Any, today: date
) -> None:
    for title in ("Renew passport", "Pay the rent", "Call Bob"):
        chat.add(title, due=str(today - DAY))
    answer = chat.say("complete all overdue tasks")
    expect(answer).to_contain_text("Say “yes” to go ahead")
    question = chat.widgets.get_by_role("form", name="Complete 3 tasks?")
    boxes = question.get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        box.uncheck()
    question.get_by_role("button", name="Complete", exact=True).click()
    expect(chat.element.get_by_text("Choose at least one task, or cancel.")).to_be_visible()
    question.get_by_role("checkbox", name="Renew passport").check()
    question.get_by_role("checkbox", name="Call Bob").check()
    question.get_by_role("button", name="Complete", exact=True).dblclick()

    expect(chat.widgets).to_contain_text("Completed 2 tasks")
    done = {title for title, task in chat.saved_tasks().items() if task["status"] == "done"}
    assert done == {"Renew passport", "Call Bob"}
    expect(chat.tasks.get_by_role("checkbox")).to_have_count(1)

    chat.button("Undo").click()
    expect(chat.button("Complete “Call Bob”")).to_be_visible()
    expect(chat.tasks.get_by_role("checkbox")).to_have_count(3)


def test_the_week_is_drawn_and_follows_the_panel(chat: Any) -> None:
    chat.add("Buy milk")
    chat.add("Call Bob")
    answer = chat.say("how was my week?")
    expect(answer).to_contain_text("Nothing was finished this week.")
    expect(chat.widgets).to_contain_text("This week")
    expect(chat.widgets).to_contain_text("No task done.")
    chart = chat.widgets.locator("[part=chart]")
    expect(chart).to_contain_text("Added")

    chat.tasks.get_by_role("checkbox", name="Buy milk").click()
    expect(chat.widgets).to_contain_text("1 task done.")
    expect(chart).to_be_visible()


def test_another_tab_shows_a_change_at_once(chat: Any) -> None:
    chat.say("Add buy milk and water the plants")
    other = chat.new_tab()
    other.page.goto(chat.page.url)
    expect(other.button("Complete “Buy milk”")).to_be_visible()
    chat.tasks.get_by_role("checkbox", name="Buy milk").click()
    expect(other.button("Reopen “Buy milk”")).to_be_visible()
    expect(other.tasks.get_by_role("checkbox", name="Buy milk")).to_be_hidden()
