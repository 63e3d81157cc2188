"""What answers for an assistant: its function, its agent, or the one with the help of the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol

from chatkit.actions import Action
from chatkit.types import ThreadMetadata, ThreadStreamEvent, UserMessageItem, WidgetItem

from chatkit_server.assistant.base import Assistant, Respond, Turn
from chatkit_server.assistant.respond import AgentResponder
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest
from stores.sql_store import SQLStore


class Responder(Protocol):
    """Answers in a thread."""

    def respond(
        self,
        thread: ThreadMetadata,
        message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer the newest message of a thread, or go on after what the user did in it."""

    def go_on(
        self,
        thread: ThreadMetadata,
        card: WidgetItem,
        action: Action[str, Any],
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Go on with what the user approves or rejects; ``action`` is one of a card's."""


def responder_of(
    assistant: Assistant, store: SQLStore[RequestContext], agent: AgentResponder | None
) -> Responder:
    """What answers for an assistant.

    Args:
        agent: Answers with the assistant's agent; None if it has none.
    """
    if assistant.respond is not None:
        return FunctionResponder(assistant.respond, store, agent)
    assert agent is not None, "an assistant has an agent or a function"
    return agent


class FunctionResponder:
    """Answers with a function that yields events, or has the agent answer.

    Args:
        respond: The function.
        store: The threads.
        agent: What the function may have answer; None where there is none.
    """

    def __init__(
        self, respond: Respond, store: SQLStore[RequestContext], agent: AgentResponder | None
    ) -> None:
        self._respond = respond
        self._store = store
        self._agent = agent

    def respond(
        self,
        thread: ThreadMetadata,
        message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer as the function does."""
        agent = self._agent
        if agent is None:
            return self._respond(Turn(thread, message, context, self._store))

        def run_agent() -> AsyncIterator[ThreadStreamEvent]:
            return agent.respond(thread, message, context)

        return self._respond(Turn(thread, message, context, self._store, run_agent))

    def go_on(
        self,
        thread: ThreadMetadata,
        card: WidgetItem,
        action: Action[str, Any],
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Go on with the agent's run.

        Raises:
            InvalidRequest: A function alone has no run to go on with.
        """
        if self._agent is None:
            raise InvalidRequest("This assistant does not ask for approval.")
        return self._agent.go_on(thread, card, action, context)
