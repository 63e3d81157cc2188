"""Items of threads, in their order, and what their owners think of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningInsert

from stores.inserts import insert_into
from stores.statements.parts import (
    AFTER,
    DATA,
    HIDDEN,
    ID,
    IDS,
    NOW,
    OWNER,
    THREAD_ID,
    TYPE,
    one_page,
    own_item,
    own_items,
)
from stores.tables import feedback, items

load_item = select(items.c.type, items.c.data).where(own_item)
delete_item = delete(items).where(own_item)
delete_items = delete(items).where(own_items, items.c.id.in_(IDS))
replace_item = (
    update(items)
    .where(own_item)
    .values(type=TYPE, hidden=HIDDEN, partial=False, data=DATA)
    .returning(items.c.id)
)
checkpoint_item = update(items).where(own_item, items.c.partial).values(data=DATA)
settle_items = (
    update(items)
    .where(own_items, items.c.partial)
    .values(partial=False)
    .returning(items.c.position, items.c.id, items.c.type, items.c.data)
)
item_is_known = select(items.c.id).where(own_items, items.c.id == AFTER)


@cache
def page_of_items(*, descending: bool, after: bool, visible: bool) -> Select[Any]:
    """List the items of the owner's thread by position."""
    query = select(items.c.id, items.c.type, items.c.data).where(own_items)
    if visible:
        query = query.where(~items.c.hidden)
    start = item_is_known.with_only_columns(items.c.position) if after else None
    return one_page(query, items.c.position, start, descending)


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
        "thread_id": THREAD_ID,
        "id": ID,
        "owner": OWNER,
        "position": bindparam("b_position"),
        "type": TYPE,
        "hidden": HIDDEN,
        "partial": partial,
        "data": DATA,
    }


insert_items = insert(items).values(_item_values(partial=False))


def _upsert_item(
    dialect: str, *, partial: bool, replaceable: Callable[[Any], ColumnElement[bool]]
) -> ReturningInsert[Any]:
    statement = insert_into(dialect, items).values(_item_values(partial=partial))
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[items.c.thread_id, items.c.id],
        set_={"type": new.type, "hidden": new.hidden, "partial": new.partial, "data": new.data},
        where=and_(items.c.owner == new.owner, replaceable(new)),
    ).returning(items.c.id)


@cache
def save_feedback(dialect: str) -> ReturningInsert[Any]:
    """Note an opinion on those of the items that are the owner's; returns their ids."""
    found = select(
        items.c.thread_id,
        items.c.id,
        items.c.owner,
        bindparam("b_kind", type_=Text),
        NOW,
    ).where(own_items, ~items.c.hidden, items.c.id.in_(IDS))
    statement = insert_into(dialect, feedback).from_select(
        ["thread_id", "item_id", "owner", "kind", "saved_at"], found
    )
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[feedback.c.thread_id, feedback.c.item_id],
        set_={"kind": new.kind, "saved_at": new.saved_at},
        where=feedback.c.owner == new.owner,
    ).returning(feedback.c.item_id)
