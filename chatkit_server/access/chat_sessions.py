"""Chat sessions: what a page's client secret stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chatkit_server.access.model import ChatSession, SessionConfiguration, Workflow
from chatkit_server.access.secrets import CLIENT_SECRET_PREFIX, digest, new_secret
from chatkit_server.clock import Clock, utc_now
from chatkit_server.database import chat_sessions, session_threads
from stores.engine import Database
from stores.ids import new_id
from stores.rows import batches, read_as

KEPT_AFTER_EXPIRY: Final = timedelta(days=7)
"""How long an expired session can still be asked about."""

MAX_OWN_THREADS: Final = 1000
"""So many of the threads that were made in a session are known as its own."""


class ChatSessions:
    """Makes client secrets, knows them again, and takes them back.

    Every check asks the database: a session that is cancelled anywhere ends everywhere at once.

    Args:
        engine: The migrations have run on it.
        clock: Gives the moment, UTC.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock = utc_now) -> None:
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
                insert(chat_sessions).values(digest=digest(secret), **asdict(session))
            )
            forgotten = chat_sessions.c.expires_at < now - KEPT_AFTER_EXPIRY
            gone = await connection.execute(
                delete(chat_sessions)
                .where(forgotten)
                .returning(func.coalesce(chat_sessions.c.continues, chat_sessions.c.id))
            )
            await _forget_threads(connection, sorted(set(gone.scalars())))
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

    async def cancel_all(self, owner: str) -> int:
        """End all sessions of a user now.

        Returns:
            How many there were.
        """
        now = self._clock()
        ended = await self._database.execute(
            update(chat_sessions)
            .where(
                chat_sessions.c.owner == owner,
                chat_sessions.c.cancelled_at.is_(None),
                chat_sessions.c.expires_at > now,
            )
            .values(cancelled_at=now)
            .returning(chat_sessions.c.id)
        )
        return len(ended)

    async def carry_on(self, session: ChatSession, former_secret: str) -> ChatSession:
        """Let a session go on with what was begun in the one that its page had before.

        A page gets another secret every few minutes, and its conversation must not end with the
        old one. That it still has that one proves that it is the same page. Only the first time
        counts; nothing happens where the former session is unknown, was cancelled, or is of
        another user.

        Returns:
            The session as it is now.
        """
        former = await self.find(former_secret)
        if (
            session.continues is not None
            or former is None
            or former.id == session.id
            or former.owner != session.owner
            or former.cancelled_at is not None
        ):
            return session
        rows = await self._database.execute(
            update(chat_sessions)
            .where(chat_sessions.c.id == session.id, chat_sessions.c.continues.is_(None))
            .values(continues=former.first_id)
            .returning(chat_sessions)
        )
        return _session(rows[0]) if rows else session

    async def take_file(self, session: ChatSession) -> bool:
        """Count a file; False if the session had as many as it may."""
        most = session.configuration.max_files
        counted = update(chat_sessions).where(chat_sessions.c.id == session.id)
        if most is not None:
            counted = counted.where(chat_sessions.c.files < most)
        counted = counted.values(files=chat_sessions.c.files + 1).returning(chat_sessions.c.files)
        return bool(await self._database.execute(counted))

    async def give_back_file(self, session: ChatSession) -> None:
        """Forget a file that was counted and not taken."""
        await self._database.execute(
            update(chat_sessions)
            .where(chat_sessions.c.id == session.id, chat_sessions.c.files > 0)
            .values(files=chat_sessions.c.files - 1)
        )

    async def note_thread(self, session: ChatSession, thread_id: str) -> None:
        """Remember that a thread was made in a session."""
        await self._database.execute(
            insert(session_threads).values(
                session_id=session.first_id, thread_id=thread_id, owner=session.owner
            )
        )

    async def threads_of(self, session: ChatSession) -> list[str]:
        """The threads that were made in a session or one that it carries on, the newest first."""
        rows = await self._database.execute(
            select(session_threads.c.thread_id)
            .where(
                session_threads.c.session_id == session.first_id,
                session_threads.c.owner == session.owner,
            )
            .order_by(session_threads.c.thread_id.desc())
            .limit(MAX_OWN_THREADS)
        )
        return [row.thread_id for row in rows]

    async def find(self, secret: str) -> ChatSession | None:
        """The session of a client secret, in whatever state it is, or None if there is none."""
        rows = await self._database.execute(
            select(chat_sessions).where(chat_sessions.c.digest == digest(secret))
        )
        return _session(rows[0]) if rows else None

    async def find_active(self, session_id: str) -> ChatSession | None:
        """The session of an id, or None if there is none whose time is not over."""
        rows = await self._database.execute(
            select(chat_sessions).where(
                chat_sessions.c.id == session_id,
                chat_sessions.c.cancelled_at.is_(None),
                chat_sessions.c.expires_at > self._clock(),
            )
        )
        return _session(rows[0]) if rows else None


def _session(row: Row[Any]) -> ChatSession:
    return read_as(
        ChatSession,
        row,
        workflow=Workflow(**row.workflow),
        configuration=SessionConfiguration(**row.configuration),
    )


async def _forget_threads(connection: AsyncConnection, first_ids: Sequence[str]) -> None:
    """Forget what was made in sessions that nobody can carry on any more."""
    for batch in batches(first_ids):
        of_first = session_threads.c.session_id
        itself = select(chat_sessions.c.id).where(chat_sessions.c.id == of_first)
        carried_on = select(chat_sessions.c.id).where(chat_sessions.c.continues == of_first)
        await connection.execute(
            delete(session_threads).where(
                of_first.in_(batch), ~itself.exists(), ~carried_on.exists()
            )
        )
