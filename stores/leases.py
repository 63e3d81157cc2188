"""Which threads are being answered, and by which process: one run at a time in a thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.engine import Database
from stores.inserts import insert_into
from stores.rows import batches
from stores.tables import run_leases


@dataclass(frozen=True, slots=True)
class Lease:
    """A run's claim on its thread.

    Attributes:
        owner: Whose thread it is.
        instance: The process that answers.
        expires_at: Seconds since the epoch; without renewal the process counts as dead then.
    """

    run_id: str
    thread_id: str
    owner: str
    instance: str
    expires_at: float


class RunLeases:
    """The leases of all processes on one database, whose clocks should agree within seconds.

    Args:
        engine: From `stores.engine.create_engine`.
        clock: Gives seconds since the epoch.
    """

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], float] = time.time) -> None:
        self._database = Database(engine)
        self._dialect = engine.dialect.name
        self._clock = clock

    async def claim(
        self, run_id: str, thread_id: str, owner: str, instance: str, ttl: float
    ) -> bool:
        """Claim a thread for a run.

        Args:
            run_id: The run; one id is claimed once.
            thread_id: The thread it answers.
            owner: Whose thread it is.
            instance: The process that answers.
            ttl: Seconds until the lease must be renewed.

        Returns:
            False where the thread has a lease. That is so too when it has run out: what the dead
            run left behind has to be recovered first, see `abandoned`.
        """
        statement = (
            insert_into(self._dialect, run_leases)
            .values(
                run_id=run_id,
                thread_id=thread_id,
                owner=owner,
                instance=instance,
                expires_at=self._clock() + ttl,
            )
            .on_conflict_do_nothing()
            .returning(run_leases.c.run_id)
        )
        return bool(await self._database.execute(statement))

    async def renew(self, run_ids: Collection[str], instance: str, ttl: float) -> set[str]:
        """Let a process's leases of some runs hold for ``ttl`` more seconds.

        Returns:
            The runs that still have theirs. The others were taken over, or their threads deleted.
        """
        held: set[str] = set()
        for batch in batches(sorted(run_ids)):
            rows = await self._database.execute(
                update(run_leases)
                .where(run_leases.c.run_id.in_(batch), run_leases.c.instance == instance)
                .values(expires_at=self._clock() + ttl)
                .returning(run_leases.c.run_id)
            )
            held.update(row.run_id for row in rows)
        return held

    async def release(self, run_id: str) -> None:
        """End a run's claim; nothing happens where it has none."""
        await self._database.execute(delete(run_leases).where(run_leases.c.run_id == run_id))

    async def count(self, owner: str, *, elsewhere_than: str) -> int:
        """Count the runs that answer in an owner's threads now.

        Args:
            owner: Whose threads.
            elsewhere_than: A process whose own runs are left out.
        """
        rows = await self._database.execute(
            select(func.count())
            .select_from(run_leases)
            .where(
                run_leases.c.owner == owner,
                run_leases.c.instance != elsewhere_than,
                run_leases.c.expires_at >= self._clock(),
            )
        )
        return int(rows[0][0])

    async def abandoned(self, dead_instances: Collection[str] = ()) -> list[Lease]:
        """List the leases that have run out, and those of processes known to be dead."""
        rows = await self._database.execute(
            select(run_leases)
            .where(
                or_(
                    run_leases.c.expires_at < self._clock(),
                    run_leases.c.instance.in_(dead_instances),
                )
            )
            .order_by(run_leases.c.expires_at)
        )
        return [Lease(**row._mapping) for row in rows]

    async def take(self, lease: Lease, instance: str, ttl: float) -> bool:
        """Take over an abandoned lease, to recover what its run left behind.

        Returns:
            Whether it was still as it was found: of several processes one gets it.
        """
        rows = await self._database.execute(
            update(run_leases)
            .where(
                run_leases.c.run_id == lease.run_id,
                run_leases.c.instance == lease.instance,
                run_leases.c.expires_at == lease.expires_at,
            )
            .values(instance=instance, expires_at=self._clock() + ttl)
            .returning(run_leases.c.run_id)
        )
        return bool(rows)
