"""Single tasks, questions and outcomes as widgets."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chatkit_server.tasks.model import Task
from chatkit_server.tasks.views import (
    ConfirmView,
    EditTaskView,
    Move,
    OutcomeView,
    TaskCardView,
    View,
)
from tests.tasks.pictures import DONE, LIST, PLAIN, TASKS, actions, draw, nodes, of

# Cards and forms


def test_a_card_shows_the_notes_and_three_buttons() -> None:
    root, copied = draw(TaskCardView("tsk_milk"))
    assert of(root, "Text", "value") == ["Buy milk", "Oat,\ntwo litres"]
    assert of(root, "Badge", "label")[:2] == ["Tomorrow, 9:00 AM", "High priority"]
    assert of(root, "Button", "label") == ["Complete", "Edit", "Delete"]
    assert actions(root) == [
        (f"tasks.{name}", {"task_id": "tsk_milk"})
        for name in ("reschedule", "complete", "edit", "delete")
    ]
    assert copied == (
        "Buy milk — due Tomorrow 9:00 AM, high priority, #errands #home #shop #weekly\n"
        "Oat,\ntwo litres"
    )


def test_a_card_of_a_done_task_offers_to_reopen_it() -> None:
    root, copied = draw(TaskCardView("tsk_done"))
    assert of(root, "Button", "label") == ["Reopen", "Edit", "Delete"]
    assert copied == "Send report — done yesterday"


def test_a_form_holds_what_the_task_is_now_in_the_users_zone() -> None:
    root, _ = draw(EditTaskView("tsk_milk", back=LIST))
    values = {n["name"]: n.get("defaultValue") for n in nodes(root) if "name" in n}
    assert values == {
        "title": "Buy milk",
        "notes": "Oat,\ntwo litres",
        "due": "2026-11-22T00:00:00",
        "due_time": "09:00",
        "priority": "high",
        "tags": "errands home shop weekly",
    }
    assert root["asForm"] is True
    assert root["confirm"] == {
        "label": "Save",
        "action": {"type": "tasks.save", "payload": {"task_id": "tsk_milk", "was": values}},
    }
    assert root["cancel"]["action"] == {"type": "tasks.list", "payload": {"back": True}}


def test_every_field_of_a_form_has_a_label() -> None:
    root, _ = draw(EditTaskView("tsk_plain"))
    fields = [n["name"] for n in nodes(root) if "name" in n and n["type"] != "Icon"]
    assert of(root, "Label", "fieldName") == fields


@pytest.mark.parametrize(
    ("due", "day", "moment"),
    [
        (None, None, None),
        (date(2026, 11, 27), "2026-11-27T00:00:00", None),
        (datetime(2026, 11, 21, 23, 10, 30, tzinfo=UTC), "2026-11-22T00:00:00", "00:10"),
    ],
)
def test_a_form_splits_the_due_into_day_and_time(
    due: date | datetime | None, day: str | None, moment: str | None
) -> None:
    root, _ = draw(EditTaskView("tsk_plain"), {"tsk_plain": replace(PLAIN, due=due)})
    picker = next(n for n in nodes(root) if n["type"] == "DatePicker")
    select = next(n for n in nodes(root) if n.get("name") == "due_time")
    assert (picker.get("defaultValue"), select.get("defaultValue")) == (day, moment)
    offered = [option["value"] for option in select["options"]]
    assert offered == sorted(offered)
    assert len(offered) == 48 + (moment == "00:10")
    assert moment is None or moment in offered


# The due date of a card


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (None, None),
        (date(2026, 11, 27), "2026-11-27T00:00:00"),
        (datetime(2026, 11, 21, 23, 10, tzinfo=UTC), "2026-11-22T00:00:00"),
    ],
)
def test_the_date_picker_of_a_card_shows_the_day_in_the_users_zone(
    due: date | datetime | None, day: str | None
) -> None:
    root, _ = draw(TaskCardView("tsk_plain"), {"tsk_plain": replace(PLAIN, due=due)})
    picker = next(node for node in nodes(root) if node["type"] == "DatePicker")
    assert picker.get("defaultValue") == day
    assert picker["onChangeAction"] == {
        "type": "tasks.reschedule",
        "payload": {"task_id": "tsk_plain"},
    }


def test_a_done_task_has_no_date_to_pick() -> None:
    root, _ = draw(TaskCardView("tsk_done"))
    assert not of(root, "DatePicker", "name")


def test_another_due_can_be_undone_for_as_long_as_the_task_is_due_then() -> None:
    view = TaskCardView("tsk_milk", Move("2026-11-20", "2026-11-22T09:00:00+01:00"))
    undo = {"task_id": "tsk_milk", "due": "2026-11-20", "undo": True}
    root, _ = draw(view)
    assert "Now due Tomorrow, 9:00 AM." in of(root, "Text", "value")
    assert ("tasks.reschedule", undo) in actions(root)

    moved_on = {"tsk_milk": replace(TASKS["tsk_milk"], due=date(2026, 11, 30))}
    assert ("tasks.reschedule", undo) not in actions(draw(view, moved_on)[0])
    done = {"tsk_milk": replace(TASKS["tsk_milk"], status="done")}
    assert ("tasks.reschedule", undo) not in actions(draw(view, done)[0])


def test_a_due_that_was_taken_away_can_be_given_back() -> None:
    root, _ = draw(TaskCardView("tsk_plain", Move("2026-11-20", "")))
    assert "The due date was removed." in of(root, "Text", "value")


# What is gone


@pytest.mark.parametrize("view", [TaskCardView("gone"), EditTaskView("gone", LIST)])
def test_a_task_that_is_gone_says_so(view: View) -> None:
    assert draw(view)[1] == "This task no longer exists."


@pytest.mark.parametrize("view", [TaskCardView("tsk_deleted"), EditTaskView("tsk_deleted", LIST)])
def test_a_task_that_was_deleted_elsewhere_can_be_brought_back(view: View) -> None:
    root, copied = draw(view)
    assert copied == "Deleted “Old idea”"
    assert actions(root) == [("tasks.restore", {"task_ids": ["tsk_deleted"]})]


@pytest.mark.parametrize(
    "view", [ConfirmView("delete", ("gone", "x")), OutcomeView("complete", ("gone", "x"))]
)
def test_several_tasks_that_are_gone_say_so(view: View) -> None:
    assert draw(view)[1] == "These tasks no longer exist."


# Questions


def question(deed: Any, count: int, **more: Any) -> tuple[Any, str]:
    tasks = {f"t{n}": Task(f"t{n}", f"Task {n}") for n in range(count)}
    return draw(ConfirmView(deed, (*tasks, "gone"), **more), tasks)


def test_a_question_names_each_task_with_a_checkbox() -> None:
    root, copied = question("delete", 3)
    assert copied.splitlines() == ["Delete 3 tasks?", "• Task 0", "• Task 1", "• Task 2"]
    assert root["asForm"] is True
    assert of(root, "Checkbox", "name") == ["chosen.t0", "chosen.t1", "chosen.t2"]
    assert of(root, "Checkbox", "label") == ["Task 0", "Task 1", "Task 2"]
    assert of(root, "Checkbox", "defaultChecked") == [True] * 3
    assert actions(root) == [
        ("tasks.list", {"back": True}),
        ("tasks.delete", {"task_ids": ["t0", "t1", "t2"], "confirmed": True}),
    ]
    assert of(root, "Button", "color") == ["secondary", "danger"]


def test_a_long_question_shows_its_beginning_and_asks_about_all() -> None:
    root, copied = question("complete", 40)
    assert copied.splitlines()[-1] == "and 30 more"
    assert len(of(root, "Checkbox", "name")) == 10
    (more, _, (action, payload)) = actions(root)
    assert more == ("tasks.list", {"limit": 30})
    assert (action, len(payload["task_ids"])) == ("tasks.complete", 40)
    assert of(root, "Button", "color") == ["secondary", "secondary", "primary"]

    whole, _ = question("complete", 40, limit=40)
    assert len(of(whole, "Checkbox", "name")) == 40


def test_a_question_about_one_task_has_its_title_in_it() -> None:
    root, copied = draw(ConfirmView("delete", ("tsk_plain",)))
    assert copied == "Delete “Plain”?"
    assert of(root, "Title", "value") == ["Delete “Plain”?"]
    assert of(root, "Checkbox", "name") == []


@pytest.mark.parametrize(("deed", "left"), [("complete", "tsk_plain"), ("reopen", "tsk_done")])
def test_a_question_is_about_the_tasks_to_which_it_is_not_done_yet(deed: Any, left: str) -> None:
    root, _ = draw(ConfirmView(deed, ("tsk_plain", "tsk_done", "tsk_deleted")))
    assert actions(root)[-1] == (f"tasks.{deed}", {"task_ids": [left], "confirmed": True})


def test_a_question_that_was_answered_elsewhere_shows_what_was_done() -> None:
    root, copied = draw(ConfirmView("complete", ("tsk_done",)))
    assert copied == "Completed “Send report”"
    assert actions(root) == [("tasks.reopen", {"task_ids": ["tsk_done"]})]


# Outcomes


@pytest.mark.parametrize(
    ("view", "text", "undo"),
    [
        (OutcomeView("delete", ("tsk_deleted", "gone")), "Deleted “Old idea”", "tasks.restore"),
        (OutcomeView("delete", ("tsk_deleted", "tsk_milk")), "Deleted “Old idea”", "tasks.restore"),
        (
            OutcomeView("complete", ("tsk_done", "tsk_milk")),
            "Completed “Send report”",
            "tasks.reopen",
        ),
        (OutcomeView("reopen", ("tsk_done", "tsk_plain")), "Reopened “Plain”", "tasks.complete"),
    ],
)
def test_what_was_done_and_still_is_can_be_undone(view: OutcomeView, text: str, undo: str) -> None:
    root, copied = draw(view)
    assert copied == text
    assert actions(root) == [(undo, {"task_ids": [view.task_ids[view.deed == "reopen"]]})]


@pytest.mark.parametrize(
    ("view", "text"),
    [
        (OutcomeView("delete", ("tsk_plain", "tsk_milk")), "Restored 2 tasks\n• Plain\n• Buy milk"),
        (OutcomeView("complete", ("tsk_plain", "tsk_deleted")), "Reopened “Plain”"),
        (OutcomeView("reopen", ("tsk_done",)), "Completed “Send report”"),
    ],
)
def test_what_was_taken_back_is_told(view: OutcomeView, text: str) -> None:
    root, copied = draw(view)
    assert copied == text
    assert actions(root) == []


def test_an_outcome_of_many_tasks_names_the_first() -> None:
    tasks = {f"t{n}": replace(DONE, id=f"t{n}", title=f"Task {n}") for n in range(8)}
    root, copied = draw(OutcomeView("complete", tuple(tasks)), tasks)
    assert copied.splitlines() == [
        "Completed 8 tasks",
        *(f"• Task {n}" for n in range(5)),
        "and 3 more",
    ]
    assert of(root, "Caption", "value") == ["and 3 more"]


@pytest.mark.parametrize("view", [LIST, TaskCardView("tsk_milk"), EditTaskView("tsk_milk")])
def test_a_hostile_title_comes_through_as_text(view: View) -> None:
    title = '"}{{ 7 * 7 }}{% raw %}<b>\u202eابت 👩‍👩‍👧 ' + "x" * 10_000
    root, copied = draw(view, {"tsk_milk": replace(TASKS["tsk_milk"], title=title)})
    assert title in of(root, "Text", "value") + of(root, "Input", "defaultValue")
    assert title in copied
