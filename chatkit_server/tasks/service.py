"""What can be done with tasks: one short transaction each, and safe to do twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.errors import NotFound
from chatkit_server.tasks import repository
from chatkit_server.tasks.model import NewTask, Summary, Task, TaskChanges, TaskFilter, TaskPage

MAX_PAGE = 500


def utc_now() -> datetime:
    """The moment it is, aware and in UTC."""
    return datetime.now(UTC)


class TaskService:
    """The operations on the tasks of any owner.

    Each takes the owner first and neither sees nor touches the tasks of another one; to it they
    do not exist. Where several ids are given, those that do not exist are left out of the answer.

    Args:
        engine: SQLite or PostgreSQL, migrated.
        clock: What time it is, aware; tests set it.
    """

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    async def add(self, owner: str, tasks: Sequence[NewTask]) -> list[Task]:
        """Add tasks, all or none, and return them in the order given."""
        if not tasks:
            return []
        async with self._engine.begin() as connection:
            return await repository.insert(connection, owner, tasks, self._now())

    async def get(
        self, owner: str, task_ids: Sequence[str], *, deleted: bool = False
    ) -> list[Task]:
        """Return tasks in the order asked for, each once.

        Args:
            owner: Whose tasks.
            task_ids: Any ids; unknown ones are left out.
            deleted: Also return those that are deleted and can be restored.
        """
        async with self._engine.connect() as connection:
            return await repository.load(connection, owner, task_ids, deleted=deleted)

    async def find(
        self,
        owner: str,
        criteria: TaskFilter,
        zone: tzinfo,
        *,
        limit: int = 100,
        after: str | None = None,
    ) -> TaskPage:
        """Return a page of the tasks that meet the criteria, in the order of :class:`TaskPage`.

        Args:
            owner: Whose tasks.
            criteria: What must hold for a task to be listed.
            zone: The user's, which decides what a day is.
            limit: The size of the page, clamped to 1 to 500.
            after: The last task of the page before; it may have been deleted since.

        Raises:
            NotFound: The owner has no task ``after``.
        """
        raise NotImplementedError

    async def complete(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Complete tasks; one that is done already keeps the moment at which it was."""
        raise NotImplementedError

    async def reopen(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Reopen tasks; an open one stays as it is."""
        raise NotImplementedError

    async def delete(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Delete tasks so that they can be restored; includes those deleted before."""
        raise NotImplementedError

    async def restore(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Bring deleted tasks back; includes those that were never deleted."""
        raise NotImplementedError

    async def update(self, owner: str, task_id: str, changes: TaskChanges) -> Task:
        """Change the given fields of a task and no others.

        Raises:
            NotFound: The owner has no such task, or it is deleted.
            InvalidRequest: It would have too many tags.
        """
        updated = await self.update_all(owner, [task_id], changes)
        if not updated:
            raise NotFound("There is no such task.")
        return updated[0]

    async def update_all(
        self, owner: str, task_ids: Sequence[str], changes: TaskChanges
    ) -> list[Task]:
        """Make the same changes in several tasks, all or none.

        Raises:
            InvalidRequest: One of them would have too many tags.
        """
        raise NotImplementedError

    async def summary(self, owner: str, zone: tzinfo) -> Summary:
        """Count the owner's tasks as they stand now in the user's zone."""
        raise NotImplementedError
