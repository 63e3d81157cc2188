"""The rows of tasks. Every statement names the owner, but for `purge`, which shows nothing.

What only reads takes a function that runs a statement, because a read needs no transaction around
it; what belongs to a change takes the connection of its transaction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import (
    Executable,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from chatkit_server.database import tasks
from chatkit_server.errors import NotFound
from chatkit_server.tasks.fields import fold
from chatkit_server.tasks.model import PRIORITIES, Summary, Task, TaskFilter, TaskPage, TaskTitle
from chatkit_server.tasks.queries import (
    ListOrder,
    Position,
    counts,
    matching,
    pack_due,
    unpack_due,
    week_counts,
)
from chatkit_server.tasks.week import DayCount, Week, days_of

Execute = Callable[[Executable], Awaitable[Sequence[Row[Any]]]]

BATCH = 500  # ids in one statement: databases limit the number of its parameters
_NOT_DELETED = tasks.c.deleted_at.is_(None)


async def load(
    execute: Execute, owner: str, task_ids: Sequence[str], *, deleted: bool
) -> list[Task]:
    """Return tasks in the order asked for, each once; unknown ones are left out."""
    found = [
        _task(row)
        for batch in _batches(task_ids)
        for row in await execute(_by_id(owner, batch, deleted=deleted))
    ]
    return _in_order(found, task_ids)


async def find(
    execute: Execute,
    owner: str,
    criteria: TaskFilter,
    zone: tzinfo,
    now: datetime,
    *,
    limit: int,
    after: str | None,
) -> TaskPage:
    """Return a page of the tasks that meet the criteria.

    Raises:
        NotFound: ``after`` is no page's, and the owner has no task of that id, not even a deleted
            one.
    """
    order = ListOrder(criteria.status, zone, now)
    query = _select(owner, deleted=False).where(*matching(criteria, zone, now)).limit(limit + 1)
    if after is not None:
        position = Position.unpack(after) or await _position(execute, owner, order, after)
        query = query.where(order.after(position))
    rows = await execute(order.sort(query.add_columns(order.deadline)))
    page, has_more = rows[:limit], len(rows) > limit
    last = order.position(page[-1]).pack() if has_more else None
    return TaskPage([_task(row) for row in page], has_more, last)


async def having(execute: Execute, owner: str, typed: str, limit: int) -> list[TaskTitle]:
    """Tasks with all words of a text in their titles, notes or tags.

    Those come first whose title is the text or begins with it, then open ones, then newer ones.
    """
    wanted = fold(typed)
    # What is searched begins with the title, which is one line.
    whole = tasks.c.search.startswith(f"{wanted}\n", autoescape=True)
    begins = tasks.c.search.startswith(wanted, autoescape=True)
    query = (
        select(tasks.c.id, tasks.c.title, tasks.c.completed_at)
        .where(
            tasks.c.owner == owner,
            _NOT_DELETED,
            *(tasks.c.search.contains(word, autoescape=True) for word in wanted.split()),
        )
        .order_by(
            case((whole, 0), (begins, 1), else_=2),
            tasks.c.completed_at.is_not(None),
            tasks.c.seq.desc(),
        )
        .limit(limit)
    )
    rows = await execute(query)
    return [TaskTitle(row.id, row.title, row.completed_at is not None) for row in rows]


async def titles(execute: Execute, owner: str, limit: int) -> list[TaskTitle]:
    """The titles of an owner's newest tasks, in no particular order.

    They come as one text: a row for each would take ten times as long.
    """
    newest = (
        select(tasks.c.id, tasks.c.title, tasks.c.completed_at)
        .where(tasks.c.owner == owner, _NOT_DELETED)
        .order_by(tasks.c.seq.desc())
        .limit(limit)
        .subquery()
    )
    state = case((newest.c.completed_at.is_(None), "open"), else_="done")
    line = newest.c.id + " " + state + " " + newest.c.title
    ((text,),) = await execute(select(func.aggregate_strings(line, "\n")))
    return [
        TaskTitle(task_id, title, status == "done")
        for task_id, status, title in (
            line.split(" ", 2) for line in (text or "").split("\n") if line
        )
    ]


async def summarize(execute: Execute, owner: str, zone: tzinfo, now: datetime) -> Summary:
    """Count an owner's tasks."""
    query = select(*counts(zone, now)).where(tasks.c.owner == owner, _NOT_DELETED)
    (row,) = await execute(query)
    return Summary(**row._mapping)


async def count_week(execute: Execute, owner: str, monday: date, zone: tzinfo) -> Week:
    """Count an owner's tasks by the days of a week."""
    query = select(*week_counts(monday, zone)).where(tasks.c.owner == owner, _NOT_DELETED)
    (row,) = await execute(query)
    before: int = row[0]
    numbers: Sequence[int] = row[1:]
    days = [
        DayCount(day, *numbers[3 * place : 3 * place + 3])
        for place, day in enumerate(days_of(monday))
    ]
    return Week(tuple(days), before)


async def add(
    connection: AsyncConnection, owner: str, added: Sequence[Task], origins: Sequence[str | None]
) -> None:
    """Insert tasks; their order here is the order in which they count as created."""
    rows = [
        {"id": task.id, "owner": owner, "origin": origin, **_values(task)}
        for task, origin in zip(added, origins, strict=True)
    ]
    await connection.execute(insert(tasks), rows)


async def by_origin(
    connection: AsyncConnection, owner: str, origins: Sequence[str]
) -> dict[str, Task]:
    """The tasks that came of these origins and are not deleted."""
    query = _select(owner, deleted=False).where(tasks.c.origin.in_(origins))
    return {row.origin: _task(row) for row in await connection.execute(query)}


async def lock(
    connection: AsyncConnection, owner: str, task_ids: Sequence[str], *, deleted: bool
) -> list[Task]:
    """Load tasks to change them: nobody else does until the transaction ends.

    SQLite's transactions have the whole database to themselves. On PostgreSQL the rows are
    locked, always in the order of their ids, so that two changes wait instead of deadlocking.
    """
    locked = []
    for batch in _batches(sorted(task_ids)):
        query = _by_id(owner, batch, deleted=deleted).order_by(tasks.c.id).with_for_update()
        locked += [_task(row) for row in await connection.execute(query)]
    return _in_order(locked, task_ids)


async def everything(execute: Execute, owner: str) -> AsyncIterator[Task]:
    """All tasks of an owner in the order in which they were made, deleted ones too."""
    last = 0
    query = _select(owner, deleted=True).order_by(tasks.c.seq).limit(BATCH)
    while rows := await execute(query.where(tasks.c.seq > last)):
        for row in rows:
            yield _task(row)
        last = rows[-1].seq


async def save(connection: AsyncConnection, owner: str, changed: Sequence[Task]) -> None:
    """Write tasks that were locked."""
    statement = update(tasks).where(tasks.c.owner == owner, tasks.c.id == bindparam("key"))
    await connection.execute(statement, [{"key": task.id, **_values(task)} for task in changed])


async def purge(connection: AsyncConnection, before: datetime) -> int:
    """Take away the tasks of whomever that were deleted before a moment, at most `BATCH` of them.

    Returns:
        How many that were.
    """
    old = select(tasks.c.seq).where(tasks.c.deleted_at < before).limit(BATCH)
    result = await connection.execute(delete(tasks).where(tasks.c.seq.in_(old)))
    return result.rowcount


def _select(owner: str, *, deleted: bool) -> Select[Any]:
    columns = (column for column in tasks.c if column is not tasks.c.search)
    query = select(*columns).where(tasks.c.owner == owner)
    return query if deleted else query.where(_NOT_DELETED)


def _by_id(owner: str, task_ids: Sequence[str], *, deleted: bool) -> Select[Any]:
    return _select(owner, deleted=deleted).where(tasks.c.id.in_(task_ids))


async def _position(execute: Execute, owner: str, order: ListOrder, task_id: str) -> Position:
    query = _by_id(owner, _storable([task_id]), deleted=True).add_columns(order.deadline)
    for row in await execute(query):
        return order.position(row)
    raise NotFound("There is no task to continue after with the id given.")


def _batches(task_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    known = _storable(task_ids)
    for start in range(0, len(known), BATCH):
        yield known[start : start + BATCH]


def _storable(task_ids: Sequence[str]) -> list[str]:
    """The ids that a database can look for, each once; others are nobody's."""
    return [
        task_id for task_id in dict.fromkeys(task_ids) if task_id.isascii() and "\0" not in task_id
    ]


def _in_order(found: Sequence[Task], task_ids: Sequence[str]) -> list[Task]:
    by_id = {task.id: task for task in found}
    return [by_id[task_id] for task_id in dict.fromkeys(task_ids) if task_id in by_id]


def _values(task: Task) -> dict[str, Any]:
    """The columns of a task, but for what never changes: its id and owner."""
    due_at, due_whole_day = pack_due(task.due)
    return {
        "title": task.title,
        "notes": task.notes,
        "priority": PRIORITIES.index(task.priority),
        "due_at": due_at,
        "due_whole_day": due_whole_day,
        "tags": task.tags,
        "search": fold("\n".join((task.title, task.notes, *task.tags))),
        "created_at": task.created_at,
        "updated_at": task.updated_at,
        "completed_at": task.completed_at,
        "deleted_at": task.deleted_at,
    }


def _task(row: Row[Any]) -> Task:
    return Task(
        id=row.id,
        title=row.title,
        notes=row.notes,
        status="open" if row.completed_at is None else "done",
        priority=PRIORITIES[row.priority],
        due=unpack_due(row.due_at, row.due_whole_day),
        tags=row.tags,
        created_at=row.created_at,
        updated_at=row.updated_at,
        completed_at=row.completed_at,
        deleted_at=row.deleted_at,
    )
