import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from chatkit.types import ThreadItem, WidgetItem
from chatkit.widgets import DynamicWidgetRoot
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.views import (
    ConfirmDeleteView,
    DeletedView,
    EditTaskView,
    SummaryView,
    TaskCardView,
    TaskListView,
    View,
    describe,
    needs_summary,
    read,
    render,
    task_ids_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 5, 42, tzinfo=BERLIN)
"""A Saturday."""

MILK = Task(
    "tsk_milk",
    "Buy milk",
    notes="Oat,\ntwo litres",
    due=datetime(2026, 11, 22, 8, tzinfo=UTC),
    priority="high",
    tags=("errands", "home", "shop", "weekly"),
)
DENTIST = Task("tsk_dentist", "Call the dentist", due=date(2026, 11, 27), priority="medium")
PASSPORT = Task("tsk_passport", "Renew passport", due=date(2026, 11, 20), priority="low")
PLAIN = Task("tsk_plain", "Plain")
DONE = Task(
    "tsk_done",
    "Send report",
    status="done",
    due=date(2026, 11, 1),
    priority="high",
    completed_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
)
DELETED = Task("tsk_deleted", "Old idea", deleted_at=NOW)
TASKS = {task.id: task for task in (MILK, DENTIST, PASSPORT, PLAIN, DONE, DELETED)}

LIST = TaskListView("This week", ("tsk_milk", "tsk_dentist", "tsk_passport", "tsk_done"))
VIEWS: list[View] = [
    LIST,
    TaskListView("", (), 3, ("tsk_deleted",)),
    TaskListView('{"view":"summary"} “ü” \0', ("a", "b"), 40, ("a",)),
    TaskCardView("tsk_milk"),
    EditTaskView("tsk_milk"),
    EditTaskView("tsk_milk", back=LIST),
    ConfirmDeleteView(("tsk_milk", "tsk_done")),
    ConfirmDeleteView(("tsk_milk",), back=TaskCardView("tsk_milk")),
    ConfirmDeleteView(("tsk_milk",), back=EditTaskView("tsk_milk", back=LIST)),
    DeletedView(("tsk_deleted",)),
    SummaryView(),
]
SUMMARY = Summary(open=4, done=1, overdue=1, due_today=0, due_this_week=1, completed_this_week=1)


def _draw(view: View, tasks: Mapping[str, Task] = TASKS, **more: Any) -> tuple[Any, str]:
    picture = render(view, tasks, now=more.pop("now", NOW), summary=more.pop("summary", SUMMARY))
    return picture.widget.model_dump(mode="json", exclude_none=True), picture.copy_text


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "type" in node:
            yield node
        for child in node.values():
            yield from _nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nodes(child)


def _of(root: Any, kind: str, prop: str) -> list[Any]:
    return [node[prop] for node in _nodes(root) if node["type"] == kind and prop in node]


def _actions(root: Any) -> list[tuple[str, Any]]:
    return [
        (node["type"], node["payload"])
        for node in _nodes(root)
        if node["type"].startswith("tasks.")
    ]


# The view in the widget


@pytest.mark.parametrize("view", VIEWS, ids=repr)
def test_a_widget_gives_its_view_back(view: View) -> None:
    assert read(render(view, TASKS, now=NOW, summary=SUMMARY).widget) == view


@pytest.mark.parametrize("view", VIEWS, ids=repr)
def test_a_widget_gives_its_view_back_after_it_was_stored(view: View) -> None:
    widget = render(view, TASKS, now=NOW, summary=SUMMARY).widget
    item = WidgetItem(id="i", thread_id="t", created_at=datetime(2026, 11, 21), widget=widget)  # noqa: DTZ001 # as the SDK's own
    loaded = TypeAdapter(ThreadItem).validate_json(item.model_dump_json(exclude_none=True))
    assert isinstance(loaded, WidgetItem)
    assert read(loaded.widget) == view
    assert read(DynamicWidgetRoot.model_validate(loaded.widget.model_dump())) == view


@given(
    st.text(), st.lists(st.text()).map(tuple), st.integers(0, 500), st.lists(st.text()).map(tuple)
)
def test_any_list_view_comes_back(
    heading: str, ids: tuple[str, ...], limit: int, deleted: tuple[str, ...]
) -> None:
    view = TaskListView(heading, ids, limit, deleted)
    assert read(render(view, {}, now=NOW).widget) == view


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        "run.interrupted",
        "{",
        "3",
        "[]",
        "{}",
        '{"view":"weather"}',
        '{"view":["task_list"]}',
        '{"view":"task_card"}',
        '{"view":"task_card","task_id":7}',
        '{"view":"task_list","heading":"x","task_ids":"tsk_1","limit":10,"deleted_ids":[]}',
        '{"view":"task_list","heading":"x","task_ids":[1],"limit":10,"deleted_ids":[]}',
        '{"view":"task_list","heading":"x","task_ids":[],"limit":"10","deleted_ids":[]}',
        '{"view":"task_list","heading":"x","task_ids":[],"limit":10,"deleted_ids":[null]}',
        '{"view":"edit_task","task_id":"tsk_1"}',
        '{"view":"edit_task","task_id":"tsk_1","back":{"view":"weather"}}',
        '{"view":"confirm_delete","task_ids":["tsk_1"],"back":3}',
        '{"view":"deleted_tasks","task_ids":{}}',
        "[" * 100_000,
        '{"view":"edit_task","task_id":"x","back":' * 100 + "null" + "}" * 100,
        "1" * 5_000,
    ],
    ids=lambda key: ascii(key)[:60],
)
def test_a_foreign_key_is_no_view(key: str | None) -> None:
    root: dict[str, Any] = {"type": "Card", "key": key, "children": []}
    assert read(DynamicWidgetRoot.model_validate(root)) is None


@pytest.mark.parametrize("thing", [None, "text", {"key": '{"view":"summary"}'}, object()])
def test_what_is_no_widget_has_no_view(thing: object) -> None:
    assert read(thing) is None


# Lists


def test_a_row_shows_what_to_know_of_a_task() -> None:
    root, _ = _draw(LIST)
    assert root["type"] == "ListView"
    assert [row["key"] for row in root["children"]] == list(LIST.task_ids)
    badges = [
        [
            (badge["label"], badge["color"], badge["variant"])
            for badge in _nodes(row)
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
    early, _ = _draw(view, {task.id: task})
    late, _ = _draw(view, {task.id: task}, now=NOW.replace(hour=10))
    assert (_of(early, "Badge", "label"), _of(early, "Badge", "color")) == (
        ["Today, 9:00 AM"],
        ["info"],
    )
    assert (_of(late, "Badge", "label"), _of(late, "Badge", "color")) == (
        ["Overdue · Today, 9:00 AM"],
        ["danger"],
    )


def test_a_done_row_is_struck_through_and_can_be_reopened() -> None:
    root, _ = _draw(TaskListView("x", ("tsk_plain", "tsk_done")))
    plain, done = root["children"]
    assert _of(plain, "Text", "lineThrough") == []
    assert _of(done, "Text", "lineThrough") == [True]
    assert [a for a, _ in _actions(plain)] == ["tasks.complete", "tasks.edit", "tasks.delete"]
    assert [a for a, _ in _actions(done)] == ["tasks.reopen", "tasks.edit", "tasks.delete"]
    assert {json.dumps(p) for _, p in _actions(done)} == {'{"task_id": "tsk_done"}'}


def test_every_icon_button_has_a_name_of_its_own() -> None:
    root, _ = _draw(TaskListView("x", ("tsk_plain", "tsk_milk")))
    labels = _of(root, "Button", "label")
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
    root, _ = _draw(TaskListView("Mine", task_ids))
    assert root["status"] == {"text": text, "icon": icon}


def test_a_finished_list_says_that_all_is_done() -> None:
    tasks = {i: replace(DONE, id=i) for i in ("a", "b", "c")}
    root, _ = _draw(TaskListView("Mine", ("a", "b", "c")), tasks)
    assert root["status"]["text"] == "Mine · all 3 done"


def test_a_long_list_shows_its_beginning_and_offers_more() -> None:
    tasks = {f"t{n}": Task(f"t{n}", f"Task {n}") for n in range(45)}
    view = TaskListView("All", tuple(tasks))

    first, copied = _draw(view, tasks)
    assert [row["key"] for row in first["children"]] == [f"t{n}" for n in range(10)] + ["more"]
    assert _of(first["children"][-1], "Button", "label") == ["Show 20 more"]
    assert _actions(first["children"][-1]) == [("tasks.list", {"limit": 30})]
    assert copied.splitlines()[-1] == "… and 35 more"

    last, _ = _draw(replace(view, limit=30), tasks)
    assert _of(last["children"][-1], "Button", "label") == ["Show 15 more"]
    assert _actions(last["children"][-1]) == [("tasks.list", {"limit": 45})]

    whole, _ = _draw(replace(view, limit=45), tasks)
    assert [row["key"] for row in whole["children"]] == list(tasks)


@pytest.mark.parametrize("limit", [0, -5])
def test_a_list_shows_at_least_one_row(limit: int) -> None:
    root, _ = _draw(replace(LIST, limit=limit))
    assert [row["key"] for row in root["children"]] == ["tsk_milk", "more"]


def test_a_deleted_task_keeps_its_place_and_offers_undo() -> None:
    view = TaskListView("x", ("tsk_plain", "tsk_deleted", "tsk_milk"), 10, ("tsk_deleted",))
    root, copied = _draw(view)
    assert [row["key"] for row in root["children"]] == ["tsk_plain", "tsk_deleted", "tsk_milk"]
    assert _of(root["children"][1], "Text", "value") == ["Deleted “Old idea”"]
    assert _actions(root["children"][1]) == [("tasks.restore", {"task_ids": ["tsk_deleted"]})]
    assert copied.splitlines()[1:] == [
        "1. Plain",
        "2. Buy milk — due Tomorrow 9:00 AM, high priority, #errands #home #shop #weekly",
        "Deleted “Old idea”",
    ]


def test_tasks_deleted_from_elsewhere_share_a_row_at_the_end() -> None:
    tasks = {**TASKS, "tsk_other": replace(DELETED, id="tsk_other")}
    root, _ = _draw(TaskListView("x", ("tsk_plain",), 10, ("tsk_deleted", "tsk_other")), tasks)
    assert [row["key"] for row in root["children"]] == ["tsk_plain", "deleted"]
    assert _of(root["children"][1], "Text", "value") == ["Deleted 2 tasks"]
    assert _actions(root["children"][1]) == [
        ("tasks.restore", {"task_ids": ["tsk_deleted", "tsk_other"]})
    ]


def test_a_list_of_which_only_an_undo_is_left_stays_a_list() -> None:
    root, copied = _draw(TaskListView("x", ("tsk_deleted",), 10, ("tsk_deleted",)))
    assert [row["key"] for row in root["children"]] == ["tsk_deleted"]
    assert copied == "x\nDeleted “Old idea”"


def test_a_restored_task_is_a_row_again() -> None:
    view = TaskListView("x", ("tsk_deleted",), 10, ("tsk_deleted",))
    root, _ = _draw(view, {"tsk_deleted": replace(DELETED, deleted_at=None)})
    assert _of(root, "Text", "value") == ["Old idea"]


def test_tasks_that_are_gone_are_left_out() -> None:
    root, _ = _draw(TaskListView("x", ("gone", "tsk_plain", "tsk_deleted", "tsk_plain")))
    assert [row["key"] for row in root["children"]] == ["tsk_plain"]


# Nothing to show


def test_a_list_of_tasks_that_are_all_gone_says_so() -> None:
    root, copied = _draw(TaskListView("x", ("gone", "tsk_deleted")))
    assert copied == "These tasks no longer exist."
    assert _actions(root) == [("tasks.list", {"status": "open"})]


@pytest.mark.parametrize("view", [TaskCardView("gone"), EditTaskView("tsk_deleted", LIST)])
def test_a_task_that_is_gone_says_so(view: View) -> None:
    assert _draw(view)[1] == "This task no longer exists."


@pytest.mark.parametrize("view", [ConfirmDeleteView(("gone", "x")), DeletedView(("gone", "x"))])
def test_several_tasks_that_are_gone_say_so(view: View) -> None:
    assert _draw(view)[1] == "These tasks no longer exist."


@pytest.mark.parametrize(
    ("summary", "title", "actions"),
    [
        (None, "Due today", []),
        (Summary(open=3), "Due today", [("tasks.list", {"status": "open"})]),
        (Summary(done=3), "All done", [("tasks.list", {"status": "done"})]),
        (Summary(), "No tasks yet", []),
    ],
)
def test_an_empty_list_says_why_it_is_empty(
    summary: Summary | None, title: str, actions: list[tuple[str, Any]]
) -> None:
    root, _ = _draw(TaskListView("Due today", ()), summary=summary)
    assert _of(root, "Title", "value") == [title]
    assert _actions(root) == actions


def test_only_summaries_and_empty_lists_need_the_numbers() -> None:
    wanted = [view for view in VIEWS if needs_summary(view)]
    assert wanted == [SummaryView()]
    assert needs_summary(TaskListView("x", ()))


# Cards


def test_a_card_shows_the_notes_and_three_buttons() -> None:
    root, copied = _draw(TaskCardView("tsk_milk"))
    assert _of(root, "Text", "value") == ["Buy milk", "Oat,\ntwo litres"]
    assert _of(root, "Badge", "label")[:2] == ["Tomorrow, 9:00 AM", "High priority"]
    assert _of(root, "Button", "label") == ["Complete", "Edit", "Delete"]
    assert _actions(root) == [
        (f"tasks.{name}", {"task_id": "tsk_milk"}) for name in ("complete", "edit", "delete")
    ]
    assert copied == (
        "Buy milk — due Tomorrow 9:00 AM, high priority, #errands #home #shop #weekly\n"
        "Oat,\ntwo litres"
    )


def test_a_card_of_a_done_task_offers_to_reopen_it() -> None:
    root, copied = _draw(TaskCardView("tsk_done"))
    assert _of(root, "Button", "label") == ["Reopen", "Edit", "Delete"]
    assert copied == "Send report — done yesterday"


def test_a_form_holds_what_the_task_is_now_in_the_users_zone() -> None:
    root, _ = _draw(EditTaskView("tsk_milk", back=LIST))
    values = {n["name"]: n.get("defaultValue") for n in _nodes(root) if "name" in n}
    assert values == {
        "title": "Buy milk",
        "notes": "Oat,\ntwo litres",
        "due": "2026-11-22T00:00:00",
        "due_time": "09:00",
        "priority": "high",
    }
    assert root["asForm"] is True
    assert root["confirm"] == {
        "label": "Save",
        "action": {"type": "tasks.save", "payload": {"task_id": "tsk_milk"}},
    }
    assert root["cancel"]["action"] == {"type": "tasks.list", "payload": {"back": True}}


def test_every_field_of_a_form_has_a_label() -> None:
    root, _ = _draw(EditTaskView("tsk_plain"))
    fields = [n["name"] for n in _nodes(root) if "name" in n and n["type"] != "Icon"]
    assert _of(root, "Label", "fieldName") == fields


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
    root, _ = _draw(EditTaskView("tsk_plain"), {"tsk_plain": replace(PLAIN, due=due)})
    picker = next(n for n in _nodes(root) if n["type"] == "DatePicker")
    select = next(n for n in _nodes(root) if n.get("name") == "due_time")
    assert (picker.get("defaultValue"), select.get("defaultValue")) == (day, moment)
    offered = [option["value"] for option in select["options"]]
    assert offered == sorted(offered)
    assert len(offered) == 48 + (moment == "00:10")
    assert moment is None or moment in offered


def test_a_question_names_what_will_be_deleted() -> None:
    tasks = {f"t{n}": Task(f"t{n}", f"Task {n}") for n in range(8)}
    root, copied = _draw(ConfirmDeleteView((*tasks, "gone")), tasks)
    assert copied.splitlines() == [
        "Delete 8 tasks?",
        *(f"• Task {n}" for n in range(5)),
        "and 3 more",
    ]
    assert _of(root, "Caption", "value") == ["and 3 more"]
    assert _actions(root) == [
        ("tasks.list", {"back": True}),
        ("tasks.delete", {"task_ids": list(tasks), "confirmed": True}),
    ]
    assert _of(root, "Button", "color") == ["secondary", "danger"]


def test_a_question_about_one_task_has_its_title_in_it() -> None:
    root, copied = _draw(ConfirmDeleteView(("tsk_plain",)))
    assert copied == "Delete “Plain”?"
    assert _of(root, "Title", "value") == ["Delete “Plain”?"]


def test_deleted_tasks_can_be_brought_back() -> None:
    root, copied = _draw(DeletedView(("tsk_deleted", "gone")))
    assert copied == "Deleted “Old idea”"
    assert _actions(root) == [("tasks.restore", {"task_ids": ["tsk_deleted"]})]


def test_of_deleted_tasks_only_those_still_deleted_are_offered() -> None:
    root, copied = _draw(DeletedView(("tsk_deleted", "tsk_plain")))
    assert copied == "Deleted “Old idea”"
    assert _actions(root) == [("tasks.restore", {"task_ids": ["tsk_deleted"]})]


def test_tasks_that_are_back_are_shown_as_restored() -> None:
    root, copied = _draw(DeletedView(("tsk_plain", "tsk_milk")))
    assert copied == "Restored 2 tasks\n• Plain\n• Buy milk"
    assert _actions(root) == []


def test_a_summary_shows_the_numbers() -> None:
    root, copied = _draw(SummaryView())
    assert _of(root, "Text", "value") == ["4", "1", "0", "1", "1 task done this week"]
    assert _of(root, "Caption", "value") == ["Open", "Overdue", "Due today", "Due this week"]
    assert _actions(root) == [("tasks.list", {"status": "open"})]
    assert copied.splitlines() == [
        "Your tasks",
        "Open: 4",
        "Overdue: 1",
        "Due today: 0",
        "Due this week: 1",
        "Done this week: 1",
    ]


@pytest.mark.parametrize(
    ("summary", "title", "actions"),
    [
        (Summary(done=2), "All done", [("tasks.list", {"status": "done"})]),
        (Summary(), "No tasks yet", []),
    ],
)
def test_a_summary_of_nothing_open_offers_what_there_is(
    summary: Summary, title: str, actions: list[tuple[str, Any]]
) -> None:
    root, _ = _draw(SummaryView(), summary=summary)
    assert _of(root, "Title", "value") == [title]
    assert _actions(root) == actions


def test_a_summary_without_numbers_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="numbers"):
        render(SummaryView(), {}, now=NOW)


@pytest.mark.parametrize("view", [LIST, TaskCardView("tsk_milk"), EditTaskView("tsk_milk")])
def test_a_hostile_title_comes_through_as_text(view: View) -> None:
    title = '"}{{ 7 * 7 }}{% raw %}<b>\u202eابت 👩‍👩‍👧 ' + "x" * 10_000
    root, copied = _draw(view, {"tsk_milk": replace(MILK, title=title)})
    assert title in _of(root, "Text", "value") + _of(root, "Input", "defaultValue")
    assert title in copied


# What a model is told


def test_a_model_is_told_the_tasks_as_they_are_now() -> None:
    assert describe(TaskListView("Mine", ("tsk_done", "gone", "tsk_milk")), TASKS, BERLIN) == {
        "widget": "task_list",
        "heading": "Mine",
        "tasks": [
            {
                "id": "tsk_done",
                "title": "Send report",
                "status": "done",
                "due": "2026-11-01",
                "priority": "high",
            },
            {
                "id": "tsk_milk",
                "title": "Buy milk",
                "status": "open",
                "due": "2026-11-22T09:00:00+01:00",
                "priority": "high",
            },
        ],
    }


@pytest.mark.parametrize(
    ("view", "name", "task_ids"),
    [
        (TaskCardView("tsk_milk"), "task_card", ["tsk_milk"]),
        (TaskCardView("gone"), "task_card", []),
        (EditTaskView("tsk_milk", LIST), "edit_task", ["tsk_milk"]),
        (ConfirmDeleteView(("tsk_plain", "tsk_deleted")), "confirm_delete", ["tsk_plain"]),
        (DeletedView(("tsk_plain", "tsk_deleted")), "deleted_tasks", ["tsk_deleted"]),
        (SummaryView(), "summary", []),
    ],
)
def test_a_model_is_told_which_widget_shows_which_tasks(
    view: View, name: str, task_ids: list[str]
) -> None:
    description = describe(view, TASKS)
    assert description["widget"] == name
    assert [task["id"] for task in description["tasks"]] == task_ids


def test_a_model_is_told_what_can_be_undone_in_a_list() -> None:
    view = TaskListView("x", ("tsk_plain", "tsk_deleted"), 10, ("tsk_deleted",))
    description = describe(view, TASKS)
    assert [task["id"] for task in description["tasks"]] == ["tsk_plain"]
    assert [task["id"] for task in description["deleted"]] == ["tsk_deleted"]


def test_the_tasks_of_a_view_are_those_it_shows_not_those_it_covers() -> None:
    assert task_ids_of(EditTaskView("tsk_milk", back=LIST)) == {"tsk_milk"}
    assert task_ids_of(TaskListView("x", ("a", "b"), 10, ("c",))) == {"a", "b", "c"}
    assert task_ids_of(SummaryView()) == frozenset()
