"""Who signed in, made keys, erased data: a table that can only grow, and holds no message text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.database import audit
from stores.engine import Database

AuditEvent = Literal[
    "admin.message_added",
    "admin.notice_ended",
    "admin.notice_put",
    "admin.run_started",
    "admin.thread_changed",
    "guest.merged",
    "key.created",
    "key.revoked",
    "sessions.ended",
    "thread.deleted",
    "user.erased",
    "user.exported",
    "user.signed_in",
    "user.signed_out",
]
"""What is written down."""

COMMAND_LINE: Final = "command line"
"""The actor of whoever may run commands on the server's machine."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done.

    Attributes:
        seq: Counts up.
        event: What: an `AuditEvent`, or one of an earlier version.
        actor: Who: a user's id, ``key_…``, or `COMMAND_LINE`.
        subject: Whom or what it was done to; None if it is the actor itself.
        detail: What else there is to know; never what somebody wrote, never a secret.
        request_id: The request's; None from the command line.
    """

    seq: int
    at: datetime
    event: str
    actor: str
    subject: str | None
    detail: Mapping[str, Any]
    request_id: str | None


class Audit:
    """Writes down what was done, and reads it.

    Args:
        engine: The migrations have run on it.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._database = Database(engine)

    async def record(
        self,
        event: AuditEvent,
        *,
        actor: str,
        subject: str | None = None,
        detail: Mapping[str, Any] | None = None,
        request_id: str | None = None,
    ) -> None:
        """Write an entry."""
        await self._database.execute(
            insert(audit).values(
                at=datetime.now(UTC),
                event=event,
                actor=actor,
                subject=subject,
                detail=dict(detail or {}),
                request_id=request_id,
            )
        )

    async def entries(self, *, after: int = 0, limit: int = 100) -> list[Entry]:
        """Entries in the order in which they were written, from the one after a number."""
        rows = await self._database.execute(
            select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(limit)
        )
        return [Entry(**row._mapping) for row in rows]
