"""The tables of `SQLStore`, apart from any other metadata in the same database.

What the protocol defines (threads, items, attachments) is kept as the JSON of the SDK's own
models, in columns of text: it comes back equal, offsets and NUL characters included, and a new
field of the SDK needs no migration. A column of its own has only what a query filters or sorts by.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)

activity = Sequence("chatkit_activity", metadata=metadata)
"""Orders threads by their last activity, in the whole database (PostgreSQL only)."""

threads = Table(
    "chatkit_threads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("data", Text, nullable=False),
    # Moves on with every new item. Unique, so that paging by it needs no tie-breaker.
    Column("activity", BigInteger, nullable=False, unique=True),
    Column("active_at", Float, nullable=False),  # seconds since the epoch; shown, never sorted by
    # The place of the newest item ever: the counter that items take theirs from.
    Column("last_position", Integer, nullable=False),
    Index(None, "owner", "activity"),
    Index(None, "owner", "id"),  # ids sort by the time they were made
)

items = Table(
    "chatkit_items",
    metadata,
    Column("thread_id", Text, ForeignKey(threads.c.id, ondelete="CASCADE"), nullable=False),
    Column("id", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("data", Text, nullable=False),
    # An id is unique in its thread: nobody can take one that somebody else's item needs.
    PrimaryKeyConstraint("thread_id", "id"),
    UniqueConstraint("thread_id", "position"),
)

attachments = Table(
    "chatkit_attachments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("thread_id", Text, ForeignKey(threads.c.id, ondelete="CASCADE"), index=True),
    Column("data", Text, nullable=False),
    Index(None, "owner", "id"),
)

attachment_uses = Table(
    # Threads, besides its own, whose messages have an attachment: branches, above all.
    "chatkit_attachment_uses",
    metadata,
    Column("attachment_id", Text, ForeignKey(attachments.c.id, ondelete="CASCADE"), nullable=False),
    Column(
        "thread_id",
        Text,
        ForeignKey(threads.c.id, ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("owner", Text, nullable=False),
    PrimaryKeyConstraint("attachment_id", "thread_id"),
)

files = Table(
    "chatkit_files",
    metadata,
    # An attachment's id. Not a foreign key: a row without its attachment says that bytes are
    # still to be deleted, whatever took the attachment away.
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),  # pending or ready
    Column("version", Text),  # names the bytes, once they are whole
    Column("media_type", Text),  # as found in the content
    Column("size", BigInteger, nullable=False),  # bytes; of a pending file, those reserved for it
    Column("sha256", Text),
    Column("touched_at", Float, nullable=False, index=True),  # seconds since the epoch
)

feedback = Table(
    "chatkit_feedback",
    metadata,
    Column("thread_id", Text, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("saved_at", Float, nullable=False),  # seconds since the epoch
    PrimaryKeyConstraint("thread_id", "item_id"),
    ForeignKeyConstraint(
        ["thread_id", "item_id"], [items.c.thread_id, items.c.id], ondelete="CASCADE"
    ),
    Index(None, "saved_at", "thread_id", "item_id"),
)

summaries = Table(
    # What was said in a thread up to an item, for a model that is not told it in full any more.
    "chatkit_summaries",
    metadata,
    Column("thread_id", Text, primary_key=True),
    Column("item_id", Text, nullable=False),  # the last that it tells of, and goes with
    Column("owner", Text, nullable=False),
    Column("summary", Text, nullable=False),
    ForeignKeyConstraint(
        ["thread_id", "item_id"], [items.c.thread_id, items.c.id], ondelete="CASCADE"
    ),
)

run_leases = Table(
    "chatkit_run_leases",
    metadata,
    Column("run_id", Text, primary_key=True),
    # Not a foreign key: a run may be claimed before its thread is first saved.
    Column("thread_id", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("instance", Text, nullable=False, index=True),
    Column("expires_at", Float, nullable=False, index=True),  # seconds since the epoch
)
