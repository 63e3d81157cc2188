"""Threads that begin as another one does.

``b_source_id`` is the thread that is copied, ``b_id`` the item in it that the copy goes up to,
``b_thread_id`` the new thread.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Insert, Integer, Select, Text, and_, bindparam, insert, select

from stores.inserts import insert_into
from stores.statements.parts import DATA, ID, NOW, OWNER, THREAD_ID, next_activity
from stores.tables import attachment_uses, attachments, items, summaries, threads

_source_id: BindParameter[str] = bindparam("b_source_id", type_=Text)
_source_items = and_(items.c.thread_id == _source_id, items.c.owner == OWNER)
_up_to: BindParameter[int] = bindparam("b_position", type_=Integer)
_kept = and_(_source_items, items.c.position <= _up_to)

branch_point: Select[Any] = select(items.c.position, items.c.hidden).where(
    _source_items, items.c.id == ID
)
unfinished_before = select(items.c.id).where(_kept, items.c.partial).limit(1)


@cache
def branch_thread(dialect: str) -> Insert:
    """Insert a thread whose items will have places up to ``b_position``."""
    return insert_into(dialect, threads).values(
        id=THREAD_ID,
        owner=OWNER,
        data=DATA,
        activity=next_activity(dialect),
        active_at=NOW,
        last_position=_up_to,
    )


branch_items = insert(items).from_select(
    ["thread_id", "id", "owner", "position", "type", "hidden", "partial", "data"],
    select(
        THREAD_ID,
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
    select(THREAD_ID, summaries.c.item_id, summaries.c.owner, summaries.c.summary).where(
        summaries.c.thread_id == _source_id,
        summaries.c.owner == OWNER,
        summaries.c.item_id.in_(select(items.c.id).where(_kept)),
    ),
)


@cache
def branch_attachments(dialect: str) -> Insert:
    """Note that a new thread has the attachments of another one."""
    own = select(attachments.c.id, THREAD_ID, attachments.c.owner).where(
        attachments.c.thread_id == _source_id, attachments.c.owner == OWNER
    )
    used = select(attachment_uses.c.attachment_id, THREAD_ID, attachment_uses.c.owner).where(
        attachment_uses.c.thread_id == _source_id, attachment_uses.c.owner == OWNER
    )
    return (
        insert_into(dialect, attachment_uses)
        .from_select(["attachment_id", "thread_id", "owner"], own.union(used))
        .on_conflict_do_nothing()
    )
