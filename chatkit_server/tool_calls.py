"""What an agent's tools did in the course of an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

ToolDetail: TypeAlias = Literal["none", "titles", "details"]
"""How much users see of calls: nothing, what is done, or with arguments and result."""

MAX_RESULT_CHARS: Final = 2000


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that has been made.

    Attributes:
        arguments: As the model gave them.
        result: What the tool returned, as text of at most `MAX_RESULT_CHARS` characters; None
            where somebody else is to make the call.
    """

    name: str
    arguments: Mapping[str, Any]
    result: str | None


class ToolLog:
    """Takes calls down, in the order in which they ended."""

    def __init__(self) -> None:
        self.calls: list[ToolCall] = []
        self._tell: Callable[[ToolCall], None] | None = None

    def note(self, call: ToolCall) -> None:
        """Take a call down."""
        self.calls.append(call)
        if self._tell is not None:
            self._tell(call)

    def follow(self, tell: Callable[[ToolCall], None]) -> None:
        """Have somebody told of every call, also of those that were made before."""
        for call in self.calls:
            tell(call)
        self._tell = tell
