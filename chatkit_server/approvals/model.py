"""What the user is asked to approve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

Outcome: TypeAlias = Literal["answered", "withdrawn", "stale"]
"""How a question ended: by an answer; because the user went on without one; because the assistant
that asked it is not the same any more."""

Status: TypeAlias = Literal["pending", "expired", "answered", "withdrawn", "stale"]


@dataclass(frozen=True, slots=True)
class AskedCall:
    """A call of a tool that waits.

    Attributes:
        call_id: The model's id of it.
        agent: The name of the agent that makes it.
        tool: The tool's name, with its namespace if it has one.
        arguments: As the model gave them: JSON, if it is right.
        granted: What the user said; None before that.
    """

    call_id: str
    agent: str
    tool: str
    arguments: str
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """A question to the user, in a widget item of a thread.

    Attributes:
        thread_id: The thread.
        item_id: The card in it.
        owner: Whose thread it is.
        calls: What is asked about, in the model's order.
        state: What the run goes on from; None when it cannot any more.
        outcome: How it ended; None while nobody has answered.
        always: Whether the user wants to be asked no more about these tools in this thread.
        reason: Why the user rejected it; None if they did not say.
        expires_at: From then on an answer comes too late.
    """

    thread_id: str
    item_id: str
    owner: str
    calls: tuple[AskedCall, ...]
    created_at: datetime
    expires_at: datetime
    state: Mapping[str, Any] | None = field(default=None, repr=False)
    outcome: Outcome | None = None
    always: bool = False
    reason: str | None = None

    def status(self, now: datetime) -> Status:
        """How it stands at a moment."""
        if self.outcome is not None:
            return self.outcome
        return "pending" if now < self.expires_at else "expired"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user said to it.

    Attributes:
        left_out: Places of calls that were ticked off, of those that are approved.
    """

    approved: bool
    always: bool = False
    reason: str | None = None
    left_out: frozenset[int] = frozenset()

    def grants(self, place: int) -> bool:
        """Whether the call at a place may be made."""
        return self.approved and place not in self.left_out
