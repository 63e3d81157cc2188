"""A run: one response, a task of its own, which outlives the connection that asked for it.

It hands its framed events to the tails of those who follow it. Any number may, at any time, and
losing one takes nothing away from the others or from the run.
"""

from __future__ import annotations

import asyncio
import time
from enum import Enum

from chatkit.types import ErrorEvent, ThreadStreamEvent

from chatkit_server.context import RequestContext
from chatkit_server.i18n.words import words_in
from chatkit_server.runs.recorder import Recorder
from chatkit_server.runs.tail import Tail
from chatkit_server.wire import frame
from stores.ids import new_id


class Outcome(Enum):
    """How a run ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    STOPPED = "stopped"
    """Somebody asked for it, or went on with another message."""
    ABANDONED = "abandoned"
    """Nobody was listening any more."""
    SHUTDOWN = "shutdown"
    """The server was told to end."""
    LOST = "lost"
    """The thread was deleted, or is another process's by now: there is nothing more to write."""


class Run:
    """One response, and those who follow it.

    Args:
        context: Who asked; the run keeps acting for them.
        thread_id: The thread it answers in; None when its first event creates one.
        answers: Whether it answers a message, and so can be retried; an action's does not.
        grace: Seconds that it goes on after its last follower vanished.
        keep_alive: Seconds of silence after which a tail reads a comment.
    """

    def __init__(
        self,
        context: RequestContext,
        thread_id: str | None,
        *,
        answers: bool,
        grace: float,
        keep_alive: float,
    ) -> None:
        self.id = new_id("run")
        self.began = time.monotonic()
        self.context = context
        self.thread_id = thread_id
        self.answers = answers
        self.cause: Outcome | None = None
        """Why it was cancelled, when it was."""
        self.failure: Exception | None = None
        """What it failed with before it had said anything."""
        self.recorder: Recorder | None = None
        self.has_spoken = False
        self.is_ending = False
        self.task: asyncio.Task[None] | None = None
        self._grace = grace
        self._keep_alive = keep_alive
        self._tails: set[Tail] = set()
        self._begun = asyncio.Event()
        self._ended = False
        self._abandoning: asyncio.TimerHandle | None = None

    @property
    def is_watched(self) -> bool:
        """Whether any connection follows the run."""
        return bool(self._tails)

    def append(self, event: ThreadStreamEvent) -> None:
        """Tell an event to everyone who follows."""
        frames = (frame(event),)
        self.has_spoken = True
        for tail in self._tails:
            tail.push(frames)
        self._begun.set()

    def tell_interruption(self, *, allow_retry: bool) -> None:
        """Tell everyone who follows that the answer was cut off."""
        text = words_in(self.context.locale).say("interruption.text")
        self.append(ErrorEvent(message=text, allow_retry=allow_retry))

    def end(self) -> None:
        """Let everyone stop who has caught up."""
        self._ended = True
        self._stay()
        for tail in self._tails:
            tail.end()
        self._begun.set()

    def cancel(self, cause: Outcome) -> None:
        """Ask the run to end; what it has said is kept."""
        # Once, and not when it is ending anyway: what it said must be stored in peace.
        if self.task is not None and self.cause is None and not self.is_ending:
            self.cause = cause
            self.task.cancel()

    def fail(self, error: Exception) -> None:
        """Note that the run failed before it had said anything."""
        self.failure = error
        self._begun.set()

    async def begun(self) -> None:
        """Wait for the first event, for a failure that comes instead, or for the end."""
        await self._begun.wait()

    def tail(self) -> Tail:
        """Follow the run from now on."""
        tail = Tail(self.id, keep_alive=self._keep_alive, on_close=self._leave)
        self._tails.add(tail)
        self._stay()
        if self._ended:
            tail.end()
        return tail

    def resume(self) -> Tail:
        """Follow the run from now on, for a client that knows no more than the stored thread."""
        tail = self.tail()
        if self.recorder is not None:
            tail.push([frame(event) for event in self.recorder.snapshot()])
        return tail

    def adopt(self) -> None:
        """Note that someone fetched the thread: without a follower, it may run to its end."""
        if not self.is_watched:
            self._stay()

    def _leave(self, tail: Tail) -> None:
        self._tails.discard(tail)
        if not self._tails and not self._ended:
            loop = asyncio.get_running_loop()
            self._abandoning = loop.call_later(self._grace, self.cancel, Outcome.ABANDONED)

    def _stay(self) -> None:
        if self._abandoning is not None:
            self._abandoning.cancel()
            self._abandoning = None
