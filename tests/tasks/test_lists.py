import random
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

import pytest

from chatkit_server.errors import NotFound
from chatkit_server.tasks.due import due_day, end_of_day, start_of_day, week_of
from chatkit_server.tasks.model import PRIORITIES, NewTask, Summary, TaskChanges, TaskFilter
from chatkit_server.tasks.service import MAX_PAGE

BERLIN = ZoneInfo("Europe/Berlin")
ALL = TaskFilter(status="all")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Asia/Kathmandu",
    )
]


async def titles(service, criteria=ALL, zone=BERLIN, **page):
    return [task.title for task in (await service.find("ann", criteria, zone, **page)).tasks]


def in_order(tasks, zone):
    """What the database must agree with: the order of lists, said of tasks in memory."""

    def deadline(task):
        if task.due is None:
            return datetime.max.replace(tzinfo=UTC)
        return task.due if isinstance(task.due, datetime) else end_of_day(task.due, zone)

    ordered = sorted(tasks, key=attrgetter("id"))
    ordered.sort(key=lambda task: PRIORITIES.index(task.priority), reverse=True)
    ordered.sort(key=deadline)
    open_ones = [task for task in ordered if task.status == "open"]
    done = [task for task in ordered if task.status == "done"]
    return open_ones + sorted(done, key=attrgetter("completed_at"), reverse=True)


@pytest.fixture
async def many(service, clock):
    """Tasks of every kind with dues crowded around midnights and changes of the clocks."""
    choose = random.Random(7)
    days = [
        *(date(2026, 11, 21) + timedelta(days=n) for n in range(-9, 10)),
        *(date(2026, 3, 29) + timedelta(days=n) for n in range(-1, 2)),
        *(date(2027, 10, 31) + timedelta(days=n) for n in range(-1, 2)),
        *(date(2026, 4, 24) + timedelta(days=n) for n in range(-1, 2)),
    ]

    def due():
        day = choose.choice(days)
        if choose.random() < 0.15:
            return None
        if choose.random() < 0.5:
            return day
        offset = timedelta(minutes=choose.choice((-61, -1, 0, 1, 29, 59)))
        return start_of_day(day, choose.choice(ZONES)) + offset

    new = [NewTask(f"task {n}", due=due(), priority=choose.choice(PRIORITIES)) for n in range(160)]
    added = await service.add("ann", new)
    for _ in range(12):
        clock.move(hours=-23)
        await service.complete("ann", [task.id for task in choose.sample(added, 4)])
    clock.move(hours=23 * 12)
    return await service.get("ann", [task.id for task in added])


# The order


async def test_open_tasks_come_by_due_then_urgency_then_age_and_done_ones_last(service, clock):
    added = await service.add(
        "ann",
        [
            NewTask("undated"),
            NewTask("undated, urgent", priority="high"),
            NewTask("done first"),
            NewTask("done last", due=date(2026, 11, 1)),
            NewTask("Saturday, whole day", due=date(2026, 11, 21)),
            NewTask("Saturday, urgent", due=date(2026, 11, 21), priority="medium"),
            NewTask("Saturday, younger", due=date(2026, 11, 21)),
            NewTask("Saturday at nine", due=datetime(2026, 11, 21, 9, tzinfo=BERLIN)),
            NewTask("Sunday at midnight", due=datetime(2026, 11, 22, tzinfo=BERLIN)),
            NewTask("overdue", due=date(2026, 11, 1)),
        ],
    )
    await service.complete("ann", [added[2].id])
    clock.move(minutes=1)
    await service.complete("ann", [added[3].id])
    assert await titles(service) == [
        "overdue",
        "Saturday at nine",
        "Saturday, urgent",
        "Saturday, whole day",
        "Saturday, younger",
        "Sunday at midnight",
        "undated, urgent",
        "undated",
        "done last",
        "done first",
    ]


@pytest.mark.parametrize("zone", ZONES, ids=attrgetter("key"))
async def test_the_database_orders_filters_and_counts_as_the_rules_do(service, clock, many, zone):
    now = clock.now.astimezone(zone)
    today = now.date()
    monday, sunday = week_of(today)
    expected = in_order(many, zone)

    async def found(criteria):
        page = await service.find("ann", criteria, zone, limit=MAX_PAGE)
        return page.tasks

    def due_within(task, first, last):
        return task.due is not None and first <= due_day(task.due, zone) <= last

    assert await found(ALL) == expected
    opened = [task for task in expected if task.status == "open"]
    assert await found(TaskFilter()) == opened
    assert await found(TaskFilter("done")) == [t for t in expected if t.status == "done"]
    assert await found(TaskFilter(overdue=True)) == [t for t in opened if t.is_overdue(now)]
    assert await found(TaskFilter(due_from=today, due_to=today)) == [
        t for t in opened if t.is_due_today(now)
    ]
    assert await found(TaskFilter(due_from=monday, due_to=sunday)) == [
        t for t in opened if t.is_due_this_week(now)
    ]
    changing = date(2027, 10, 31)
    assert await found(TaskFilter("all", due_from=changing, due_to=changing)) == [
        t for t in expected if due_within(t, changing, changing)
    ]
    assert await found(TaskFilter("all", no_due=True)) == [t for t in expected if t.due is None]
    assert await found(TaskFilter(priority="high")) == [t for t in opened if t.priority == "high"]
    assert await service.summary("ann", zone) == Summary(
        open=len(opened),
        done=len(expected) - len(opened),
        overdue=sum(t.is_overdue(now) for t in opened),
        due_today=sum(t.is_due_today(now) for t in opened),
        due_this_week=sum(t.is_due_this_week(now) for t in opened),
        completed_this_week=sum(
            t.completed_at is not None and t.completed_at >= start_of_day(monday, zone)
            for t in expected
        ),
        high_priority=sum(t.priority == "high" for t in opened),
    )


async def test_overdue_agrees_with_the_rules_to_the_microsecond(service, clock):
    due = datetime(2026, 11, 21, 9, tzinfo=BERLIN)
    (task,) = await service.add("ann", [NewTask("a", due=due)])
    for by in (-1, 0, 1):
        clock.now = due + timedelta(microseconds=by)
        overdue = await titles(service, TaskFilter(overdue=True))
        assert bool(overdue) is task.is_overdue(clock.now.astimezone(BERLIN)) is (by > 0)


# Pages


@pytest.mark.parametrize("status", ["open", "done", "all"])
@pytest.mark.parametrize("size", [1, 7, 100])
async def test_pages_put_together_are_the_whole_list(service, many, status, size):
    criteria = TaskFilter(status)
    whole = await service.find("ann", criteria, BERLIN, limit=MAX_PAGE)
    assert (whole.has_more, whole.after) == (False, None)
    read, after = [], None
    for _ in whole.tasks:
        page = await service.find("ann", criteria, BERLIN, limit=size, after=after)
        read += page.tasks
        if not page.has_more:
            break
        assert len(page.tasks) == size
        after = page.after
    assert read == whole.tasks


async def test_a_page_goes_on_after_a_task_that_was_deleted_meanwhile(service):
    _, middle, _ = await service.add("ann", [NewTask(title) for title in "abc"])
    await service.delete("ann", [middle.id])
    assert await titles(service, after=middle.id) == ["c"]


async def test_a_page_of_open_tasks_goes_on_after_one_that_was_completed_meanwhile(service):
    _, middle, _ = await service.add("ann", [NewTask(title) for title in "abc"])
    await service.complete("ann", [middle.id])
    assert await titles(service, TaskFilter("open"), after=middle.id) == ["c"]


@pytest.mark.parametrize(
    "change",
    [
        lambda service, task: service.complete("ann", [task.id]),
        lambda service, task: service.delete("ann", [task.id]),
        lambda service, task: service.update("ann", task.id, TaskChanges(due=date(2026, 12, 1))),
    ],
    ids=["completed", "deleted", "put off"],
)
async def test_a_list_goes_on_where_it_was_whatever_became_of_its_last_task(service, change):
    await service.add("ann", [NewTask(title) for title in "abcd"])
    first = await service.find("ann", ALL, BERLIN, limit=2)
    await change(service, first.tasks[-1])
    rest = await titles(service, after=first.after)
    assert [title for title in rest if title != "b"] == ["c", "d"]


async def test_a_list_of_done_tasks_goes_on_where_it_was(service, clock):
    added = await service.add("ann", [NewTask(title) for title in "abc"])
    for task in added:
        clock.move(microseconds=1)
        await service.complete("ann", [task.id])
    first = await service.find("ann", TaskFilter("done"), BERLIN, limit=1)
    await service.reopen("ann", [first.tasks[-1].id])
    assert await titles(service, TaskFilter("done"), after=first.after) == ["b", "a"]


async def test_a_task_added_between_two_pages_is_neither_doubled_nor_in_the_way(service):
    due = [date(2026, 11, n) for n in (21, 23, 25)]
    await service.add("ann", [NewTask(str(day), due=day) for day in due])
    first = await service.find("ann", ALL, BERLIN, limit=2)
    await service.add("ann", [NewTask("before", due=date(2026, 11, 22)), NewTask("after")])
    assert await titles(service, after=first.after) == ["2026-11-25", "after"]


async def test_going_on_after_an_unknown_task_is_an_error(service):
    with pytest.raises(NotFound, match="no task to continue after"):
        await service.find("ann", ALL, BERLIN, after="tsk_unknown")


@pytest.mark.parametrize(("limit", "size"), [(-1, 1), (0, 1), (2, 2), (10**9, 3)])
async def test_the_size_of_a_page_is_clamped(service, limit, size):
    await service.add("ann", [NewTask(title) for title in "abc"])
    assert len(await titles(service, limit=limit)) == size


# Searching


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("MILK", ["Buy milk", "Oat milk"]),
        ("buy milk", ["Buy milk"]),
        ("milk buy", ["Buy milk"]),
        ("litres", ["Buy milk"]),
        ("dairy", ["Oat milk"]),
        ("groceries", []),
        ("ÉTÉ", ["Fête d'été"]),
        ("e\u0301te\u0301", ["Fête d'été"]),
        ("STRASSE", ["Straße 100%"]),
        ("%", ["Straße 100%"]),
        ("_", ["snake_case"]),
        ("s_a", []),
        ("\\", ["back\\slash/"]),
        ("/", ["back\\slash/"]),
        ("'; DROP TABLE tasks; --", []),
    ],
)
async def test_a_search_finds_every_word_in_any_case(service, query, expected):
    await service.add(
        "ann",
        [
            NewTask("Buy milk", notes="two litres"),
            NewTask("Oat milk", tags=["dairy-free"]),
            NewTask("Fête d'été"),
            NewTask("Straße 100%"),
            NewTask("snake_case"),
            NewTask("back\\slash/"),
        ],
    )
    assert await titles(service, TaskFilter(query=query)) == expected


async def test_a_search_takes_as_many_words_as_fit(service):
    await service.add("ann", [NewTask("a b c d e f g")])
    assert await titles(service, TaskFilter(query="a " * 250)) == ["a b c d e f g"]


async def test_a_tag_is_found_as_a_whole(service):
    await service.add(
        "ann",
        [NewTask("a", tags=["home", "big_trip"]), NewTask("b", tags=["homework"]), NewTask("c")],
    )
    assert await titles(service, TaskFilter(tag="#Home")) == ["a"]
    assert await titles(service, TaskFilter(tag="big_trip")) == ["a"]
    assert await titles(service, TaskFilter(tag="big%")) == []
    assert await titles(service, TaskFilter(tag="home big_trip")) == []


async def test_conditions_must_all_hold(service):
    await service.add(
        "ann",
        [
            NewTask("milk", priority="high", due=date(2026, 11, 20)),
            NewTask("milk", priority="high"),
            NewTask("bread", priority="high", due=date(2026, 11, 20)),
        ],
    )
    criteria = TaskFilter(query="milk", priority="high", overdue=True, due_to=date(2026, 11, 21))
    assert await titles(service, criteria) == ["milk"]
    assert await titles(service, TaskFilter(no_due=True, overdue=True)) == []


async def test_the_summary_of_an_owner_without_tasks_is_all_zeros(service):
    assert await service.summary("nobody", BERLIN) == Summary()
