"""A guest who signs in keeps what they had: it becomes the user's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chatkit_server.access.audit import Audit
from chatkit_server.auth.tokens import GUEST_PREFIX
from chatkit_server.changes import Changes
from chatkit_server.database import approvals, chat_sessions, profiles, runs, session_threads, tasks
from chatkit_server.profiles import Profiles
from chatkit_server.runs.runs import RunRegistry
from chatkit_server.visits import Visits
from stores.engine import Database
from stores.inserts import insert_into
from stores.owners import change_owner


@dataclass(frozen=True, slots=True)
class Merged:
    """What a guest brought along.

    Attributes:
        threads: How many conversations.
        tasks: How many tasks, deleted ones that can be restored included.
    """

    threads: int = 0
    tasks: int = 0

    def __add__(self, other: Merged) -> Merged:
        """What two guests brought along."""
        return Merged(self.threads + other.threads, self.tasks + other.tasks)

    @property
    def anything(self) -> bool:
        """Whether there was anything that a user would look for."""
        return self.threads > 0 or self.tasks > 0


class GuestMerge:
    """Gives users what they had as guests.

    Args:
        engine: The migrations of the stores and of the server have run on it.
        runs: Those of this process; a guest's are ended first, and what they said is kept.
        visits: The requests of this process; what a guest is about to write is waited for.
        changes: The guest's open pages are let go of: they are to ask again who they are.
        profiles: What is remembered of owners.
        audit: Where it is written down.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        runs: RunRegistry,
        visits: Visits,
        changes: Changes,
        profiles: Profiles,
        audit: Audit,
    ) -> None:
        self._database = Database(engine)
        self._runs = runs
        self._visits = visits
        self._changes = changes
        self._profiles = profiles
        self._audit = audit

    async def merge(self, guest: str, user: str, *, request_id: str | None = None) -> Merged:
        """Make everything of a guest a user's: all of it, or nothing.

        Where both have a profile, the user's stays. The guest's client secrets end. Twice is as
        good as once; what the guest has got in between comes along the second time.

        Args:
            guest: Whoever asks has proved to be this guest.
            user: Whoever asks has proved to be this user as well.

        Raises:
            ValueError: The one is no guest, or the other is.
            StoreUnavailable: The database does not answer; nothing has changed.
        """
        if not guest.startswith(GUEST_PREFIX) or user.startswith(GUEST_PREFIX):
            raise ValueError("only a guest is merged, and only into a user")
        async with self._runs.without_those_of(guest), self._visits.without_those_of(guest):
            async with self._database.transaction() as connection:
                threads = await change_owner(connection, guest, user)
                merged = Merged(threads, await _change_own_tables(connection, guest, user))
        self._changes.end(guest)
        self._profiles.forget(guest)
        self._profiles.forget(user)
        if merged.anything:
            detail = {"threads": merged.threads, "tasks": merged.tasks}
            await self._audit.record(
                "guest.merged", actor=user, subject=guest, detail=detail, request_id=request_id
            )
        return merged


async def _change_own_tables(connection: AsyncConnection, guest: str, user: str) -> int:
    moved = await connection.execute(
        update(tasks).where(tasks.c.owner == guest).values(owner=user).returning(tasks.c.id)
    )
    count = len(moved.all())
    await connection.execute(update(approvals).where(approvals.c.owner == guest).values(owner=user))
    await connection.execute(update(runs).where(runs.c.owner == guest).values(owner=user))
    rest = [column for column in profiles.c if column is not profiles.c.owner]
    of_guest = select(literal(user), *rest).where(profiles.c.owner == guest)
    copy = insert_into(connection.dialect.name, profiles).from_select(["owner", *rest], of_guest)
    await connection.execute(copy.on_conflict_do_nothing())
    for table in (profiles, session_threads, chat_sessions):
        await connection.execute(delete(table).where(table.c.owner == guest))
    return count
