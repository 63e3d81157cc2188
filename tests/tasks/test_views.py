"""Views of tasks: kept in the keys of widgets, told to models."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from chatkit.types import ThreadItem, WidgetItem
from chatkit.widgets import DynamicWidgetRoot
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from chatkit_server.tasks.describing import describe
from chatkit_server.tasks.drawing import render
from chatkit_server.tasks.keys import read
from chatkit_server.tasks.views import (
    ConfirmView,
    EditTaskView,
    Move,
    OutcomeView,
    SummaryView,
    TaskCardView,
    TaskListView,
    View,
    WeekView,
    follows_every_task,
    needs_summary,
    task_ids_of,
)
from chatkit_server.tasks.week import DayCount, Week, days_of
from tests.tasks.pictures import LIST, NOW, SUMMARY, TASKS

MONDAY = date(2026, 11, 16)
WEEKS: Mapping[date, Week] = {MONDAY: Week(tuple(DayCount(day) for day in days_of(MONDAY)))}
VIEWS: list[View] = [
    LIST,
    replace(LIST, grouped=True),
    TaskListView("", (), 3, ("tsk_deleted",)),
    TaskListView('{"view":"summary"} “ü” \0', ("a", "b"), 40, ("a",)),
    TaskCardView("tsk_milk"),
    TaskCardView("tsk_milk", Move("", "2026-11-22T09:00:00+01:00")),
    EditTaskView("tsk_milk"),
    EditTaskView("tsk_milk", back=LIST),
    ConfirmView("delete", ("tsk_milk", "tsk_done")),
    ConfirmView("complete", ("tsk_milk",), limit=30),
    ConfirmView("reopen", ("tsk_done",)),
    ConfirmView("delete", ("tsk_milk",), back=TaskCardView("tsk_milk")),
    ConfirmView("delete", ("tsk_milk",), back=EditTaskView("tsk_milk", back=LIST)),
    OutcomeView("delete", ("tsk_deleted",)),
    OutcomeView("complete", ("tsk_done",)),
    OutcomeView("reopen", ("tsk_milk",)),
    SummaryView(),
    WeekView(MONDAY),
]


# The view in the widget


@pytest.mark.parametrize("view", VIEWS, ids=repr)
def test_a_widget_gives_its_view_back(view: View) -> None:
    assert read(render(view, TASKS, now=NOW, summary=SUMMARY, weeks=WEEKS).widget) == view


@pytest.mark.parametrize("view", VIEWS, ids=repr)
def test_a_widget_gives_its_view_back_after_it_was_stored(view: View) -> None:
    widget = render(view, TASKS, now=NOW, summary=SUMMARY, weeks=WEEKS).widget
    item = WidgetItem(id="i", thread_id="t", created_at=datetime(2026, 11, 21), widget=widget)  # noqa: DTZ001 # as the SDK's own
    loaded = TypeAdapter(ThreadItem).validate_json(item.model_dump_json(exclude_none=True))
    assert isinstance(loaded, WidgetItem)
    assert read(loaded.widget) == view
    assert read(DynamicWidgetRoot.model_validate(loaded.widget.model_dump())) == view


@given(
    st.text(),
    st.lists(st.text()).map(tuple),
    st.integers(0, 500),
    st.lists(st.text()).map(tuple),
    st.booleans(),
)
def test_any_list_view_comes_back(
    heading: str, ids: tuple[str, ...], limit: int, deleted: tuple[str, ...], grouped: bool
) -> None:
    view = TaskListView(heading, ids, limit, deleted, grouped)
    assert read(render(view, {}, now=NOW).widget) == view


@pytest.mark.parametrize(
    ("key", "view"),
    [
        (
            '{"view":"task_list","heading":"x","task_ids":["a"],"limit":3,"deleted_ids":[]}',
            TaskListView("x", ("a",), 3),
        ),
        ('{"view":"task_card","task_id":"a"}', TaskCardView("a")),
        ('{"view":"task_card","task_id":"a","moved":3}', TaskCardView("a")),
        ('{"view":"task_card","task_id":"a","moved":{"before":""}}', TaskCardView("a")),
        (
            '{"view":"confirm_delete","task_ids":["a"],"back":null}',
            ConfirmView("delete", ("a",)),
        ),
        ('{"view":"deleted_tasks","task_ids":["a"]}', OutcomeView("delete", ("a",))),
    ],
)
def test_a_widget_that_was_stored_before_there_was_more_to_say_has_its_view(
    key: str, view: View
) -> None:
    root: dict[str, Any] = {"type": "Card", "key": key, "children": []}
    assert read(DynamicWidgetRoot.model_validate(root)) == view


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
        '{"view":"task_list","heading":"x","task_ids":[],"deleted_ids":[],"grouped":"yes"}',
        '{"view":"edit_task","task_id":"tsk_1"}',
        '{"view":"edit_task","task_id":"tsk_1","back":{"view":"weather"}}',
        '{"view":"confirm_delete","task_ids":["tsk_1"],"back":3}',
        '{"view":"confirm_delete","task_ids":["tsk_1"]}',
        '{"view":"confirm_everything","task_ids":["tsk_1"],"back":null}',
        '{"view":"deleted_tasks","task_ids":{}}',
        '{"view":"week_summary","monday":"soon"}',
        '{"view":"week_summary"}',
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


# What a view depends on


def test_the_tasks_of_a_view_are_those_it_shows_not_those_it_covers() -> None:
    assert task_ids_of(EditTaskView("tsk_milk", back=LIST)) == {"tsk_milk"}
    assert task_ids_of(TaskListView("x", ("a", "b"), 10, ("c",))) == {"a", "b", "c"}
    assert task_ids_of(SummaryView()) == frozenset()


def test_only_summaries_and_empty_lists_need_the_numbers() -> None:
    assert [view for view in VIEWS if needs_summary(view)] == [SummaryView()]
    assert needs_summary(TaskListView("x", ()))


def test_what_counts_tasks_follows_all_of_them() -> None:
    assert [v for v in VIEWS if follows_every_task(v)] == [SummaryView(), WeekView(MONDAY)]


# What a model is told


def test_a_model_is_told_the_tasks_as_they_are_now() -> None:
    assert describe(TaskListView("Mine", ("tsk_done", "gone", "tsk_milk")), TASKS, NOW) == {
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
        (ConfirmView("delete", ("tsk_plain", "tsk_deleted")), "confirm_delete", ["tsk_plain"]),
        (ConfirmView("complete", ("tsk_plain", "tsk_done")), "confirm_complete", ["tsk_plain"]),
        (ConfirmView("reopen", ("tsk_plain", "tsk_done")), "confirm_reopen", ["tsk_done"]),
        (OutcomeView("delete", ("tsk_plain", "tsk_deleted")), "deleted_tasks", ["tsk_deleted"]),
        (OutcomeView("complete", ("tsk_plain", "tsk_done")), "completed_tasks", ["tsk_done"]),
        (OutcomeView("reopen", ("tsk_plain", "tsk_done")), "reopened_tasks", ["tsk_plain"]),
        (SummaryView(), "summary", []),
        (WeekView(MONDAY), "week_summary", []),
    ],
)
def test_a_model_is_told_which_widget_shows_which_tasks(
    view: View, name: str, task_ids: list[str]
) -> None:
    description = describe(view, TASKS, NOW)
    assert description["widget"] == name
    assert [task["id"] for task in description["tasks"]] == task_ids


def test_a_model_is_told_what_can_be_undone_in_a_list() -> None:
    view = TaskListView("x", ("tsk_plain", "tsk_deleted"), 10, ("tsk_deleted",))
    description = describe(view, TASKS, NOW)
    assert [task["id"] for task in description["tasks"]] == ["tsk_plain"]
    assert [task["id"] for task in description["deleted"]] == ["tsk_deleted"]


def test_a_model_is_told_a_grouped_list_in_the_order_that_people_see() -> None:
    view = TaskListView("x", ("tsk_plain", "tsk_done", "tsk_milk", "tsk_passport"), grouped=True)
    told = describe(view, TASKS, NOW)["tasks"]
    assert [task["id"] for task in told] == ["tsk_passport", "tsk_milk", "tsk_plain", "tsk_done"]


def test_moments_are_told_in_the_zone_of_now() -> None:
    told = describe(TaskCardView("tsk_milk"), TASKS, NOW.astimezone(UTC))["tasks"]
    assert told[0]["due"] == "2026-11-22T08:00:00+00:00"
