"""The groups of tasks, seen from the user's clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatkit_server.tasks.due import Due
from chatkit_server.tasks.groups import arrange, group_of
from chatkit_server.tasks.model import Priority, Task

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=BERLIN)  # a Saturday


def task(name: str, due: Due | None = None, priority: Priority = "none") -> Task:
    return Task(name, name, due=due, priority=priority)


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (date(2026, 11, 20), "overdue"),
        (datetime(2026, 11, 21, 8, 29, tzinfo=UTC), "overdue"),
        (datetime(2026, 11, 21, 8, 30, tzinfo=UTC), "today"),
        (date(2026, 11, 21), "today"),
        (datetime(2026, 11, 21, 22, 59, tzinfo=UTC), "today"),
        (datetime(2026, 11, 21, 23, 0, tzinfo=UTC), "tomorrow"),
        (date(2026, 11, 22), "tomorrow"),
        (date(2026, 11, 23), "later"),
        (date(2027, 11, 21), "later"),
        (None, "undated"),
    ],
)
def test_the_group_of_an_open_task_is_decided_by_the_users_clock(
    due: Due | None, group: str
) -> None:
    assert group_of(task("x", due), NOW) == group


def test_the_same_moment_is_another_day_elsewhere() -> None:
    late = task("x", datetime(2026, 11, 22, 3, tzinfo=UTC))
    assert group_of(late, NOW) == "tomorrow"
    assert group_of(late, NOW.astimezone(ZoneInfo("America/New_York"))) == "today"


def test_a_done_task_is_done_however_late_it_was() -> None:
    assert group_of(replace(task("x", date(2026, 1, 1)), status="done"), NOW) == "done"


def test_groups_come_in_order_and_those_without_tasks_not_at_all() -> None:
    tasks = [
        replace(task("d"), status="done", completed_at=NOW),
        task("n"),
        task("l", date(2026, 12, 1)),
        task("o", date(2026, 11, 1)),
    ]
    assert list(arrange(tasks, NOW)) == ["overdue", "later", "undated", "done"]
    assert arrange([], NOW) == {}


def test_a_group_is_sorted_by_due_then_urgency_then_age() -> None:
    day = date(2026, 11, 21)
    tasks = [
        task("t4", day),
        task("t3", day, "high"),
        task("t2", datetime(2026, 11, 21, 18, tzinfo=BERLIN)),
        task("t1", datetime(2026, 11, 21, 12, tzinfo=BERLIN), "low"),
        task("t0", day),
    ]
    assert [found.id for found in arrange(tasks, NOW)["today"]] == ["t1", "t2", "t3", "t0", "t4"]


def test_of_done_tasks_the_latest_comes_first() -> None:
    done = [
        replace(task(f"t{n}"), status="done", completed_at=NOW - timedelta(hours=abs(n - 2)))
        for n in range(4)
    ]
    unknown = replace(task("t9"), status="done")
    assert [t.id for t in arrange([unknown, *done], NOW)["done"]] == ["t2", "t1", "t3", "t0", "t9"]
