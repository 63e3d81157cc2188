"""Threads: kept, listed by their last activity, deleted."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Update,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from stores.inserts import insert_into
from stores.statements.parts import (
    AFTER,
    DATA,
    IDS,
    NOW,
    OWNER,
    RECENT,
    THREAD_ID,
    next_activity,
    one_page,
    own_thread,
)
from stores.tables import run_leases, threads

load_thread = select(threads.c.data).where(own_thread)
delete_thread = delete(threads).where(own_thread)
delete_leases = delete(run_leases).where(
    run_leases.c.thread_id == THREAD_ID, run_leases.c.owner == OWNER
)


@cache
def save_thread(dialect: str) -> ReturningInsert[Any]:
    """Insert a thread, or change the owner's. No row returned: it is someone else's."""
    statement = insert_into(dialect, threads).values(
        id=THREAD_ID,
        owner=OWNER,
        data=DATA,
        activity=next_activity(dialect),
        active_at=NOW,
        last_position=0,
    )
    return statement.on_conflict_do_update(
        index_elements=[threads.c.id],
        set_={"data": statement.excluded.data},
        where=threads.c.owner == statement.excluded.owner,
    ).returning(threads.c.id)


@cache
def take_position(dialect: str) -> Update:
    """Take the place of a new item, and move the thread to the front of its owner's.

    This locks the thread's row until the transaction ends, so that items come to be seen in the
    order of their places. No row returned: the owner has no such thread.
    """
    return _take_positions(dialect, literal(1))


@cache
def take_positions(dialect: str) -> Update:
    """Take the places of ``b_count`` new items, as `take_position` takes one."""
    return _take_positions(dialect, bindparam("b_count", type_=Integer))


def _take_positions(dialect: str, count: ColumnElement[int]) -> Update:
    return (
        update(threads)
        .where(own_thread)
        .values(
            last_position=threads.c.last_position + count,
            activity=next_activity(dialect),
            active_at=NOW,
        )
        .returning(threads.c.last_position)
    )


thread_is_known = select(threads.c.id).where(threads.c.id == AFTER, threads.c.owner == OWNER)


_newest = (
    select(threads.c.activity)
    .where(threads.c.owner == OWNER)
    .order_by(threads.c.activity.desc())
    .limit(RECENT)
    .subquery()
)
_in_scope = or_(
    threads.c.id.in_(IDS),
    # Of none at all there is no least, and nothing is at least that.
    threads.c.activity >= select(func.min(_newest.c.activity)).scalar_subquery(),
)
thread_in_scope = select(threads.c.id).where(own_thread, _in_scope)


@cache
def page_of_threads(*, descending: bool, after: bool, scoped: bool = False) -> Select[Any]:
    """List the owner's threads by activity: all, or those of a `stores.scope.ThreadScope`."""
    query = select(threads.c.id, threads.c.data, threads.c.active_at).where(
        threads.c.owner == OWNER
    )
    if scoped:
        query = query.where(_in_scope)
    start = thread_is_known.with_only_columns(threads.c.activity) if after else None
    return one_page(query, threads.c.activity, start, descending)
