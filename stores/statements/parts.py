"""What statements are made of.

Parameters are called ``b_NAME``, since an UPDATE reserves the names of its columns; `parameters`
makes them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    func,
    select,
)

from stores.tables import activity, attachments, items, threads

THREAD_ID: BindParameter[str] = bindparam("b_thread_id", type_=Text)
ID: BindParameter[str] = bindparam("b_id", type_=Text)
IDS: BindParameter[Any] = bindparam("b_ids", type_=Text(), expanding=True)
AFTER: BindParameter[str] = bindparam("b_after", type_=Text)
LIMIT: BindParameter[int] = bindparam("b_limit")
RECENT: BindParameter[int] = bindparam("b_recent", type_=Integer)
OWNER: BindParameter[str] = bindparam("b_owner", type_=Text)
DATA: BindParameter[str] = bindparam("b_data", type_=Text)
NOW: BindParameter[float] = bindparam("b_now", type_=Float)
TYPE: BindParameter[str] = bindparam("b_type", type_=Text)
HIDDEN: BindParameter[bool] = bindparam("b_hidden", type_=Boolean)

own_thread = and_(threads.c.id == THREAD_ID, threads.c.owner == OWNER)
own_items = and_(items.c.thread_id == THREAD_ID, items.c.owner == OWNER)
own_item = and_(own_items, items.c.id == ID)
own_attachment = and_(attachments.c.id == ID, attachments.c.owner == OWNER)


def parameters(**values: Any) -> dict[str, Any]:
    """Name values as the statements here know them."""
    return {f"b_{name}": value for name, value in values.items()}


def next_activity(dialect: str) -> ColumnElement[int]:
    """A number that no thread has had: by it, the one with the newest activity comes first."""
    if dialect == "postgresql":
        return activity.next_value()
    # Only one transaction writes at a time, so nobody else takes the same number.
    return select(func.coalesce(func.max(threads.c.activity), 0) + 1).scalar_subquery()


def one_page(
    query: Select[Any], order: Column[Any], start: Select[Any] | None, descending: bool
) -> Select[Any]:
    """One page of a list, which begins after the row that ``start`` selects the place of."""
    if start is not None:
        cursor = start.scalar_subquery()
        query = query.where(order < cursor if descending else order > cursor)
    return query.order_by(order.desc() if descending else order.asc()).limit(LIMIT)
