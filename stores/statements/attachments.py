"""Attachments, and the threads that have them."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Insert, delete, func, or_, select, union, update
from sqlalchemy.sql.dml import ReturningInsert

from stores.inserts import insert_into
from stores.statements.parts import (
    DATA,
    ID,
    OWNER,
    THREAD_ID,
    own_attachment,
    own_thread,
)
from stores.tables import attachment_uses, attachments, threads

load_attachment = select(attachments.c.thread_id, attachments.c.data).where(own_attachment)
delete_attachment = delete(attachments).where(own_attachment)


@cache
def save_attachment(dialect: str) -> ReturningInsert[Any]:
    """Insert an attachment, or change the owner's.

    No row returned: it is someone else's, or the owner has no thread of that id.
    """
    row = select(ID, OWNER, THREAD_ID, DATA).where(
        or_(THREAD_ID.is_(None), select(threads.c.id).where(own_thread).exists())
    )
    statement = insert_into(dialect, attachments).from_select(
        ["id", "owner", "thread_id", "data"], row
    )
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[attachments.c.id],
        # It stays with the thread that it was first sent in, see `use_attachment`.
        set_={"thread_id": func.coalesce(attachments.c.thread_id, new.thread_id), "data": new.data},
        where=attachments.c.owner == new.owner,
    ).returning(attachments.c.id, attachments.c.thread_id)


threads_with_attachment = union(
    select(attachments.c.thread_id).where(own_attachment, attachments.c.thread_id.is_not(None)),
    select(attachment_uses.c.thread_id).where(
        attachment_uses.c.attachment_id == ID, attachment_uses.c.owner == OWNER
    ),
)


@cache
def use_attachment(dialect: str) -> Insert:
    """Note that the owner's thread has an attachment of another one of theirs."""
    row = select(ID, THREAD_ID, OWNER).where(select(threads.c.id).where(own_thread).exists())
    return (
        insert_into(dialect, attachment_uses)
        .from_select(["attachment_id", "thread_id", "owner"], row)
        .on_conflict_do_nothing()
    )


_other_user = (
    select(func.min(attachment_uses.c.thread_id))
    .where(
        attachment_uses.c.attachment_id == attachments.c.id,
        attachment_uses.c.thread_id != THREAD_ID,
        attachment_uses.c.owner == OWNER,
    )
    .correlate(attachments)
    .scalar_subquery()
)
hand_over_attachments = (
    update(attachments)
    .where(
        attachments.c.thread_id == THREAD_ID,
        attachments.c.owner == OWNER,
        _other_user.is_not(None),
    )
    .values(thread_id=_other_user)
)
"""Before a thread is deleted: what another thread has too belongs to that one from now on."""
