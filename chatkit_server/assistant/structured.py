"""What an agent with an ``output_type`` gives, shown to people instead of as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final, Protocol

from agents import Agent, AgentOutputSchemaBase, StreamEvent
from agents.stream_events import AgentUpdatedStreamEvent, RawResponsesStreamEvent
from openai.types.responses import (
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
)

_WRAPPER: Final = "response"
"""The one field in which the Agents SDK puts what is no object by itself."""
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\s-]+")


class EventStream(Protocol):
    """A run, as far as what reads its events cares."""

    def stream_events(self) -> AsyncIterator[StreamEvent]:
        """The run's events."""


class StructuredRun:
    """A run in which structured outputs are said in words, or left out.

    Stands in for the run as `NormalizedRun` does. JSON cannot be said in words before it is
    there, so such a message does not grow: it appears as a whole.

    Args:
        run: The run.
        leave_out: Whether somebody else shows structured outputs.

    Attributes:
        left_out: Whether the last message was a structured one that was left out.
    """

    def __init__(self, run: EventStream, *, leave_out: bool = False) -> None:
        self._run = run
        self._leave_out = leave_out
        self._structured = False
        self.left_out = False

    async def stream_events(self) -> AsyncIterator[StreamEvent]:
        """The run's events."""
        messages: set[int] = set()  # places of the current response's messages
        async for event in self._run.stream_events():
            if isinstance(event, AgentUpdatedStreamEvent):
                self._structured = is_structured(event.new_agent)
            if self._structured and isinstance(event, RawResponsesStreamEvent):
                data = event.data
                place = getattr(data, "output_index", None)
                if data.type == "response.created":
                    messages.clear()
                elif data.type == "response.output_item.added" and data.item.type == "message":
                    messages.add(data.output_index)
                if place in messages and self._leave_out:
                    self.left_out = True
                    continue
                if isinstance(data, ResponseTextDeltaEvent):
                    continue
                event.data = _said(data)
            yield event


def is_structured(agent: Agent[Any]) -> bool:
    """Whether an agent answers with something other than text."""
    kind = agent.output_type
    if isinstance(kind, AgentOutputSchemaBase):
        return not kind.is_plain_text()
    return kind not in (None, str)


def in_words(text: str) -> str:
    """Markdown that says what a JSON text holds; any other text as it is.

    Objects become lists of their fields, without those that are null.
    """
    try:
        value = json.loads(text)
    except ValueError:
        return text  # a refusal, or cut short
    while isinstance(value, dict) and len(value) == 1:
        ((name, only),) = value.items()
        if name != _WRAPPER and not isinstance(only, str):
            break
        value = only
    return "\n".join(_lines(value)) if isinstance(value, dict | list) else _word(value)


def _said(data: Any) -> Any:
    match data:
        case ResponseTextDoneEvent():
            return data.model_copy(update={"text": in_words(data.text)})
        case ResponseOutputItemDoneEvent(item=ResponseOutputMessage() as message):
            content = [
                part.model_copy(update={"text": in_words(part.text)})
                if isinstance(part, ResponseOutputText)
                else part
                for part in message.content
            ]
            said = message.model_copy(update={"content": content})
            return data.model_copy(update={"item": said})
    return data


def _lines(value: Mapping[str, Any] | list[Any], indent: str = "") -> Iterator[str]:
    labelled = (
        [(f"**{_label(name)}:** ", part) for name, part in value.items()]
        if isinstance(value, Mapping)
        else [("", part) for part in value]
    )
    for label, part in labelled:
        if part is None or part in ([], {}):
            continue
        if isinstance(part, dict | list):
            inner = list(_lines(part, f"{indent}  "))
            if label:
                yield f"{indent}- {label.rstrip()}"
                yield from inner
            elif any(isinstance(field, dict | list) for field in _values(part)):
                # The first line of what is in a list stands for the whole.
                yield f"{indent}- {inner[0].lstrip(' -')}"
                yield from inner[1:]
            else:
                yield f"{indent}- {', '.join(line.lstrip(' -') for line in inner)}"
        else:
            yield f"{indent}- {label}{_word(part)}".replace("\n", f"\n{indent}  ")


def _values(part: dict[str, Any] | list[Any]) -> list[Any]:
    return list(part.values()) if isinstance(part, dict) else part


def _label(name: str) -> str:
    words = " ".join(word for word in _WORD.split(name) if word)
    return words[:1].upper() + words[1:]


def _word(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case None:
            return ""
        case _:
            return str(value)
