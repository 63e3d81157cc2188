"""The Responses events of an answer: what a provider's stream would send."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseCreatedEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionCallArgumentsDoneEvent,
    ResponseFunctionToolCall,
    ResponseInProgressEvent,
    ResponseOutputItem,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ResponseUsage,
)
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from chatkit_server.assistant.embedded.calls import Call

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

    def items(self) -> list[ResponseOutputItem]:
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
        part = ResponseOutputText(type="output_text", text=self.text, annotations=[], logprobs=[])
        return [
            ResponseOutputMessage(
                id=f"msg_{uuid4().hex}",
                content=[part],
                role="assistant",
                status="completed",
                type="message",
            )
        ]

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
                _call_events(item, index, sequence)
                if isinstance(item, ResponseFunctionToolCall)
                else _message_events(item, index, sequence)
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


def _call_events(
    item: ResponseFunctionToolCall, index: int, sequence: Iterator[int]
) -> Iterator[ResponseStreamEvent]:
    item_id = item.id or ""
    begun = item.model_copy(update={"arguments": "", "status": "in_progress"})
    yield ResponseOutputItemAddedEvent(
        item=begun,
        output_index=index,
        sequence_number=next(sequence),
        type="response.output_item.added",
    )
    yield ResponseFunctionCallArgumentsDeltaEvent(
        delta=item.arguments,
        item_id=item_id,
        output_index=index,
        sequence_number=next(sequence),
        type="response.function_call_arguments.delta",
    )
    yield ResponseFunctionCallArgumentsDoneEvent(
        arguments=item.arguments,
        item_id=item_id,
        output_index=index,
        sequence_number=next(sequence),
        type="response.function_call_arguments.done",
    )
    yield ResponseOutputItemDoneEvent(
        item=item,
        output_index=index,
        sequence_number=next(sequence),
        type="response.output_item.done",
    )


def _message_events(
    item: ResponseOutputItem, index: int, sequence: Iterator[int]
) -> Iterator[ResponseStreamEvent]:
    assert isinstance(item, ResponseOutputMessage)  # this model makes no other items
    part = item.content[0]
    assert isinstance(part, ResponseOutputText)
    begun = item.model_copy(update={"content": [], "status": "in_progress"})
    yield ResponseOutputItemAddedEvent(
        item=begun,
        output_index=index,
        sequence_number=next(sequence),
        type="response.output_item.added",
    )
    yield ResponseContentPartAddedEvent(
        content_index=0,
        item_id=item.id,
        output_index=index,
        part=ResponseOutputText(type="output_text", text="", annotations=[], logprobs=[]),
        sequence_number=next(sequence),
        type="response.content_part.added",
    )
    for word in _WORD.findall(part.text):
        yield ResponseTextDeltaEvent(
            content_index=0,
            delta=word,
            item_id=item.id,
            logprobs=[],
            output_index=index,
            sequence_number=next(sequence),
            type="response.output_text.delta",
        )
    yield ResponseTextDoneEvent(
        content_index=0,
        item_id=item.id,
        logprobs=[],
        output_index=index,
        sequence_number=next(sequence),
        text=part.text,
        type="response.output_text.done",
    )
    yield ResponseContentPartDoneEvent(
        content_index=0,
        item_id=item.id,
        output_index=index,
        part=part,
        sequence_number=next(sequence),
        type="response.content_part.done",
    )
    yield ResponseOutputItemDoneEvent(
        item=item,
        output_index=index,
        sequence_number=next(sequence),
        type="response.output_item.done",
    )
