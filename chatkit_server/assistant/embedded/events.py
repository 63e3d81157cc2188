"""The Responses events of an answer: what a provider's stream would send."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseCreatedEvent,
    ResponseFunctionToolCall,
    ResponseInProgressEvent,
    ResponseOutputItem,
    ResponseOutputMessage,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
    ResponseUsage,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from chatkit_server.assistant.embedded.calls import Call
from chatkit_server.assistant.response_events import call_events, message_events, text_message

MODEL_NAME = "embedded"
_WORD = re.compile(r"\S+\s*|\s+")
_CHARS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Output:
    """What the model answers: calls, or text.

    Attributes:
        input_size: Characters read, for the usage.
    """

    calls: Sequence[Call] = ()
    text: str = ""
    input_size: int = 0
    response_id: str = field(default_factory=lambda: f"resp_{uuid4().hex}")

    def items(self) -> list[ResponseFunctionToolCall | ResponseOutputMessage]:
        """The output items, with ids of their own."""
        if self.calls:
            return [
                ResponseFunctionToolCall(
                    id=f"fc_{uuid4().hex}",
                    call_id=f"call_{uuid4().hex}",
                    name=call.name,
                    arguments=json.dumps(dict(call.arguments), ensure_ascii=False),
                    type="function_call",
                    status="completed",
                )
                for call in self.calls
            ]
        return [text_message(f"msg_{uuid4().hex}", self.text)]

    def usage(self, items: Sequence[ResponseOutputItem]) -> ResponseUsage:
        """Tokens as a language model would count them, roughly."""
        read = self.input_size // _CHARS_PER_TOKEN
        size = sum(
            len(item.arguments) if isinstance(item, ResponseFunctionToolCall) else len(self.text)
            for item in items
        )
        written = max(1, size // _CHARS_PER_TOKEN)
        return ResponseUsage(
            input_tokens=read,
            input_tokens_details=InputTokensDetails(cached_tokens=0, cache_write_tokens=0),
            output_tokens=written,
            output_tokens_details=OutputTokensDetails(reasoning_tokens=0),
            total_tokens=read + written,
        )

    async def stream(self, *, created_at: float, pace: float) -> AsyncIterator[ResponseStreamEvent]:
        """Stream the answer.

        Args:
            created_at: Seconds since the epoch.
            pace: Seconds between words; 0 for no waiting at all.
        """
        sequence = count()
        items = self.items()
        response = Response(
            id=self.response_id,
            created_at=created_at,
            model=MODEL_NAME,
            object="response",
            output=[],
            parallel_tool_calls=True,
            tool_choice="auto",
            tools=[],
            status="in_progress",
        )
        yield ResponseCreatedEvent(
            response=response, sequence_number=next(sequence), type="response.created"
        )
        yield ResponseInProgressEvent(
            response=response, sequence_number=next(sequence), type="response.in_progress"
        )
        for index, item in enumerate(items):
            events = (
                call_events(item, index, sequence)
                if isinstance(item, ResponseFunctionToolCall)
                else message_events(item.id, index, _WORD.findall(self.text), sequence)
            )
            for event in events:
                yield event
                if pace > 0 and isinstance(event, ResponseTextDeltaEvent):
                    await asyncio.sleep(pace)
        finished = response.model_copy(
            update={"output": items, "status": "completed", "usage": self.usage(items)}
        )
        yield ResponseCompletedEvent(
            response=finished, sequence_number=next(sequence), type="response.completed"
        )
