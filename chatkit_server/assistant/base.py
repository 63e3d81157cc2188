"""The seam for what answers: an agent or a function, the actions of its widgets, their looks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from agents import Agent, RunHooks
from chatkit.actions import Action
from chatkit.types import (
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
    UserMessageTagContent,
    WidgetItem,
)
from chatkit.widgets import WidgetRoot

from chatkit_server.assistant.client_tools import ClientTool
from chatkit_server.assistant.commands import SlashCommand
from chatkit_server.assistant.context import ChatContext
from chatkit_server.context import RequestContext
from chatkit_server.tool_calls import ToolDetail
from stores.sql_store import SQLStore

ChatAgent: TypeAlias = Agent[ChatContext]
"""An agent whose tools find the thread, the store and the user in their run context."""


def _no_agent() -> AsyncIterator[ThreadStreamEvent]:
    raise ValueError("this assistant has no agent")


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be answered.

    Attributes:
        thread: What is changed of it is stored and told to the client.
        message: The user's message; None after a client tool's result or answered questions,
            which are the newest items of the thread.
        store: The thread's items; every call is scoped to ``context.owner``.
        run_agent: Has the assistant's agent answer; gives its events. Raises ValueError where
            the assistant has none.
    """

    thread: ThreadMetadata
    message: UserMessageItem | None
    context: RequestContext
    store: SQLStore[RequestContext]
    run_agent: Callable[[], AsyncIterator[ThreadStreamEvent]] = _no_agent


Respond: TypeAlias = Callable[[Turn], AsyncIterator[ThreadStreamEvent]]
"""Answers a turn with events; items in them are stored as they pass."""


@dataclass(frozen=True, slots=True)
class ActionCall:
    """A button that was pressed, or an action that the page sent.

    Attributes:
        sender: The widget it came from; None when the page sent it without one.
    """

    thread: ThreadMetadata
    action: Action[str, Any]
    sender: WidgetItem | None
    context: RequestContext


ActionHandler: TypeAlias = Callable[[ActionCall], AsyncIterator[ThreadStreamEvent]]
"""Answers an action with events; items in them are stored as they pass."""

WidgetRedrawer: TypeAlias = Callable[
    [Sequence[WidgetItem], RequestContext], Awaitable[Sequence[WidgetItem]]
]
"""Given stored widgets, returns those that look different now, drawn anew."""

WidgetDescriber: TypeAlias = Callable[
    [Sequence[WidgetItem], RequestContext], Awaitable[Mapping[str, str]]
]
"""What a model is told of widgets, by item id; those left out get a plain outline."""

MentionDescriber: TypeAlias = Callable[
    [Sequence[UserMessageTagContent], RequestContext], Awaitable[Mapping[str, Mapping[str, Any]]]
]
"""What a model is told of mentions, by the tag's id, as JSON; those left out get the tag itself."""


OutputPresenter: TypeAlias = Callable[[Any, RequestContext], "WidgetRoot | str"]
"""Shows the structured output of an agent: an object of its ``output_type``."""


async def _nothing_to_redraw(
    widgets: Sequence[WidgetItem], context: RequestContext
) -> Sequence[WidgetItem]:
    return ()


async def _nothing_to_describe(
    widgets: Sequence[WidgetItem], context: RequestContext
) -> Mapping[str, str]:
    return {}


async def _no_mentions(
    tags: Sequence[UserMessageTagContent], context: RequestContext
) -> Mapping[str, Mapping[str, Any]]:
    return {}


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """What a page has to know of an assistant; `GET /api/client` tells it.

    Attributes:
        name: What the page calls the assistant.
        options: Options of the element that are data: start screen, composer, disclaimer and so
            on, in the words of `@openai/chatkit`. The page merges them into its own.
        panels: What the page shows beside the chat.
        entities_url: Answers ``?q=`` with ``{"data": [Entity, …]}``, for mentions, and
            ``/ID/preview`` with ``{"preview": a Basic widget or null}``.
        commands_url: Answers ``?q=`` with ``{"data": [Command, …]}``, for the command menu; one
            that is chosen goes into the message as its label. Not needed for the assistant's own
            ``commands``.
    """

    name: str = "Assistant"
    options: Mapping[str, Any] = field(default_factory=dict)
    panels: Sequence[Literal["tasks"]] = ()
    entities_url: str | None = None
    commands_url: str | None = None


@dataclass(frozen=True, slots=True)
class Assistant:
    """What answers in a thread: an agent, or a function that yields events itself.

    With both, the function answers, and has the agent answer what it likes to: ``run_agent()`` of
    the turn gives the events.

    Attributes:
        agent: Makes the agent for one response; called for each, so that its instructions can
            speak of the user and of now.
        respond: Answers in the agent's place. What a message chooses, model or tool, is for it to
            heed.
        actions: Handlers by action type.
        redraw_widgets: Called with the stored widgets of a page that a client is about to see.
        describe_widgets: Called with the widgets in the history that a model is about to see.
        describe_mentions: Called with the tags in the history that a model is about to see.
        commands: What a message may begin with, ``/today``. They are in the menu of the composer,
            and the agent's model is told what they mean.
        client_tools: What the agent may have the page do, where the page says that it can.
        client: What a page has to know.
        present: Shows what an agent with an ``output_type`` gives, as a widget or as Markdown.
            Without it, its fields are listed.
        hooks: Told of every agent, tool and handoff of a run, and of the model's answers.
        max_turns: How often the model may call tools before it has to answer.
        show_tools: How much users see of the calls of tools, as tasks of a workflow, where the
            settings do not say: nothing, what is done, or with arguments and result.
        tool_titles: What is shown for a tool, by its name; None for nothing. By default its name
            in words.
        listed_by: What pages may list threads by, besides ``assistant``: names of what the agent's
            tools keep in ``thread.metadata``. The rest of it is the server's own.
        sees_images: Whether the agent's model may be sent images; None as the settings say.

    Raises:
        ValueError: It has neither an agent nor a function.
    """

    agent: Callable[[RequestContext], ChatAgent] | None = None
    respond: Respond | None = None
    actions: Mapping[str, ActionHandler] = field(default_factory=dict)
    redraw_widgets: WidgetRedrawer = _nothing_to_redraw
    describe_widgets: WidgetDescriber = _nothing_to_describe
    describe_mentions: MentionDescriber = _no_mentions
    commands: Sequence[SlashCommand] = ()
    client_tools: Sequence[ClientTool] = ()
    client: ClientConfig = field(default_factory=ClientConfig)
    present: OutputPresenter | None = None
    hooks: RunHooks[ChatContext] | None = None
    max_turns: int = 20
    show_tools: ToolDetail = "titles"
    tool_titles: Mapping[str, str | None] = field(default_factory=dict)
    listed_by: Collection[str] = ()
    sees_images: bool | None = None

    def __post_init__(self) -> None:
        if self.agent is None and self.respond is None:
            raise ValueError("an Assistant has an agent or a respond function")
