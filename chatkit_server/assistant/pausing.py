"""Runs that stop where only the user, or the page, can say how they go on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from agents import RunResultStreaming, RunState, StreamEvent, TResponseInputItem
from chatkit.types import StructuredInputItem, WidgetItem

from chatkit_server.assistant.context import ChatContext
from chatkit_server.assistant.normalize import NormalizedRun
from chatkit_server.assistant.silence import Silence
from chatkit_server.clock import item_now

Start = Callable[[list[TResponseInputItem] | RunState[ChatContext]], RunResultStreaming]
"""Starts the agent: on the conversation, or on a run that had stopped."""

Ask = Callable[[RunState[ChatContext]], Awaitable[WidgetItem | None]]
"""Asks the user to approve what a run stopped at; gives the card, or None to go on at once."""


class WaitsForUser(Exception):  # nothing went wrong
    """Ends a run before the model is asked again: the answer has to come first."""


class PausingRun:
    """A run that asks the user, where its tools want that, and ends there.

    Stands in for the run as `NormalizedRun` does. What is asked is added to the thread as the last
    of the run.

    Args:
        start: Starts the agent.
        given: What it is started on.
        context: The run's.
        silence: Ends it when the model says nothing any more.
        ask: Asks for approvals.

    Attributes:
        result: The run as it is now.
        paused: Whether it waits for the user or the page.
    """

    def __init__(
        self,
        start: Start,
        given: list[TResponseInputItem] | RunState[ChatContext],
        context: ChatContext,
        silence: Silence,
        ask: Ask,
    ) -> None:
        self._start = start
        self._context = context
        self._silence = silence
        self._ask = ask
        self.paused = False
        self._begin(given)

    async def stream_events(self) -> AsyncIterator[StreamEvent]:
        """The run's events."""
        while True:
            try:
                async for event in self._run.stream_events():
                    yield event
            except WaitsForUser:
                self.paused = True
            if not self.result.interruptions:
                break
            run = self.result.to_state()
            card = await self._ask(run)
            if card is not None:
                self.paused = True
                # Kept with the run, as questions are: it comes when the run is over.
                self._context.client_tool_call = None
                await self._context.show([card])
                return
            self._begin(run)
        if self._context.questions:
            self.paused = True
            await self._context.show([self._questions()])

    def close(self) -> None:
        """End the run, and let go of whoever waits for its events."""
        self._run.close()

    def _begin(self, given: list[TResponseInputItem] | RunState[Any]) -> None:
        self.result = self._start(given)
        self._run = NormalizedRun(self.result, self._context.generate_id, self._silence)

    def _questions(self) -> StructuredInputItem:
        return StructuredInputItem(
            id=self._context.generate_id("message"),
            thread_id=self._context.thread.id,
            created_at=item_now(),
            inputs=list(self._context.questions),
        )
