"""Counting a week in the database, by the days of the user."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatkit_server.tasks.due import due_day
from chatkit_server.tasks.model import NewTask, TaskFilter
from chatkit_server.tasks.week import DayCount, Week, days_of, monday_of

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 16)


def counts(week: Week) -> dict[str, list[int]]:
    return {name: [getattr(day, name) for day in week.days] for name in ("done", "added", "due")}


async def test_a_week_counts_each_day_of_the_users_zone(service, clock):
    clock.now = datetime(2026, 11, 15, 22, 59, 59, tzinfo=UTC)  # Sunday's last second in Berlin
    (early,) = await service.add("ann", [NewTask("Early")])
    await service.complete("ann", [early.id])
    clock.now = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)  # Monday there
    (first, second) = await service.add(
        "ann", [NewTask("First", due=date(2026, 11, 18)), NewTask("Second")]
    )
    clock.now = datetime(2026, 11, 18, 22, 59, tzinfo=UTC)
    await service.complete("ann", [second.id])
    clock.now = datetime(2026, 11, 22, 22, 59, tzinfo=UTC)
    (last,) = await service.add(
        "ann", [NewTask("Last", due=datetime(2026, 11, 22, 22, 59, tzinfo=UTC))]
    )
    clock.now = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # the next week
    await service.complete("ann", [(await service.add("ann", [NewTask("Next")]))[0].id])

    week = await service.week("ann", MONDAY, BERLIN)
    assert [day.day for day in week.days] == list(days_of(MONDAY))
    assert counts(week) == {
        "done": [0, 0, 1, 0, 0, 0, 0],
        "added": [2, 0, 0, 0, 0, 0, 1],
        "due": [0, 0, 1, 0, 0, 0, 1],
    }
    assert (week.done, week.added, week.due, week.done_before) == (1, 3, 2, 1)
    in_utc = await service.week("ann", MONDAY, ZoneInfo("UTC"))
    assert (counts(in_utc)["added"], in_utc.done_before) == ([0, 0, 0, 0, 0, 0, 2], 1)
    assert first.id != last.id


async def test_deleted_tasks_and_those_of_others_are_not_counted(service):
    (mine, gone) = await service.add("ann", [NewTask("Mine"), NewTask("Gone")])
    await service.complete("ann", [mine.id, gone.id])
    await service.delete("ann", [gone.id])
    await service.add("bob", [NewTask("His")])
    week = await service.week("ann", MONDAY, BERLIN)
    assert (week.done, week.added) == (1, 1)
    assert await service.week("nobody", MONDAY, BERLIN) == Week(
        tuple(DayCount(day) for day in days_of(MONDAY))
    )


async def test_a_reopened_task_was_not_done(service):
    (task,) = await service.add("ann", [NewTask("Mine")])
    await service.complete("ann", [task.id])
    await service.reopen("ann", [task.id])
    assert (await service.week("ann", MONDAY, BERLIN)).done == 0


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
@pytest.mark.parametrize("monday", [date(2026, 3, 23), date(2026, 10, 19), date(2026, 10, 26)])
async def test_the_database_counts_what_one_counts_by_hand(service, clock, zone, monday):
    """Around changes of the clocks too, where days have 23 and 25 hours."""
    zone = ZoneInfo(zone)
    clock.now = datetime.combine(monday - timedelta(days=8), datetime.min.time(), UTC)
    for number in range(60):
        clock.move(hours=5, minutes=13)
        due = [None, (clock.now + timedelta(hours=number)).astimezone(zone).date(), clock.now]
        (task,) = await service.add("ann", [NewTask(f"Task {number}", due=due[number % 3])])
        if number % 2:
            await service.complete("ann", [task.id])
    found = (await service.find("ann", TaskFilter(status="all"), zone, limit=500)).tasks

    def on(day, moments):
        return sum(m is not None and m.astimezone(zone).date() == day for m in moments)

    week = await service.week("ann", monday, zone)
    assert week.days == tuple(
        DayCount(
            day,
            done=on(day, [task.completed_at for task in found]),
            added=on(day, [task.created_at for task in found]),
            due=sum(
                task.status == "open" and task.due is not None and due_day(task.due, zone) == day
                for task in found
            ),
        )
        for day in days_of(monday)
    )
    before = days_of(monday_of(monday, 1))
    assert week.done_before == sum(on(day, [t.completed_at for t in found]) for day in before)
    assert week.added > 20
    assert week.due > 3
