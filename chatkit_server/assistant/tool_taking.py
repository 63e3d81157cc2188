"""Takes down what an agent's tools do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import orjson
from agents import StreamEvent
from agents.items import ToolCallItem, ToolCallOutputItem
from agents.stream_events import RunItemStreamEvent
from openai.types.responses import ResponseFunctionToolCall

from chatkit_server.assistant.normalize import mend
from chatkit_server.assistant.structured import EventStream
from chatkit_server.tool_calls import MAX_RESULT_CHARS, ToolCall, ToolLog


class ToolTaking:
    """A run whose calls of tools are taken down as they pass, among its other events.

    Stands in for the run as `NormalizedRun` does.

    Args:
        run: The run.
        log: Where to; None where nobody wants to know.
    """

    def __init__(self, run: EventStream, log: ToolLog | None) -> None:
        self._run = run
        self._log = log
        self._called: dict[str, ResponseFunctionToolCall] = {}

    async def stream_events(self) -> AsyncIterator[StreamEvent]:
        """The run's events."""
        async for event in self._run.stream_events():
            if self._log is not None and isinstance(event, RunItemStreamEvent):
                self._take(event.item, self._log)
            yield event

    def _take(self, item: object, log: ToolLog) -> None:
        match item:
            case ToolCallItem(raw_item=ResponseFunctionToolCall() as call):
                self._called[call.call_id] = call
            case ToolCallOutputItem(call_id=str(call_id), output=output):
                made = self._called.pop(call_id, None)
                if made is not None:
                    result = mend(str(output))[:MAX_RESULT_CHARS]
                    log.note(ToolCall(made.name, _arguments(made.arguments), result))


def _arguments(text: str) -> dict[str, Any]:
    try:
        given = orjson.loads(text)
    except ValueError:
        return {}  # the tool has told the model that they are not JSON
    return given if isinstance(given, dict) else {}
