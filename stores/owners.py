"""Giving everything of one owner to another, as when a guest turns out to be a user."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from stores.rows import batches
from stores.tables import (
    attachment_uses,
    attachments,
    feedback,
    files,
    items,
    run_leases,
    summaries,
    threads,
)

_IN_THREADS = (items, attachment_uses, feedback, summaries)
"""What has the owner of its thread, and is found by it."""


async def change_owner(connection: AsyncConnection, old: str, new: str) -> int:
    """Make all that one owner has another one's; what the other one has stays as it is.

    Ids are unique among all owners, so nothing can get in the way of anything. A run that another
    process still answers loses its lease: what it has said is recovered for the new owner, as
    that of a dead process is.

    Args:
        connection: Inside a transaction: all changes, or nothing does.
        old: Who had it.
        new: Who has it from now on.

    Returns:
        How many threads there were.
    """
    # Threads first: whoever adds an item locks its thread first as well, so the two never deadlock.
    moved = await connection.execute(
        update(threads).where(threads.c.owner == old).values(owner=new).returning(threads.c.id)
    )
    thread_ids = moved.scalars().all()
    for batch in batches(thread_ids):
        for table in _IN_THREADS:
            theirs = table.c.thread_id.in_(batch), table.c.owner == old
            await connection.execute(update(table).where(*theirs).values(owner=new))
    for table in (attachments, files):
        await connection.execute(update(table).where(table.c.owner == old).values(owner=new))
    await connection.execute(
        update(run_leases).where(run_leases.c.owner == old).values(owner=new, expires_at=0.0)
    )
    return len(thread_ids)
