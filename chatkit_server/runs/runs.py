"""The runs of a process: what starts, stops and ends them, and keeps two out of one thread."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

from chatkit.types import (
    ErrorEvent,
    ThreadCreatedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadStreamEvent,
)

from chatkit_server.context import RequestContext
from chatkit_server.errors import RateLimited, Unavailable
from chatkit_server.i18n.words import words_in
from chatkit_server.runs.leasing import LeaseKeeper
from chatkit_server.runs.recorder import CheckpointStore, Recorder
from chatkit_server.runs.run import Outcome, Run
from chatkit_server.runs.tail import Tail
from chatkit_server.visits import being_moved
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)

FULL_SECONDS = 5.0
"""After how long it is worth trying again where too many runs are under way."""


class ThreadBusy(Exception):
    """Another response is running in the thread."""


def busy(context: RequestContext) -> str:
    """What a user is told whose thread is being answered already."""
    return words_in(context.locale).say("answer.busy")


OnEnd = Callable[[Run, Outcome], Awaitable[None]]


class RunRegistry:
    """The runs of this process: at most one for each thread, here or in any other process.

    Args:
        store: Where unfinished items are written down.
        leases: Says to every process which threads are being answered.
        grace: Seconds that a run goes on after its last follower vanished.
        checkpoint: Seconds after which changed, unfinished items are written down.
        keep_alive: Seconds of silence after which followers get a comment.
        max_per_owner: How many one owner may have at once; 0 for any number.
        on_end: Called when a run has ended and its items are settled, before its tails end.
    """

    def __init__(
        self,
        store: CheckpointStore,
        leases: LeaseKeeper,
        *,
        grace: float,
        checkpoint: float,
        keep_alive: float,
        max_per_owner: int,
        on_end: OnEnd,
    ) -> None:
        self._store = store
        self._leases = leases
        self._grace = grace
        self._checkpoint = checkpoint
        self._keep_alive = keep_alive
        self._max_per_owner = max_per_owner
        self._on_end = on_end
        self._all: set[Run] = set()
        self._by_thread: dict[tuple[str, str], Run] = {}
        self._closed = False
        self._closed_to: Counter[str] = Counter()

    def get(self, owner: str, thread_id: str) -> Run | None:
        """The run of a thread, if one is running here."""
        return self._by_thread.get((owner, thread_id))

    async def start(
        self,
        context: RequestContext,
        thread_id: str | None,
        events: AsyncGenerator[ThreadStreamEvent, None],
        *,
        answers: bool = True,
    ) -> Tail:
        """Start a response and wait for its first event.

        Args:
            context: Who asked; the run keeps acting for them.
            thread_id: The thread it answers in; None when its first event creates one.
            events: The response; nothing of it runs when the thread is busy.
            answers: Whether it answers a message, and so can be retried.

        Returns:
            What follows the run; the caller closes it.

        Raises:
            ThreadBusy: Another response is running in the thread.
            RateLimited: As many as the owner may have are running in other threads.
            Unavailable: The server is about to end, or the owner is being moved.
            Exception: What the response failed with before its first event.
        """
        if self._max_per_owner:
            await self._require_room(context.owner, thread_id)
        if self._closed:
            raise _closing()
        if self._closed_to[context.owner]:
            raise being_moved()
        run = Run(
            context, thread_id, answers=answers, grace=self._grace, keep_alive=self._keep_alive
        )
        self._all.add(run)
        run.task = asyncio.create_task(self._drive(run, events), name=run.id)
        run.task.add_done_callback(lambda _: self._forget(run))
        tail = run.tail()
        try:
            await run.begun()
            if not run.has_spoken:
                if run.failure is not None:
                    raise run.failure
                if run.cause is Outcome.SHUTDOWN:
                    raise _closing()
                if self._closed_to[context.owner]:
                    raise being_moved()
        except BaseException:
            tail.close()
            raise
        return tail

    async def stop(self, owner: str, thread_id: str) -> None:
        """Stop a thread's run, if there is one, and wait until what it said is stored."""
        run = self.get(owner, thread_id)
        if run is not None:
            await self._end(run, Outcome.STOPPED)

    @asynccontextmanager
    async def without_those_of(self, owner: str) -> AsyncIterator[None]:
        """Stop an owner's runs, keeping what was said; none can start until the block ends."""
        self._closed_to[owner] += 1
        try:
            theirs = [run for run in self._all if run.context.owner == owner]
            await asyncio.gather(*(self._end(run, Outcome.STOPPED) for run in theirs))
            yield
        finally:
            self._closed_to[owner] -= 1
            self._closed_to += Counter()  # without those that are 0

    async def aclose(self) -> None:
        """End every run, keeping what was said; no other can start."""
        self._closed = True
        await asyncio.gather(*(self._end(run, Outcome.SHUTDOWN) for run in self._all))
        await self._leases.aclose()

    async def _require_room(self, owner: str, thread_id: str | None) -> None:
        elsewhere = await self._leases.count_elsewhere(owner)
        # From here until the run is known nothing waits, so none slips in between. One in the same
        # thread gives way to the new one, or makes it give way.
        here = sum(
            run.context.owner == owner and (thread_id is None or run.thread_id != thread_id)
            for run in self._all
        )
        if here + elsewhere >= self._max_per_owner:
            raise RateLimited(
                f"At most {self._max_per_owner} answers may be written at once. "
                "Wait for one, or stop one.",
                retry_after=FULL_SECONDS,
            )

    async def _end(self, run: Run, cause: Outcome) -> None:
        assert run.task is not None, "a run is not known before its task is"
        run.cancel(cause)
        await asyncio.wait([run.task])

    async def _drive(self, run: Run, events: AsyncGenerator[ThreadStreamEvent, None]) -> None:
        outcome = Outcome.COMPLETED
        try:
            # Closed here and now: what is left of it would go on until it is collected.
            async with aclosing(events):
                if run.thread_id is not None:
                    await self._claim(run, run.thread_id)
                async for event in events:
                    if run.cause is not None:
                        break  # what answers has caught its cancellation, and would go on
                    await self._tell(run, event)
                    if isinstance(event, ErrorEvent) and event.allow_retry:
                        outcome = Outcome.FAILED
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            assert task is not None
            if task.cancelling():
                task.uncancel()  # the rest of this task is not what was cancelled
                outcome = Outcome.SHUTDOWN
            else:
                outcome = self._fail(run, error)
        except Exception as error:
            outcome = self._fail(run, error)
        await self._finish(run, run.cause or outcome)

    async def _claim(self, run: Run, thread_id: str) -> None:
        key = (run.context.owner, thread_id)
        current = self._by_thread.get(key)
        if current is not None and not current.is_watched:
            # To the official client, Stop and closing the connection are the same.
            await self._end(current, Outcome.STOPPED)
            current = self._by_thread.get(key)
        if current is not None:
            raise ThreadBusy
        self._by_thread[key] = run
        if not await self._leases.claim(
            run.id, thread_id, run.context.owner, lambda: run.cancel(Outcome.LOST)
        ):
            raise ThreadBusy

    async def _tell(self, run: Run, event: ThreadStreamEvent) -> None:
        if run.thread_id is None and isinstance(event, ThreadCreatedEvent):
            run.thread_id = event.thread.id
            await self._claim(run, event.thread.id)
        if run.recorder is None and run.thread_id is not None:
            run.recorder = Recorder(
                self._store, run.thread_id, run.context, interval=self._checkpoint
            )
        if run.recorder is None or await run.recorder.record(event):
            run.append(event)

    def _fail(self, run: Run, error: BaseException) -> Outcome:
        if not run.has_spoken and isinstance(error, Exception):
            if not run.is_watched:
                logger.error("run %s failed, and nobody waits for it", run.id, exc_info=error)
            run.fail(error)  # the request gets a proper error
        else:
            logger.error("run %s failed", run.id, exc_info=error)
            run.tell_interruption(allow_retry=True)
        return Outcome.FAILED

    async def _finish(self, run: Run, outcome: Outcome) -> None:
        run.is_ending = True
        is_stored = True
        try:
            if outcome is Outcome.LOST:
                run.tell_interruption(allow_retry=False)
                if run.recorder is not None:
                    await run.recorder.close()
            elif run.recorder is not None:
                settled, empty = await run.recorder.settle()
                for item in settled:
                    run.append(ThreadItemDoneEvent(item=item))
                for item_id in empty:
                    run.append(ThreadItemRemovedEvent(item_id=item_id))
                await self._on_end(run, outcome)
        except StoreUnavailable:
            logger.error("run %s ended while its store was away", run.id)
            is_stored = False
        except Exception:
            logger.exception("run %s could not be ended in order", run.id)
        if is_stored and outcome is not Outcome.LOST:
            await self._leases.release(run.id)
        else:
            self._leases.abandon(run.id)

    def _forget(self, run: Run) -> None:
        self._all.discard(run)
        if run.thread_id is not None:
            key = (run.context.owner, run.thread_id)
            if self._by_thread.get(key) is run:
                del self._by_thread[key]
        run.end()


def _closing() -> Unavailable:
    return Unavailable("The server is about to restart. Try again in a moment.")
