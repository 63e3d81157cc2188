"""The server's own tables: tasks, profiles, and what lets somebody in.

Threads and items are the stores package's.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept and given back in UTC, also where the database knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment into UTC, so that SQLite's text sorts by time."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC where the driver does not."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Words(TypeDecorator[tuple[str, ...]]):
    """Words without spaces in one text, ``" home garden "``: a word is found as ``% home %``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        """Put a space on both sides of each word."""
        return f" {' '.join(value)} " if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Give the words in the order they had."""
        return tuple(value.split(" ")[1:-1]) if value else ()


tasks = Table(
    "tasks",
    metadata,
    # Counts up in the order of creation. On SQLite only the very type INTEGER counts by itself.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("priority", SmallInteger, nullable=False),  # from 0, none, to 3, high
    # Unix seconds; of a whole day: those of its midnight if it were in UTC. A number, because
    # both databases know the arithmetic that puts days and moments into one order.
    Column("due_at", BigInteger),
    Column("due_whole_day", Boolean, nullable=False),
    Column("tags", Words, nullable=False),
    Column("search", Text, nullable=False),  # title, notes and tags, folded
    Column("origin", Text),  # what asked for it, so that asking again adds nothing
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("completed_at", UtcDateTime),  # set exactly while the task is done
    Column("deleted_at", UtcDateTime),  # set while the task can be restored
    CheckConstraint("priority BETWEEN 0 AND 3", name="tasks_priority_check"),
    Index(
        None,
        "deleted_at",
        sqlite_where=text("deleted_at IS NOT NULL"),
        postgresql_where=text("deleted_at IS NOT NULL"),
    ),
    Index(None, "owner", "completed_at"),
    Index(
        None,
        "origin",
        sqlite_where=text("origin IS NOT NULL"),
        postgresql_where=text("origin IS NOT NULL"),
    ),
)

profiles = Table(
    "profiles",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("timezone", Text, nullable=False),  # an IANA name, for example Europe/Berlin
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),  # SHA-256 of the key, in hexadecimal
    Column("hint", Text, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

chat_sessions = Table(
    "chat_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False, unique=True),  # SHA-256 of the client secret
    Column("workflow", JSON, nullable=False),
    Column("configuration", JSON, nullable=False),
    Column("requests_per_minute", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("cancelled_at", UtcDateTime),
    Column("api_key_id", Text),
    Column("continues", Text, index=True),  # the first of the sessions that it carries on
    Column("files", Integer, nullable=False, server_default="0"),  # taken during the session
)

session_threads = Table(
    # Threads that were made in a session, or in one that carries it on.
    "session_threads",
    metadata,
    Column("session_id", Text, nullable=False),  # of the first of them
    Column("thread_id", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),
    PrimaryKeyConstraint("session_id", "thread_id"),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False, unique=True),  # SHA-256 of the cookie's secret
    Column("name", Text),  # as the provider gave them, to be shown to the user alone
    Column("email", Text),
    Column("id_token", Text),  # says to the provider who signs out
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

approvals = Table(
    # Runs that wait for the user to approve calls of tools, and what the user said.
    "approvals",
    metadata,
    Column("thread_id", Text, nullable=False),
    Column("item_id", Text, nullable=False),  # the card in the thread
    Column("owner", Text, nullable=False, index=True),
    Column("calls", JSON, nullable=False),
    Column("state", JSON(none_as_null=True)),  # of the run; gone when it cannot go on any more
    Column("outcome", Text),  # see approvals.model.Outcome; none while it waits
    Column("always", Boolean, nullable=False),
    Column("reason", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    PrimaryKeyConstraint("thread_id", "item_id"),
)

runs = Table(
    # What was asked of models, and has ended; never what was said.
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("thread_id", Text, nullable=False),
    Column("purpose", Text, nullable=False, server_default="answer"),  # see usage.Purpose
    Column("assistant", Text),
    Column("model", Text),
    Column("input_tokens", BigInteger, nullable=False),
    Column("output_tokens", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("day", Text, nullable=False),  # of its end in UTC: both databases group by it alike
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "owner", "day"),
    Index(None, "day", "owner"),
)

notices = Table(
    # What everybody who chats is told: the newest row.
    "notices",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("level", Text, nullable=False),
    Column("title", Text),
    Column("message", Text, nullable=False),
    Column("until", UtcDateTime),
)

audit = Table(
    # Triggers of the migration refuse to change or delete a row.
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("event", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("subject", Text),
    Column("detail", JSON, nullable=False),
    Column("request_id", Text),
)
