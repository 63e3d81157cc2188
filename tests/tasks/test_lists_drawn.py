"""Lists of tasks as widgets."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.views import TaskListView
from tests.tasks.pictures import (
    BERLIN,
    DELETED,
    DONE,
    LIST,
    NOW,
    PLAIN,
    TASKS,
    actions,
    draw,
    nodes,
    of,
)


def test_a_row_shows_what_to_know_of_a_task() -> None:
    root, _ = draw(LIST)
    assert root["type"] == "ListView"
    assert [row["key"] for row in root["children"]] == list(LIST.task_ids)
    badges = [
        [
            (badge["label"], badge["color"], badge["variant"])
            for badge in nodes(row)
            if badge["type"] == "Badge"
        ]
        for row in root["children"]
    ]
    assert badges == [
        [
            ("Tomorrow, 9:00 AM", "secondary", "soft"),
            ("High", "danger", "soft"),
            ("#errands", "secondary", "outline"),
            ("#home", "secondary", "outline"),
            ("#shop", "secondary", "outline"),
            ("+1", "secondary", "outline"),
        ],
        [("Fri 27 Nov", "secondary", "soft"), ("Medium", "warning", "soft")],
        [("Overdue · Yesterday", "danger", "soft"), ("Low", "secondary", "soft")],
        [("Done yesterday", "success", "soft")],
    ]


def test_a_task_due_today_stands_out_until_its_moment_is_past() -> None:
    task = replace(PLAIN, due=datetime(2026, 11, 21, 9, tzinfo=BERLIN))
    view = TaskListView("Today", (task.id,))
    early, _ = draw(view, {task.id: task})
    late, _ = draw(view, {task.id: task}, now=NOW.replace(hour=10))
    assert (of(early, "Badge", "label"), of(early, "Badge", "color")) == (
        ["Today, 9:00 AM"],
        ["info"],
    )
    assert (of(late, "Badge", "label"), of(late, "Badge", "color")) == (
        ["Overdue · Today, 9:00 AM"],
        ["danger"],
    )


def test_a_done_row_is_struck_through_and_can_be_reopened() -> None:
    root, _ = draw(TaskListView("x", ("tsk_plain", "tsk_done")))
    plain, done = root["children"]
    assert of(plain, "Text", "lineThrough") == []
    assert of(done, "Text", "lineThrough") == [True]
    assert [a for a, _ in actions(plain)] == ["tasks.complete", "tasks.edit", "tasks.delete"]
    assert [a for a, _ in actions(done)] == ["tasks.reopen", "tasks.edit", "tasks.delete"]
    assert {json.dumps(p) for _, p in actions(done)} == {'{"task_id": "tsk_done"}'}


def test_every_icon_button_has_a_name_of_its_own() -> None:
    root, _ = draw(TaskListView("x", ("tsk_plain", "tsk_milk")))
    labels = of(root, "Button", "label")
    assert len(set(labels)) == len(labels) == 6
    assert "Complete “Plain”" in labels


@pytest.mark.parametrize(
    ("task_ids", "text", "icon"),
    [
        (("tsk_milk", "tsk_plain"), "Mine", "lucide:list-todo"),
        (("tsk_milk", "tsk_done"), "Mine · 1 of 2 done", "lucide:list-todo"),
        (("tsk_done",), "Mine · done", "check-circle-filled"),
    ],
)
def test_the_heading_tells_how_far_the_list_is_done(
    task_ids: tuple[str, ...], text: str, icon: str
) -> None:
    root, _ = draw(TaskListView("Mine", task_ids))
    assert root["status"] == {"text": text, "icon": icon}


def test_a_finished_list_says_that_all_is_done() -> None:
    tasks = {i: replace(DONE, id=i) for i in ("a", "b", "c")}
    root, _ = draw(TaskListView("Mine", ("a", "b", "c")), tasks)
    assert root["status"]["text"] == "Mine · all 3 done"


def test_a_long_list_shows_its_beginning_and_offers_more() -> None:
    tasks = {f"t{n}": Task(f"t{n}", f"Task {n}") for n in range(45)}
    view = TaskListView("All", tuple(tasks))

    first, copied = draw(view, tasks)
    assert [row["key"] for row in first["children"]] == [f"t{n}" for n in range(10)] + ["more"]
    assert of(first["children"][-1], "Button", "label") == ["Show 20 more"]
    assert actions(first["children"][-1]) == [("tasks.list", {"limit": 30})]
    assert copied.splitlines()[-1] == "… and 35 more"

    last, _ = draw(replace(view, limit=30), tasks)
    assert of(last["children"][-1], "Button", "label") == ["Show 15 more"]
    assert actions(last["children"][-1]) == [("tasks.list", {"limit": 45})]

    whole, _ = draw(replace(view, limit=45), tasks)
    assert [row["key"] for row in whole["children"]] == list(tasks)


@pytest.mark.parametrize("limit", [0, -5])
def test_a_list_shows_at_least_one_row(limit: int) -> None:
    root, _ = draw(replace(LIST, limit=limit))
    assert [row["key"] for row in root["children"]] == ["tsk_milk", "more"]


def test_a_deleted_task_keeps_its_place_and_offers_undo() -> None:
    view = TaskListView("x", ("tsk_plain", "tsk_deleted", "tsk_milk"), 10, ("tsk_deleted",))
    root, copied = draw(view)
    assert [row["key"] for row in root["children"]] == ["tsk_plain", "tsk_deleted", "tsk_milk"]
    assert of(root["children"][1], "Text", "value") == ["Deleted “Old idea”"]
    assert actions(root["children"][1]) == [("tasks.restore", {"task_ids": ["tsk_deleted"]})]
    assert copied.splitlines()[1:] == [
        "1. Plain",
        "2. Buy milk — due Tomorrow 9:00 AM, high priority, #errands #home #shop #weekly",
        "Deleted “Old idea”",
    ]


def test_tasks_deleted_from_elsewhere_share_a_row_at_the_end() -> None:
    tasks = {**TASKS, "tsk_other": replace(DELETED, id="tsk_other")}
    root, _ = draw(TaskListView("x", ("tsk_plain",), 10, ("tsk_deleted", "tsk_other")), tasks)
    assert [row["key"] for row in root["children"]] == ["tsk_plain", "deleted"]
    assert of(root["children"][1], "Text", "value") == ["Deleted 2 tasks"]
    assert actions(root["children"][1]) == [
        ("tasks.restore", {"task_ids": ["tsk_deleted", "tsk_other"]})
    ]


def test_a_list_of_which_only_an_undo_is_left_stays_a_list() -> None:
    root, copied = draw(TaskListView("x", ("tsk_deleted",), 10, ("tsk_deleted",)))
    assert [row["key"] for row in root["children"]] == ["tsk_deleted"]
    assert copied == "x\nDeleted “Old idea”"


def test_a_restored_task_is_a_row_again() -> None:
    view = TaskListView("x", ("tsk_deleted",), 10, ("tsk_deleted",))
    root, _ = draw(view, {"tsk_deleted": replace(DELETED, deleted_at=None)})
    assert of(root, "Text", "value") == ["Old idea"]


def test_tasks_that_are_gone_are_left_out() -> None:
    root, _ = draw(TaskListView("x", ("gone", "tsk_plain", "tsk_deleted", "tsk_plain")))
    assert [row["key"] for row in root["children"]] == ["tsk_plain"]


# Groups


ALL = TaskListView("Mine", tuple(TASKS), grouped=True)


def groups_of(root: Any) -> list[tuple[str | None, list[str]]]:
    """The name of each list in a widget, and the keys of its rows."""
    return [
        (part.get("status", {}).get("text"), [row["key"] for row in part["children"]])
        for part in root["children"]
        if part["type"] == "ListView"
    ]


def test_a_grouped_list_has_a_list_for_each_group_with_the_number_of_its_tasks() -> None:
    root, copied = draw(ALL)
    assert root["type"] == "Basic"
    assert of(root, "Title", "value") == ["Mine"]
    assert of(root, "Caption", "value") == ["1 of 5 done"]
    assert groups_of(root) == [
        ("Overdue · 1", ["tsk_passport"]),
        ("Tomorrow · 1", ["tsk_milk"]),
        ("Later · 1", ["tsk_dentist"]),
        ("No date · 1", ["tsk_plain"]),
        ("Done · 1", ["tsk_done"]),
    ]
    assert copied.splitlines() == [
        "Mine",
        "Overdue",
        "1. Renew passport — due Yesterday (overdue), low priority",
        "Tomorrow",
        "2. Buy milk — due Tomorrow 9:00 AM, high priority, #errands #home #shop #weekly",
        "Later",
        "3. Call the dentist — due Fri 27 Nov, medium priority",
        "No date",
        "4. Plain",
        "Done",
        "5. Send report — done yesterday",
    ]


def test_a_task_moves_to_the_group_that_it_belongs_to_now() -> None:
    later, _ = draw(ALL, now=NOW.replace(day=22, hour=8))
    assert groups_of(later)[:2] == [("Overdue · 1", ["tsk_passport"]), ("Today · 1", ["tsk_milk"])]
    late, _ = draw(ALL, now=NOW.replace(day=22, hour=10))
    assert groups_of(late)[0] == ("Overdue · 2", ["tsk_passport", "tsk_milk"])
    done, _ = draw(ALL, TASKS | {"tsk_plain": PLAIN.completed(NOW)})
    assert groups_of(done)[-1] == ("Done · 2", ["tsk_plain", "tsk_done"])


def test_a_row_does_not_say_again_what_the_name_of_its_group_says() -> None:
    due = {
        "late": date(2026, 11, 20),
        "today": date(2026, 11, 21),
        "at": datetime(2026, 11, 21, 9, tzinfo=BERLIN),
        "next": datetime(2026, 11, 22, 9, tzinfo=BERLIN),
    }
    tasks = {name: replace(PLAIN, id=name, due=when) for name, when in due.items()}
    root, _ = draw(TaskListView("x", tuple(tasks), grouped=True), tasks)
    assert of(root, "Badge", "label") == ["Yesterday", "9:00 AM", "9:00 AM"]
    assert of(root, "Badge", "color") == ["danger", "info", "secondary"]
    alone, _ = draw(TaskListView("x", ("at",), grouped=True), tasks)
    assert of(alone, "Badge", "label") == ["Today, 9:00 AM"]


def test_one_group_alone_has_no_name() -> None:
    root, copied = draw(replace(ALL, task_ids=("tsk_plain",)))
    assert (root["type"], groups_of(root)) == ("Basic", [(None, ["tsk_plain"])])
    assert copied == "Mine\n1. Plain"


def test_a_group_of_a_long_list_counts_the_tasks_that_are_not_shown() -> None:
    tasks = {f"t{n}": replace(PLAIN, id=f"t{n}") for n in range(4)}
    tasks |= {f"d{n}": replace(DONE, id=f"d{n}") for n in range(30)}
    root, copied = draw(TaskListView("All", tuple(tasks), 3, grouped=True), tasks)
    assert groups_of(root) == [("No date · 4", ["t0", "t1", "t2", "more"])]
    assert actions(root)[-1] == ("tasks.list", {"limit": 23})
    assert copied.splitlines()[-1] == "… and 31 more"

    more, _ = draw(TaskListView("All", tuple(tasks), 23, grouped=True), tasks)
    assert [(name, len(rows)) for name, rows in groups_of(more)] == [
        ("No date · 4", 4),
        ("Done · 30", 20),
    ]


def test_a_deleted_task_keeps_its_place_in_its_group_and_does_not_count() -> None:
    tasks = TASKS | {"tsk_passport": TASKS["tsk_passport"].deleted(NOW)}
    root, _ = draw(replace(ALL, deleted_ids=("tsk_passport",)), tasks)
    assert groups_of(root)[0] == ("Overdue", ["tsk_passport"])
    assert actions(root)[0] == ("tasks.restore", {"task_ids": ["tsk_passport"]})


def test_tasks_deleted_from_elsewhere_stand_at_the_end_of_the_last_group() -> None:
    root, _ = draw(TaskListView("x", ("tsk_plain", "tsk_milk"), 10, ("tsk_deleted",), True))
    assert groups_of(root)[-1] == ("No date · 1", ["tsk_plain", "deleted"])


# Nothing to show


def test_a_list_of_tasks_that_are_all_gone_says_so() -> None:
    root, copied = draw(TaskListView("x", ("gone", "tsk_deleted")))
    assert copied == "These tasks no longer exist."
    assert actions(root) == [("tasks.list", {"status": "open"})]


@pytest.mark.parametrize(
    ("summary", "title", "offered"),
    [
        (None, "Due today", []),
        (Summary(open=3), "Due today", [("tasks.list", {"status": "open"})]),
        (Summary(done=3), "All done", [("tasks.list", {"status": "done"})]),
        (Summary(), "No tasks yet", []),
    ],
)
def test_an_empty_list_says_why_it_is_empty(
    summary: Summary | None, title: str, offered: list[tuple[str, Any]]
) -> None:
    root, _ = draw(TaskListView("Due today", ()), summary=summary)
    assert of(root, "Title", "value") == [title]
    assert actions(root) == offered
