"""Runs: a response is a task of its own, and outlives the connection that asked for it.

A run appends framed events to a log. Connections tail the log; any number may, at any time,
and losing one takes nothing away from the others or from the run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from enum import Enum

from chatkit.types import (
    ErrorEvent,
    ThreadCreatedEvent,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadStreamEvent,
)

from chatkit_server.context import RequestContext
from chatkit_server.recorder import CheckpointStore, Recorder
from chatkit_server.wire import KEEP_ALIVE, frame
from stores.errors import StoreUnavailable
from stores.ids import new_id
from stores.leases import RunLeases

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """How a run ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    STOPPED = "stopped"
    """Somebody asked for it."""
    ABANDONED = "abandoned"
    """Nobody was listening any more."""
    SHUTDOWN = "shutdown"
    """The server was told to end."""


class ThreadBusy(Exception):
    """Another response is running in the thread."""


class Run:
    """One response: its log of frames and those who follow it."""

    def __init__(self, context: RequestContext, thread_id: str | None) -> None:
        self.id = new_id("run")
        self.context = context
        self.thread_id = thread_id
        self.adopted = False
        """Someone fetched the thread since a client last tuned in: it may run to its end."""
        self.ended = False
        self.cause = Outcome.STOPPED
        """Why the task was cancelled, when it was."""
        self.recorder: Recorder | None = None
        self.task: asyncio.Task[None] | None = None
        self.on_unwatched: Callable[[Run], None] = lambda run: None
        self._cancelled = False
        self._frames: list[bytes] = []
        self._watchers = 0
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def is_watched(self) -> bool:
        """Whether any connection follows the run."""
        return self._watchers > 0

    @property
    def is_vanished(self) -> bool:
        """Whether nobody follows the run or has shown interest in its thread."""
        return not self.is_watched and not self.adopted

    def append(self, event: ThreadStreamEvent) -> None:
        """Add an event to the log."""
        self._frames.append(frame(event))
        self._wake()

    def end(self) -> None:
        """Close the log: tails return once they have caught up."""
        self.ended = True
        self._wake()

    def cancel(self, cause: Outcome) -> None:
        """Ask the run to end; what it has said is kept."""
        if self.task is not None and not self._cancelled:
            self._cancelled = True  # once: what it said must still be stored in peace
            self.cause = cause
            self.task.cancel()

    async def started(self) -> None:
        """Wait for the first event, or for the failure that came instead of it.

        Raises:
            Exception: What the run failed with before it had said anything.
        """
        while not self._frames and not self.ended:
            await self._news()
        if not self._frames and self.task is not None:
            await self.task

    def snapshot(self) -> list[bytes]:
        """Frames that bring a client that knows the stored thread up to now."""
        if self.recorder is None:
            return []
        open_ids = self.recorder.open_ids
        return [
            frame(
                ThreadItemAddedEvent(item=item)
                if item.id in open_ids
                else ThreadItemDoneEvent(item=item)
            )
            for item in self.recorder.items.values()
        ]

    def tail(self, *, keep_alive: float, resume: bool = False) -> AsyncGenerator[bytes, None]:
        """Follow the log.

        Whatever is ready goes out as one chunk; nothing waits for more.

        Args:
            keep_alive: Seconds of silence after which a comment line is sent.
            resume: Start with a snapshot of now instead of the log's beginning.
        """
        self.adopted = False
        first = self.snapshot() if resume else []
        tail = self._follow(b"".join(first), len(self._frames) if resume else 0, keep_alive)
        self._watchers += 1  # from now on, not from the first read
        return tail

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Count as a follower for a while."""
        self._watchers += 1
        try:
            yield
        finally:
            self._unwatch()

    async def _follow(
        self, first: bytes, position: int, keep_alive: float
    ) -> AsyncGenerator[bytes, None]:
        try:
            if first:
                yield first
            while True:
                if position < len(self._frames):
                    chunk = b"".join(self._frames[position:])
                    position = len(self._frames)
                    yield chunk
                elif self.ended:
                    return
                else:
                    try:
                        async with asyncio.timeout(keep_alive):
                            await self._news()
                    except TimeoutError:
                        yield KEEP_ALIVE
        finally:
            self._unwatch()

    def _unwatch(self) -> None:
        self._watchers -= 1
        if not self._watchers and not self.ended:
            self.on_unwatched(self)

    async def _news(self) -> None:
        news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(news)
        try:
            await news
        finally:
            if news in self._waiting:
                self._waiting.remove(news)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for news in waiting:
            if not news.done():
                news.set_result(None)


OnEnd = Callable[[Run, Outcome], Awaitable[None]]


class RunRegistry:
    """The runs of this process: at most one for each thread, here or in any other process.

    Args:
        store: Where unfinished items are written down.
        leases: Says to every process which threads are being answered.
        instance: This process's id in the leases.
        grace: Seconds that a run goes on after its last follower vanished.
        checkpoint: Seconds after which changed, unfinished items are written down.
        on_end: Called when a run has ended and its items are settled, before its log closes.
    """

    LEASE = 30.0
    """Seconds a lease holds without being renewed."""

    def __init__(
        self,
        store: CheckpointStore,
        leases: RunLeases,
        *,
        instance: str,
        grace: float,
        checkpoint: float,
        on_end: OnEnd,
    ) -> None:
        self._store = store
        self._leases = leases
        self._instance = instance
        self._grace = grace
        self._checkpoint = checkpoint
        self._on_end = on_end
        self._runs: dict[tuple[str, str], Run] = {}
        self._unnamed: set[Run] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._closed = False

    def get(self, owner: str, thread_id: str) -> Run | None:
        """The run of a thread, if one is running here."""
        return self._runs.get((owner, thread_id))

    def touch(self, owner: str, thread_id: str) -> Run | None:
        """Note that someone fetched the thread: its run may go on without a follower."""
        run = self.get(owner, thread_id)
        if run is not None:
            run.adopted = True
        return run

    async def start(
        self,
        context: RequestContext,
        thread_id: str | None,
        events: AsyncIterator[ThreadStreamEvent],
    ) -> Run:
        """Start a response and wait for its first event.

        Args:
            context: Who asked; the run keeps acting for them.
            thread_id: The thread it answers in; None when its first event creates one.
            events: The response; nothing of it runs when the thread is busy.

        Raises:
            ThreadBusy: Another response is running in the thread.
            Exception: What the response failed with before its first event.
        """
        run = Run(context, thread_id)
        run.on_unwatched = self._start_grace
        if thread_id is not None:
            await self._claim(run, thread_id)
        else:
            self._unnamed.add(run)
        run.task = asyncio.create_task(self._drive(run, events), name=run.id)
        with run.watched():
            await run.started()
        return run

    async def stop(self, owner: str, thread_id: str, cause: Outcome = Outcome.STOPPED) -> bool:
        """Stop a thread's run and wait until what it said is stored.

        Returns:
            Whether there was one.
        """
        run = self.get(owner, thread_id)
        if run is None or run.task is None:
            return False
        run.cancel(cause)
        await asyncio.wait([run.task])
        return True

    async def aclose(self) -> None:
        """End every run, keeping what was said."""
        self._closed = True
        runs = [*self._runs.values(), *self._unnamed]
        for run in runs:
            run.cancel(Outcome.SHUTDOWN)
        tasks = [run.task for run in runs if run.task is not None]
        if tasks:
            await asyncio.wait(tasks)
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])

    async def _claim(self, run: Run, thread_id: str) -> None:
        key = (run.context.owner, thread_id)
        current = self._runs.get(key)
        if current is not None and current.is_vanished and current.task is not None:
            current.cancel(Outcome.ABANDONED)
            await asyncio.wait([current.task])
            current = self._runs.get(key)
        if current is not None or self._closed:
            raise ThreadBusy
        self._runs[key] = run
        try:
            claimed = await self._leases.claim(
                run.id, thread_id, run.context.owner, self._instance, self.LEASE
            )
        except BaseException:
            del self._runs[key]
            raise
        if not claimed:
            del self._runs[key]
            raise ThreadBusy
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _drive(self, run: Run, events: AsyncIterator[ThreadStreamEvent]) -> None:
        outcome = Outcome.COMPLETED
        try:
            async for event in events:
                if run.thread_id is None and isinstance(event, ThreadCreatedEvent):
                    run.thread_id = event.thread.id
                    await self._claim(run, event.thread.id)
                    self._unnamed.discard(run)
                if run.recorder is None and run.thread_id is not None:
                    run.recorder = Recorder(
                        self._store, run.thread_id, run.context, interval=self._checkpoint
                    )
                if run.recorder is None or await run.recorder.record(event):
                    run.append(event)
                if isinstance(event, ErrorEvent) and event.allow_retry:
                    outcome = Outcome.FAILED
        except asyncio.CancelledError:
            outcome = run.cause
            if run.task is not None:
                run.task.uncancel()  # the rest of this task is not what was cancelled
        except Exception:
            if run.recorder is None:
                raise  # nothing was said: the request gets a proper error
            logger.exception("run %s failed", run.id)
            outcome = Outcome.FAILED
            run.append(ErrorEvent(message="The answer was interrupted.", allow_retry=True))
        finally:
            await self._finish(run, outcome)

    async def _finish(self, run: Run, outcome: Outcome) -> None:
        self._unnamed.discard(run)
        try:
            if run.recorder is not None and run.thread_id is not None:
                settled, empty = await run.recorder.settle()
                for item in settled:
                    run.append(ThreadItemDoneEvent(item=item))
                for item_id in empty:
                    run.append(ThreadItemRemovedEvent(item_id=item_id))
                await self._on_end(run, outcome)
            if run.thread_id is not None:
                await self._leases.release(run.id)
        except StoreUnavailable:
            # The lease stays and runs out; whoever sees that settles the thread.
            logger.error("run %s ended while its store was away", run.id)
        finally:
            if run.thread_id is not None:
                self._runs.pop((run.context.owner, run.thread_id), None)
            run.end()

    def _start_grace(self, run: Run) -> None:
        def abandon() -> None:
            if run.is_vanished:
                run.cancel(Outcome.ABANDONED)

        asyncio.get_running_loop().call_later(self._grace, abandon)

    async def _renew(self) -> None:
        while self._runs:
            await asyncio.sleep(self.LEASE / 3)
            if self._runs:
                try:
                    await self._leases.renew(self._instance, self.LEASE)
                except StoreUnavailable:
                    logger.warning("the leases of running responses could not be renewed")
