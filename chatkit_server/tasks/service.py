"""What can be done with tasks: one short transaction each, and safe to do twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.clock import Clock, utc_now
from chatkit_server.errors import NotFound
from chatkit_server.ranking import fit, similar
from chatkit_server.tasks import repository
from chatkit_server.tasks.fields import clean_query
from chatkit_server.tasks.model import (
    NewTask,
    Summary,
    Task,
    TaskChanges,
    TaskFilter,
    TaskPage,
    TaskTitle,
)
from chatkit_server.tasks.week import Week
from stores.engine import Database
from stores.ids import new_id

MAX_PAGE = 500
MAX_CANDIDATES = 200
MAX_TITLES = 20_000


class TaskService:
    """The operations on the tasks of any owner.

    Each takes the owner first and neither sees nor touches another one's tasks; to it they do not
    exist. Where several ids are given, those that do not exist are left out of the answer.

    Any of them raises `stores.errors.StoreUnavailable` if the database does not answer; then
    nothing was changed.

    Args:
        engine: From `stores.engine.create_engine`, migrated.
        clock: What time it is, aware.
    """

    def __init__(self, engine: AsyncEngine, *, clock: Clock = utc_now) -> None:
        self._database = Database(engine)
        self._clock = clock

    async def add(
        self, owner: str, tasks: Sequence[NewTask], *, origin: str | None = None
    ) -> list[Task]:
        """Add tasks, all or none, and return them in the order given.

        Args:
            owner: Whose tasks.
            tasks: What to add.
            origin: What asked for them, such as the id of a message. Asked again by the same
                origin, a task of the same title is not added but returned as it is now.
        """
        if not tasks:
            return []
        now = self._clock()
        new = [task.as_task(new_id("tsk"), now) for task in tasks]
        async with self._database.transaction() as connection:
            if origin is None:
                await repository.add(connection, owner, new, [None] * len(new))
                return new
            origins = _origins(origin, new)
            known = await repository.by_origin(connection, owner, origins)
            pairs = [pair for pair in zip(new, origins, strict=True) if pair[1] not in known]
            if pairs:
                added, their_origins = zip(*pairs, strict=True)
                await repository.add(connection, owner, added, their_origins)
            return [known.get(key, task) for task, key in zip(new, origins, strict=True)]

    async def get(
        self, owner: str, task_ids: Sequence[str], *, deleted: bool = False
    ) -> list[Task]:
        """Return tasks in the order asked for, each once.

        Args:
            owner: Whose tasks.
            task_ids: Any ids; unknown ones are left out.
            deleted: Whether to return also those that are deleted and can be restored.
        """
        return await repository.load(self._database.execute, owner, task_ids, deleted=deleted)

    async def find(
        self,
        owner: str,
        criteria: TaskFilter,
        zone: tzinfo,
        *,
        limit: int = 100,
        after: str | None = None,
    ) -> TaskPage:
        """Return a page of the tasks that meet the criteria, in the order of `TaskPage`.

        Args:
            owner: Whose tasks.
            criteria: What must hold for a task to be listed.
            zone: The user's, which decides what a day is.
            limit: The size of the page, clamped to 1 to 500.
            after: The ``after`` of the page before, or a task's id: the list goes on where that
                one stands now, or stood when it was deleted.

        Raises:
            NotFound: It is neither.
        """
        return await repository.find(
            self._database.execute,
            owner,
            criteria,
            zone,
            self._clock(),
            limit=max(1, min(limit, MAX_PAGE)),
            after=after,
        )

    async def named(self, owner: str, typed: str, *, limit: int) -> list[TaskTitle]:
        """Find tasks by a part of their names, perhaps with a mistake in it.

        Those come first whose title fits best, open ones before done ones; then those that have
        the words in their notes or tags. Mistakes are looked for in the newest 20,000 titles,
        where nothing has the words.

        Args:
            owner: Whose tasks.
            typed: What somebody typed; nothing fits an empty text.
            limit: The most that are returned.
        """
        query = clean_query(typed)
        if query is None:
            return []
        execute = self._database.execute
        found = await repository.having(execute, owner, query, MAX_CANDIDATES)
        if not found:
            found = await repository.titles(execute, owner, MAX_TITLES)
            return [found[place] for place in similar(query, [t.title for t in found], limit)]
        found.sort(key=lambda title: (-fit(query, title.title), title.done))
        return found[:limit]

    async def summary(self, owner: str, zone: tzinfo) -> Summary:
        """Count the owner's tasks as they stand now in the user's zone."""
        return await repository.summarize(self._database.execute, owner, zone, self._clock())

    async def week(self, owner: str, monday: date, zone: tzinfo) -> Week:
        """Count what the owner did in the week from ``monday``, by the days of the zone."""
        return await repository.count_week(self._database.execute, owner, monday, zone)

    async def complete(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Complete tasks; one that is done already keeps the moment at which it was."""
        return await self._change(owner, task_ids, Task.completed)

    async def reopen(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Reopen tasks; an open one stays as it is."""
        return await self._change(owner, task_ids, Task.reopened)

    async def delete(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Delete tasks so that they can be restored; the answer has those deleted before, too."""
        return await self._change(owner, task_ids, Task.deleted, deleted=True)

    async def restore(self, owner: str, task_ids: Sequence[str]) -> list[Task]:
        """Bring deleted tasks back; the answer has those that were never deleted, too."""
        return await self._change(owner, task_ids, Task.restored, deleted=True)

    async def purge(self, kept_for: timedelta) -> int:
        """Forget what anybody deleted longer ago than that; it cannot be restored any more.

        Returns:
            How many tasks that were.
        """
        before, purged = self._clock() - kept_for, 0
        while True:
            async with self._database.transaction() as connection:
                count = await repository.purge(connection, before)
            purged += count
            if count < repository.BATCH:
                return purged

    async def update(self, owner: str, task_id: str, changes: TaskChanges) -> Task:
        """Change the given fields of a task and no others.

        Raises:
            NotFound: The owner has no such task, or it is deleted.
            InvalidRequest: It would have too many tags.
        """
        for task in await self.update_all(owner, [task_id], changes):
            return task
        raise NotFound("There is no such task.")

    async def update_all(
        self, owner: str, task_ids: Sequence[str], changes: TaskChanges
    ) -> list[Task]:
        """Change the given fields of several tasks alike, in all of them or in none.

        Raises:
            InvalidRequest: One of them would have too many tags.
        """
        return await self._change(owner, task_ids, lambda task, now: task.changed(changes, now))

    async def _change(
        self,
        owner: str,
        task_ids: Sequence[str],
        rule: Callable[[Task, datetime], Task],
        *,
        deleted: bool = False,
    ) -> list[Task]:
        """Apply a rule to tasks that nobody else can change meanwhile."""
        if not task_ids:
            return []
        async with self._database.transaction() as connection:
            now = self._clock()
            before = await repository.lock(connection, owner, task_ids, deleted=deleted)
            after = [rule(task, now) for task in before]
            changed = [new for old, new in zip(before, after, strict=True) if new != old]
            if changed:
                await repository.save(connection, owner, changed)
        return after


def _origins(origin: str, tasks: Sequence[Task]) -> list[str]:
    """A key for each task: what asked for it, its title, and which of that title it is."""
    seen: Counter[str] = Counter()
    keys = []
    for task in tasks:
        title = task.title.casefold()
        keys.append(sha256(f"{origin}\0{title}\0{seen[title]}".encode()).hexdigest())
        seen[title] += 1
    return keys
