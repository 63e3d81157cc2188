"""Every statement of `SQLStore`, made once. Each names the owner it is for.

Parameters are called ``b_NAME``, since an UPDATE reserves the names of its columns; `parameters`
makes them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Insert,
    Integer,
    Select,
    Table,
    Text,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from stores.tables import (
    activity,
    attachment_uses,
    attachments,
    feedback,
    items,
    run_leases,
    summaries,
    threads,
)


def parameters(**values: Any) -> dict[str, Any]:
    """Name values as the statements here know them."""
    return {f"b_{name}": value for name, value in values.items()}


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _next_activity(dialect: str) -> ColumnElement[int]:
    if dialect == "postgresql":
        return activity.next_value()
    # Only one transaction writes at a time, so nobody else takes the same number.
    return select(func.coalesce(func.max(threads.c.activity), 0) + 1).scalar_subquery()


_thread_id: BindParameter[str] = bindparam("b_thread_id", type_=Text)
_id: BindParameter[str] = bindparam("b_id", type_=Text)
_ids: BindParameter[Any] = bindparam("b_ids", type_=Text(), expanding=True)
_after: BindParameter[str] = bindparam("b_after", type_=Text)
_limit: BindParameter[int] = bindparam("b_limit")
_recent: BindParameter[int] = bindparam("b_recent", type_=Integer)
_owner: BindParameter[str] = bindparam("b_owner", type_=Text)
_data: BindParameter[str] = bindparam("b_data", type_=Text)
_now: BindParameter[float] = bindparam("b_now", type_=Float)
_type: BindParameter[str] = bindparam("b_type", type_=Text)
_hidden: BindParameter[bool] = bindparam("b_hidden", type_=Boolean)

_own_thread = and_(threads.c.id == _thread_id, threads.c.owner == _owner)
_own_items = and_(items.c.thread_id == _thread_id, items.c.owner == _owner)
_own_item = and_(_own_items, items.c.id == _id)
_own_attachment = and_(attachments.c.id == _id, attachments.c.owner == _owner)

# Threads

load_thread = select(threads.c.data).where(_own_thread)
delete_thread = delete(threads).where(_own_thread)
delete_leases = delete(run_leases).where(
    run_leases.c.thread_id == _thread_id, run_leases.c.owner == _owner
)


@cache
def save_thread(dialect: str) -> ReturningInsert[Any]:
    """Insert a thread, or change the owner's. No row returned: it is someone else's."""
    statement = _insert(dialect, threads).values(
        id=_thread_id,
        owner=_owner,
        data=_data,
        activity=_next_activity(dialect),
        active_at=_now,
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
        .where(_own_thread)
        .values(
            last_position=threads.c.last_position + count,
            activity=_next_activity(dialect),
            active_at=_now,
        )
        .returning(threads.c.last_position)
    )


thread_is_known = select(threads.c.id).where(threads.c.id == _after, threads.c.owner == _owner)


_newest = (
    select(threads.c.activity)
    .where(threads.c.owner == _owner)
    .order_by(threads.c.activity.desc())
    .limit(_recent)
    .subquery()
)
_in_scope = or_(
    threads.c.id.in_(_ids),
    # Of none at all there is no least, and nothing is at least that.
    threads.c.activity >= select(func.min(_newest.c.activity)).scalar_subquery(),
)
thread_in_scope = select(threads.c.id).where(_own_thread, _in_scope)


@cache
def page_of_threads(*, descending: bool, after: bool, scoped: bool = False) -> Select[Any]:
    """List the owner's threads by activity: all, or those of a `stores.scope.ThreadScope`."""
    query = select(threads.c.id, threads.c.data, threads.c.active_at).where(
        threads.c.owner == _owner
    )
    if scoped:
        query = query.where(_in_scope)
    start = thread_is_known.with_only_columns(threads.c.activity) if after else None
    return _page(query, threads.c.activity, start, descending)


# Items

load_item = select(items.c.type, items.c.data).where(_own_item)
delete_item = delete(items).where(_own_item)
replace_item = (
    update(items)
    .where(_own_item)
    .values(type=_type, hidden=_hidden, partial=False, data=_data)
    .returning(items.c.id)
)
checkpoint_item = update(items).where(_own_item, items.c.partial).values(data=_data)
settle_items = (
    update(items)
    .where(_own_items, items.c.partial)
    .values(partial=False)
    .returning(items.c.position, items.c.id, items.c.type, items.c.data)
)
item_is_known = select(items.c.id).where(_own_items, items.c.id == _after)


@cache
def page_of_items(*, descending: bool, after: bool, visible: bool) -> Select[Any]:
    """List the items of the owner's thread by position."""
    query = select(items.c.id, items.c.type, items.c.data).where(_own_items)
    if visible:
        query = query.where(~items.c.hidden)
    start = item_is_known.with_only_columns(items.c.position) if after else None
    return _page(query, items.c.position, start, descending)


@cache
def add_item(dialect: str) -> ReturningInsert[Any]:
    """Insert a complete item, or complete a partial one, or continue a workflow.

    No row returned: the thread has an item of that id already.
    """
    return _upsert_item(
        dialect,
        partial=False,
        replaceable=lambda new: or_(
            items.c.partial, and_(items.c.type == "workflow", new.type == "workflow")
        ),
    )


@cache
def open_item(dialect: str) -> ReturningInsert[Any]:
    """Insert a partial item. A complete one of that id stays as it is."""
    return _upsert_item(dialect, partial=True, replaceable=lambda new: items.c.partial)


@cache
def save_item(dialect: str) -> ReturningInsert[Any]:
    """Insert a complete item, or replace the one of that id."""
    return _upsert_item(dialect, partial=False, replaceable=lambda new: items.c.owner == new.owner)


def _item_values(*, partial: bool) -> dict[str, Any]:
    return {
        "thread_id": _thread_id,
        "id": _id,
        "owner": _owner,
        "position": bindparam("b_position"),
        "type": _type,
        "hidden": _hidden,
        "partial": partial,
        "data": _data,
    }


insert_items = insert(items).values(_item_values(partial=False))


def _upsert_item(
    dialect: str, *, partial: bool, replaceable: Callable[[Any], ColumnElement[bool]]
) -> ReturningInsert[Any]:
    statement = _insert(dialect, items).values(_item_values(partial=partial))
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[items.c.thread_id, items.c.id],
        set_={"type": new.type, "hidden": new.hidden, "partial": new.partial, "data": new.data},
        where=and_(items.c.owner == new.owner, replaceable(new)),
    ).returning(items.c.id)


def _page(
    query: Select[Any], order: Column[Any], start: Select[Any] | None, descending: bool
) -> Select[Any]:
    if start is not None:
        cursor = start.scalar_subquery()
        query = query.where(order < cursor if descending else order > cursor)
    return query.order_by(order.desc() if descending else order.asc()).limit(_limit)


# Feedback


@cache
def save_feedback(dialect: str) -> ReturningInsert[Any]:
    """Note an opinion on those of the items that are the owner's; returns their ids."""
    found = select(
        items.c.thread_id,
        items.c.id,
        items.c.owner,
        bindparam("b_kind", type_=Text),
        _now,
    ).where(_own_items, ~items.c.hidden, items.c.id.in_(_ids))
    statement = _insert(dialect, feedback).from_select(
        ["thread_id", "item_id", "owner", "kind", "saved_at"], found
    )
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[feedback.c.thread_id, feedback.c.item_id],
        set_={"kind": new.kind, "saved_at": new.saved_at},
        where=feedback.c.owner == new.owner,
    ).returning(feedback.c.item_id)


delete_items = delete(items).where(_own_items, items.c.id.in_(_ids))

# Attachments

load_attachment = select(attachments.c.thread_id, attachments.c.data).where(_own_attachment)
delete_attachment = delete(attachments).where(_own_attachment)


@cache
def save_attachment(dialect: str) -> ReturningInsert[Any]:
    """Insert an attachment, or change the owner's.

    No row returned: it is someone else's, or the owner has no thread of that id.
    """
    row = select(_id, _owner, _thread_id, _data).where(
        or_(_thread_id.is_(None), select(threads.c.id).where(_own_thread).exists())
    )
    statement = _insert(dialect, attachments).from_select(["id", "owner", "thread_id", "data"], row)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[attachments.c.id],
        # It stays with the thread that it was first sent in, see `use_attachment`.
        set_={"thread_id": func.coalesce(attachments.c.thread_id, new.thread_id), "data": new.data},
        where=attachments.c.owner == new.owner,
    ).returning(attachments.c.id, attachments.c.thread_id)


threads_with_attachment = union(
    select(attachments.c.thread_id).where(_own_attachment, attachments.c.thread_id.is_not(None)),
    select(attachment_uses.c.thread_id).where(
        attachment_uses.c.attachment_id == _id, attachment_uses.c.owner == _owner
    ),
)


@cache
def use_attachment(dialect: str) -> Insert:
    """Note that the owner's thread has an attachment of another one of theirs."""
    row = select(_id, _thread_id, _owner).where(select(threads.c.id).where(_own_thread).exists())
    return (
        _insert(dialect, attachment_uses)
        .from_select(["attachment_id", "thread_id", "owner"], row)
        .on_conflict_do_nothing()
    )


_other_user = (
    select(func.min(attachment_uses.c.thread_id))
    .where(
        attachment_uses.c.attachment_id == attachments.c.id,
        attachment_uses.c.thread_id != _thread_id,
        attachment_uses.c.owner == _owner,
    )
    .correlate(attachments)
    .scalar_subquery()
)
hand_over_attachments = (
    update(attachments)
    .where(
        attachments.c.thread_id == _thread_id,
        attachments.c.owner == _owner,
        _other_user.is_not(None),
    )
    .values(thread_id=_other_user)
)
"""Before a thread is deleted: what another thread has too belongs to that one from now on."""

# Branches: ``b_source_id`` is the thread that is copied, ``b_id`` the item in it that the copy
# goes up to, ``b_thread_id`` the new thread.

_source_id: BindParameter[str] = bindparam("b_source_id", type_=Text)
_source_items = and_(items.c.thread_id == _source_id, items.c.owner == _owner)
_up_to: BindParameter[int] = bindparam("b_position", type_=Integer)
_kept = and_(_source_items, items.c.position <= _up_to)

branch_point: Select[Any] = select(items.c.position, items.c.hidden).where(
    _source_items, items.c.id == _id
)
unfinished_before = select(items.c.id).where(_kept, items.c.partial).limit(1)


@cache
def branch_thread(dialect: str) -> Insert:
    """Insert a thread whose items will have places up to ``b_position``."""
    return _insert(dialect, threads).values(
        id=_thread_id,
        owner=_owner,
        data=_data,
        activity=_next_activity(dialect),
        active_at=_now,
        last_position=_up_to,
    )


branch_items = insert(items).from_select(
    ["thread_id", "id", "owner", "position", "type", "hidden", "partial", "data"],
    select(
        _thread_id,
        items.c.id,
        items.c.owner,
        items.c.position,
        items.c.type,
        items.c.hidden,
        items.c.partial,
        items.c.data,
    ).where(_kept),
)

branch_summary = insert(summaries).from_select(
    ["thread_id", "item_id", "owner", "summary"],
    select(_thread_id, summaries.c.item_id, summaries.c.owner, summaries.c.summary).where(
        summaries.c.thread_id == _source_id,
        summaries.c.owner == _owner,
        summaries.c.item_id.in_(select(items.c.id).where(_kept)),
    ),
)


@cache
def branch_attachments(dialect: str) -> Insert:
    """Note that a new thread has the attachments of another one."""
    own = select(attachments.c.id, _thread_id, attachments.c.owner).where(
        attachments.c.thread_id == _source_id, attachments.c.owner == _owner
    )
    used = select(attachment_uses.c.attachment_id, _thread_id, attachment_uses.c.owner).where(
        attachment_uses.c.thread_id == _source_id, attachment_uses.c.owner == _owner
    )
    return (
        _insert(dialect, attachment_uses)
        .from_select(["attachment_id", "thread_id", "owner"], own.union(used))
        .on_conflict_do_nothing()
    )
