"""The leases that this process holds: kept alive, given back, and taken from the dead."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context

from chatkit.store import NotFoundError

from stores.errors import StoreUnavailable
from stores.leases import Lease, RunLeases

logger = logging.getLogger(__name__)

Recover = Callable[[Lease], Awaitable[None]]
"""Finishes what a dead process was saying in a thread."""


class LeaseKeeper:
    """Claims threads for the runs of this process, and watches over everybody's claims.

    Args:
        leases: Says to every process which threads are being answered.
        instance: This process's id in the leases.
        recover: Called, by one process only, for a run that nobody answers any more.
    """

    LEASE = 30.0
    """Seconds a lease holds without being renewed."""

    def __init__(self, leases: RunLeases, instance: str, recover: Recover) -> None:
        self._leases = leases
        self._instance = instance
        self._recover_run = recover
        self._held: dict[str, Callable[[], None]] = {}
        self._unreleased: set[str] = set()
        self._watching: asyncio.Task[None] | None = None

    async def claim(
        self, run_id: str, thread_id: str, owner: str, on_lost: Callable[[], None]
    ) -> bool:
        """Claim a thread; what a dead run left behind in it is recovered first.

        The caller releases the claim whatever becomes of this call.

        Args:
            on_lost: Called when the claim turns out to be gone: the thread was deleted, or
                another process took this one for dead.

        Returns:
            Whether nobody else is answering in the thread.
        """
        self.watch()
        await self._release_rest()
        claim = (run_id, thread_id, owner, self._instance, self.LEASE)
        if not await self._leases.claim(*claim):
            await self.recover(thread_id=thread_id)
            if not await self._leases.claim(*claim):
                return False
        self._held[run_id] = on_lost
        return True

    async def count_elsewhere(self, owner: str) -> int:
        """How many runs other processes have in an owner's threads."""
        return await self._leases.count(owner, elsewhere_than=self._instance)

    async def release(self, run_id: str) -> None:
        """Give a claim back; tried again later when the store does not answer."""
        self._held.pop(run_id, None)
        try:
            await self._leases.release(run_id)
        except StoreUnavailable:
            self._unreleased.add(run_id)

    def abandon(self, run_id: str) -> None:
        """Let a claim run out: what its run said could not be stored, and is to be recovered."""
        self._held.pop(run_id, None)

    async def recover(
        self, dead_instances: Sequence[str] = (), *, thread_id: str | None = None
    ) -> None:
        """Recover the runs whose leases ran out, and those of processes known to be dead.

        Args:
            thread_id: Only this thread's.
        """
        for lease in await self._leases.abandoned(dead_instances):
            if lease.run_id in self._held or thread_id not in (None, lease.thread_id):
                continue
            if not await self._leases.take(lease, self._instance, self.LEASE):
                continue  # another process was quicker
            try:
                await self._recover_run(lease)
                logger.info("thread %s: an interrupted answer was recovered", lease.thread_id)
            except StoreUnavailable:
                raise  # whoever comes by when the lease has run out again
            except NotFoundError:
                pass  # the thread is gone, and there is nothing to recover
            except Exception:
                # Told once: one broken thread must keep neither the others nor the server.
                logger.exception("thread %s could not be recovered", lease.thread_id)
            await self._leases.release(lease.run_id)

    def watch(self) -> None:
        """Renew and recover from time to time, until `aclose`."""
        if self._watching is None:
            # Not in the context of the request that happens to come first.
            self._watching = asyncio.create_task(self._watch(), name="leases", context=Context())

    async def check(self) -> None:
        """Renew this process's leases, and recover what others left behind."""
        try:
            await self._release_rest()
            await self._renew()
            await self.recover()
        except StoreUnavailable:
            logger.warning("the leases of running responses could not be renewed")
        except Exception:
            logger.exception("the leases of running responses could not be renewed")

    async def aclose(self) -> None:
        """Stop watching."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait([self._watching])
            self._watching = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self.LEASE / 3)
            await self.check()

    async def _renew(self) -> None:
        asked = list(self._held)
        kept = await self._leases.renew(asked, self._instance, self.LEASE)
        for run_id in asked:
            if run_id not in kept and run_id in self._held:
                self._held.pop(run_id)()

    async def _release_rest(self) -> None:
        for run_id in list(self._unreleased):
            await self._leases.release(run_id)
            self._unreleased.discard(run_id)
