"""Chat sessions: what a page's client secret stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.access.model import ChatSession, SessionConfiguration, Workflow
from chatkit_server.access.secrets import CLIENT_SECRET_PREFIX, digest, new_secret
from chatkit_server.database import chat_sessions
from stores.engine import Database
from stores.ids import new_id

KEPT_AFTER_EXPIRY: Final = timedelta(days=7)
"""How long an expired session can still be asked about."""


class ChatSessions:
    """Makes client secrets, knows them again, and takes them back.

    Every check asks the database: a session that is cancelled anywhere ends everywhere at once.

    Args:
        engine: The migrations have run on it.
        clock: Gives the moment, UTC.
    """

    def __init__(
        self, engine: AsyncEngine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = Database(engine)
        self._clock = clock

    async def create(
        self,
        owner: str,
        life: timedelta,
        *,
        workflow: Workflow,
        configuration: SessionConfiguration,
        requests_per_minute: int | None = None,
        api_key_id: str | None = None,
    ) -> tuple[ChatSession, str]:
        """Make a session for a user.

        Returns:
            The session, and its client secret, which cannot be read again.
        """
        now = self._clock().replace(microsecond=0)  # what the API tells has whole seconds
        session = ChatSession(
            id=new_id("cksess"),
            owner=owner,
            workflow=workflow,
            configuration=configuration,
            requests_per_minute=requests_per_minute,
            created_at=now,
            expires_at=now + life,
            api_key_id=api_key_id,
        )
        secret = new_secret(CLIENT_SECRET_PREFIX)
        async with self._database.transaction() as connection:
            await connection.execute(
                insert(chat_sessions).values(
                    id=session.id,
                    owner=owner,
                    digest=digest(secret),
                    workflow=asdict(workflow),
                    configuration=asdict(configuration),
                    requests_per_minute=requests_per_minute,
                    created_at=session.created_at,
                    expires_at=session.expires_at,
                    api_key_id=api_key_id,
                )
            )
            forgotten = chat_sessions.c.expires_at < now - KEPT_AFTER_EXPIRY
            await connection.execute(delete(chat_sessions).where(forgotten))
        return session, secret

    async def cancel(self, session_id: str, *, owner: str | None = None) -> ChatSession | None:
        """End a session now; one that has expired, or was cancelled before, stays as it is.

        Args:
            session_id: The session.
            owner: Whose it must be; None for anyone's.

        Returns:
            The session as it is now, or None if there is none.
        """
        wanted = [chat_sessions.c.id == session_id]
        if owner is not None:
            wanted.append(chat_sessions.c.owner == owner)
        now = self._clock()
        async with self._database.transaction() as connection:
            await connection.execute(
                update(chat_sessions)
                .where(
                    *wanted,
                    chat_sessions.c.cancelled_at.is_(None),
                    chat_sessions.c.expires_at > now,
                )
                .values(cancelled_at=now)
            )
            row = (await connection.execute(select(chat_sessions).where(*wanted))).first()
        return None if row is None else _session(row)

    async def find(self, secret: str) -> ChatSession | None:
        """The session of a client secret, in whatever state it is, or None if there is none."""
        rows = await self._database.execute(
            select(chat_sessions).where(chat_sessions.c.digest == digest(secret))
        )
        return _session(rows[0]) if rows else None


def _session(row: Row[Any]) -> ChatSession:
    return ChatSession(
        id=row.id,
        owner=row.owner,
        workflow=Workflow(**row.workflow),
        configuration=SessionConfiguration(**row.configuration),
        requests_per_minute=row.requests_per_minute,
        created_at=row.created_at,
        expires_at=row.expires_at,
        cancelled_at=row.cancelled_at,
        api_key_id=row.api_key_id,
    )
