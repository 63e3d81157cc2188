"""The seam for what answers: an agent, the actions of its widgets, and how those are redrawn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from agents import Agent
from chatkit.actions import Action
from chatkit.types import ThreadMetadata, ThreadStreamEvent, WidgetItem

from chatkit_server.assistant.context import ChatContext
from chatkit_server.context import RequestContext

ChatAgent: TypeAlias = Agent[ChatContext]
"""An agent whose tools find the thread, the store and the user in their run context."""


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


async def _nothing_to_redraw(
    widgets: Sequence[WidgetItem], context: RequestContext
) -> Sequence[WidgetItem]:
    return ()


async def _nothing_to_describe(
    widgets: Sequence[WidgetItem], context: RequestContext
) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Assistant:
    """What answers in a thread.

    Attributes:
        agent: Makes the agent for one response; called for each, so that its instructions can
            speak of the user and of now.
        actions: Handlers by action type.
        redraw_widgets: Called with the stored widgets of a page that a client is about to see.
        describe_widgets: Called with the widgets in the history that a model is about to see.
    """

    agent: Callable[[RequestContext], ChatAgent]
    actions: Mapping[str, ActionHandler] = field(default_factory=dict)
    redraw_widgets: WidgetRedrawer = _nothing_to_redraw
    describe_widgets: WidgetDescriber = _nothing_to_describe
