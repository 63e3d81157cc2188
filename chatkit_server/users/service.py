"""What can be done with all that a user has: hand it over, or erase it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.access.audit import Audit
from chatkit_server.context import RequestContext, User
from chatkit_server.profiles import Profiles
from chatkit_server.server import AssistantServer
from chatkit_server.users.export import Export
from chatkit_server.users.records import erase_records
from chatkit_server.visits import Visits
from stores.attachments.store import FileStore
from stores.engine import Database
from stores.holdings import Holdings
from stores.sql_store import SQLStore

logger = logging.getLogger(__name__)

ExportFormat: TypeAlias = Literal["json", "zip"]


@dataclass(frozen=True, slots=True)
class LiveServer:
    """What a running server knows of its users besides what is stored.

    Attributes:
        server: Answers them, and has pages that follow.
        visits: Their requests.
        profiles: Remembers them for a while.
    """

    server: AssistantServer
    visits: Visits
    profiles: Profiles


class Users:
    """Exports and erases users.

    Args:
        engine: The database, migrated.
        store: The threads.
        files: Where files are kept, also those from a time when files were taken.
        audit: Where it is written down who did it.
        live: The server that runs in this process, if one does. One in another process finds the
            threads that it answers in gone, and ends there.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        store: SQLStore[RequestContext],
        files: FileStore[RequestContext],
        audit: Audit,
        live: LiveServer | None = None,
    ) -> None:
        self._engine = engine
        self._database = Database(engine)
        self._store = store
        self._files = files
        self._audit = audit
        self._live = live
        self._data = Holdings(engine)

    async def export(
        self, owner: str, format: ExportFormat, *, actor: str, request_id: str | None = None
    ) -> AsyncIterator[bytes]:
        """Hand over everything of a user; nobody needs to exist for that.

        Args:
            owner: The user.
            format: See `Export`.
            actor: Who asks, as the audit has it.
            request_id: The request's, if it is one.
        """
        detail = {"format": format}
        await self._audit.record(
            "user.exported", actor=actor, subject=owner, detail=detail, request_id=request_id
        )
        export = Export(self._engine, self._store, self._files, owner)
        return export.document() if format == "json" else export.archive()

    async def erase(self, owner: str, *, actor: str, request_id: str | None = None) -> int:
        """Erase a user for good: threads, items, files, feedback, tasks, sessions, profile.

        Answers that are being written are stopped first, and open pages told. Twice is as good as
        once. A user whose token still holds may come back, with nothing.

        Args:
            owner: The user.
            actor: Who asks, as the audit has it.
            request_id: The request's, if it is one.

        Returns:
            How many threads there were.
        """
        if self._live is None:
            erased = await self._erase(owner)
        else:
            server, visits = self._live.server, self._live.visits
            async with server.runs.without_those_of(owner), visits.without_those_of(owner):
                thread_ids = await self._data.thread_ids(owner)
                erased = await self._erase(owner)
            self._live.profiles.forget(owner)
            for thread_id in thread_ids:
                server.changes.tell(owner, thread_id, deleted=True)
            server.changes.end(owner)
        await self._audit.record(
            "user.erased",
            actor=actor,
            subject=owner,
            detail={"threads": erased},
            request_id=request_id,
        )
        logger.info("a user was erased: %d threads", erased)
        return erased

    async def _erase(self, owner: str) -> int:
        async with self._database.transaction() as connection:
            await erase_records(connection, owner)
            erased = await self._data.erase(connection, owner)
        await self._files.collect(RequestContext(User(owner)))
        return erased
