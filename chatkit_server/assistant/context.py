"""What an agent's tools find in their run context."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from chatkit.agents import AgentContext, ClientToolCall
from chatkit.icons import IconName
from chatkit.types import (
    ProgressUpdateEvent,
    StructuredInputFreeform,
    StructuredInputMultipleChoice,
    Task,
    ThreadItem,
    ThreadItemDoneEvent,
    Workflow,
    WorkflowSummary,
)
from pydantic import Field, PrivateAttr

from chatkit_server.assistant.citing import Citations, Source
from chatkit_server.assistant.hidden import hidden_context
from chatkit_server.context import RequestContext, User


class CannotAskPage(Exception):  # the model is told
    """The page cannot be asked to do that, or not now."""


class AlreadyWaiting(CannotAskPage):  # the model does one after the other
    """The user or the page is to do something first."""


class EventQueue(asyncio.Queue[Any]):
    """A queue that can let go of those who wait for it.

    The SDK reads the context's queue in a task that it forgets when the agent fails or is
    cancelled; without this it would wait for ever.
    """

    def __init__(self) -> None:
        super().__init__()
        self._readers: set[asyncio.Task[Any]] = set()
        self._taken = False

    async def get(self) -> Any:
        """Take the next event; whoever comes for the next one is done with the one before."""
        if self._taken:
            self._taken = False
            self.task_done()
        with self._waiting():
            event = await super().get()
        self._taken = True
        return event

    async def join(self) -> None:
        """Wait until all events were taken, and whoever took them is done with them."""
        with self._waiting():
            await super().join()

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        reader = asyncio.current_task()
        assert reader is not None
        self._readers.add(reader)
        try:
            yield
        finally:
            self._readers.discard(reader)

    def close(self) -> None:
        """Cancel whoever is waiting."""
        for reader in self._readers:
            reader.cancel()


class ChatContext(AgentContext[RequestContext]):
    """The thread, the store, the request, and the message being answered.

    It is an ``AgentContext`` of the ChatKit SDK: tools that were written for one work with it.

    Attributes:
        message_id: The user message this response answers; None after a client tool's result.
            It stays the same when the answer is retried, so a tool can use it to do its work
            only once.
        questions: What the user is asked when the tools of this turn are done.
    """

    message_id: str | None = None
    questions: list[StructuredInputMultipleChoice | StructuredInputFreeform] = Field(
        default_factory=list
    )
    _events: EventQueue = PrivateAttr(default_factory=EventQueue)
    _citations: Citations = PrivateAttr(default_factory=Citations)

    @property
    def citations(self) -> Citations:
        """What tools have cited in this answer."""
        return self._citations

    @property
    def user(self) -> User:
        """Who is answered."""
        return self.request_context.user

    async def progress(self, text: str, icon: IconName | None = None) -> None:
        """Tell what is being done, until something else is shown; it is not kept."""
        await self.stream(ProgressUpdateEvent(text=text, icon=icon))

    def cite(self, *sources: Source) -> None:
        """Name what a tool's result rests on.

        The sources stand below the assistant's next message, and at the tool's task where it shows
        such sources. They come with nothing if no message follows in this answer.
        """
        self._citations.add(sources)

    def call_client_tool(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Have the page do something when the tools of this turn are done.

        The agent stops then, and goes on with what the page returns.

        Raises:
            CannotAskPage: It says which tools it has, and this is none of them.
            AlreadyWaiting: The page, or the user, is to do something else first.
        """
        there = self.request_context.client_tools
        if there is not None and name not in there:
            raise CannotAskPage(f"The user's page has no tool {name}.")
        if self.waits:
            raise AlreadyWaiting("Only one thing can be asked of the page at a time.")
        self.client_tool_call = ClientToolCall(name=name, arguments=dict(arguments))

    def ask(
        self, questions: Sequence[StructuredInputMultipleChoice | StructuredInputFreeform]
    ) -> None:
        """Ask the user when the tools of this turn are done; see `questions.ask_user`.

        Raises:
            AlreadyWaiting: The page is to do something first.
        """
        if self.client_tool_call is not None:
            raise AlreadyWaiting("The page is to do something first; ask after that.")
        self.questions.extend(questions)

    @property
    def waits(self) -> bool:
        """Whether the agent has to stop until the user or the page has done something."""
        return self.client_tool_call is not None or bool(self.questions)

    # Of workflows the client is told at once: the SDK takes the one that it was last told of for
    # the one at work, and what it tells of is the workflow itself, which goes on.

    async def start_workflow(self, workflow: Workflow) -> None:
        """Begin a workflow; one that is at work ends."""
        if self.workflow_item is not None and self.workflow_item.workflow.tasks:
            await self.end_workflow()
        await super().start_workflow(workflow)
        await self.told()

    async def add_workflow_task(self, task: Task) -> None:
        """Add a task to the workflow that is at work, or to a new one."""
        await super().add_workflow_task(task)
        await self.told()

    async def end_workflow(
        self, summary: WorkflowSummary | None = None, expanded: bool = False
    ) -> None:
        """End the workflow that is at work, if any."""
        await super().end_workflow(summary, expanded)
        await self.told()

    async def remember(self, content: Any) -> None:
        """Keep something for the agent at this place of the thread, out of the user's sight.

        Later turns have it in their history; taking the answer back takes it along.

        Args:
            content: Text, or anything that JSON can hold.

        Raises:
            TypeError: JSON cannot hold it.
        """
        item = hidden_context(self.thread, content)
        await self.store.add_thread_item(self.thread.id, item, self.request_context)

    async def told(self) -> None:
        """Wait until the client was told of everything that was streamed so far."""
        await self._events.join()

    def close(self) -> None:
        """Let go of whoever waits for more events."""
        self._events.close()

    async def show(self, items: Sequence[ThreadItem]) -> None:
        """Add items to the thread, where the conversation is now."""
        for item in items:
            await self.stream(ThreadItemDoneEvent(item=item))
