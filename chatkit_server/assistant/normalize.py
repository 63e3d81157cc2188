"""Makes any model's stream fit what the ChatKit SDK expects of OpenAI's own.

Chat Completions models name every item ``__fake_id__`` (so that replies overwrite each other),
some name tool calls not at all (which the SDK asserts against), refusals and raw reasoning stream
as deltas that the SDK drops, sources stream as classes that it does not take, and a character may
be cut in two (half a surrogate pair can be neither stored nor sent).
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from typing import Any

from agents import InputGuardrailTripwireTriggered, RunResultStreaming, StreamEvent
from agents.exceptions import _mark_error_to_drain_stream_events
from agents.items import ToolCallItem
from agents.stream_events import RawResponsesStreamEvent, RunItemStreamEvent
from chatkit.store import StoreItemType
from openai.types.responses import (
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
    ResponseOutputTextAnnotationAddedEvent,
    ResponseReasoningSummaryTextDeltaEvent,
    ResponseReasoningSummaryTextDoneEvent,
    ResponseReasoningTextDeltaEvent,
    ResponseReasoningTextDoneEvent,
    ResponseRefusalDeltaEvent,
    ResponseRefusalDoneEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
)
from openai.types.responses.response_output_message import Content
from pydantic import BaseModel

from chatkit_server.assistant.silence import Silence


class NormalizedRun:
    """A streaming run whose items have ids of ours, unique within and beyond the run.

    Stands in for the run where `chatkit.agents.stream_agent_response` takes one: that reads
    nothing but `stream_events`.
    """

    def __init__(
        self,
        result: RunResultStreaming,
        generate_id: Callable[[StoreItemType], str],
        silence: Silence,
    ) -> None:
        self._result = result
        self._silence = silence
        self._generate_id = generate_id
        self._ids: dict[int, str] = {}
        """Ids of the current response's items by their place in its output."""
        self._halves: dict[tuple[int, int], str] = {}
        """First halves of characters whose second ones are yet to come, by output and part."""
        self._summarized: set[int] = set()
        """Places of reasonings whose summaries are told."""
        self._reader: asyncio.Task[Any] | None = None

    def close(self) -> None:
        """End the run, and let go of whoever waits for its events.

        Without this the agent would go on without anyone listening, tools and all; and the SDK
        reads the events in a task that it forgets when it is itself cancelled.
        """
        self._result.cancel()
        if self._reader is not None:
            self._reader.cancel()

    async def stream_events(self) -> AsyncIterator[StreamEvent]:
        """The run's events, normalized.

        Raises:
            ModelSilent: The model says nothing any more.
        """
        events = aiter(self._result.stream_events())
        while True:
            self._reader = asyncio.current_task()
            self._keep_what_was_said()
            try:
                event = await self._silence.next(anext(events))
            except StopAsyncIteration:
                return
            finally:
                self._reader = None
            if isinstance(event, RawResponsesStreamEvent):
                event.data = self._normalize(event.data)
            elif isinstance(event, RunItemStreamEvent) and isinstance(event.item, ToolCallItem):
                event = self._name_tool_call(event, event.item)
            yield event

    def _keep_what_was_said(self) -> None:
        """Have the SDK give the events that wait before it raises what ended the run.

        It forgets them otherwise: the more, the faster the model spoke. What a guardrail stopped
        is better not told at all.
        """
        running = self._result.run_loop_task
        if running is not None and running.done() and not running.cancelled():
            error = running.exception()
            if error is not None and not isinstance(error, InputGuardrailTripwireTriggered):
                _mark_error_to_drain_stream_events(error)

    def _normalize(self, data: Any) -> Any:
        match data:
            case ResponseOutputItemAddedEvent() | ResponseOutputItemDoneEvent():
                if isinstance(data, ResponseOutputItemAddedEvent):
                    self._ids[data.output_index] = self._generate_id("message")
                item_id = self._id(data.output_index)
                # A copy: the runner sends its own back to the provider, under the old name.
                changes: dict[str, Any] = {"id": item_id}
                if isinstance(data.item, ResponseOutputMessage):
                    changes["content"] = [_mend_part(part) for part in data.item.content]
                return data.model_copy(update={"item": data.item.model_copy(update=changes)})
            case ResponseOutputTextAnnotationAddedEvent(annotation=BaseModel() as annotation):
                # The SDK takes the classes of complete messages for it, which look the same.
                changes = {
                    "annotation": annotation.model_dump(),
                    "item_id": self._id(data.output_index),
                }
                return data.model_copy(update=changes)
            case ResponseTextDeltaEvent():
                data.delta = self._join((data.output_index, data.content_index), data.delta)
            case ResponseTextDoneEvent():
                data.text = mend(data.text)
            case ResponseRefusalDeltaEvent():
                return ResponseTextDeltaEvent(
                    type="response.output_text.delta",
                    content_index=data.content_index,
                    delta=self._join((data.output_index, data.content_index), data.delta),
                    item_id=self._id(data.output_index),
                    logprobs=[],
                    output_index=data.output_index,
                    sequence_number=data.sequence_number,
                )
            case ResponseRefusalDoneEvent():
                return ResponseTextDoneEvent(
                    type="response.output_text.done",
                    content_index=data.content_index,
                    item_id=self._id(data.output_index),
                    logprobs=[],
                    output_index=data.output_index,
                    sequence_number=data.sequence_number,
                    text=mend(data.refusal),
                )
            case ResponseReasoningSummaryTextDeltaEvent():
                self._summarized.add(data.output_index)
                data.delta = self._join((data.output_index, data.summary_index), data.delta)
            case ResponseReasoningSummaryTextDoneEvent():
                data.text = mend(data.text)
            case ResponseReasoningTextDeltaEvent() if data.output_index not in self._summarized:
                return ResponseReasoningSummaryTextDeltaEvent(
                    type="response.reasoning_summary_text.delta",
                    delta=self._join((data.output_index, data.content_index), data.delta),
                    item_id=self._id(data.output_index),
                    output_index=data.output_index,
                    sequence_number=data.sequence_number,
                    summary_index=data.content_index,
                )
            case ResponseReasoningTextDoneEvent() if data.output_index not in self._summarized:
                return ResponseReasoningSummaryTextDoneEvent(
                    type="response.reasoning_summary_text.done",
                    item_id=self._id(data.output_index),
                    output_index=data.output_index,
                    sequence_number=data.sequence_number,
                    summary_index=data.content_index,
                    text=mend(data.text),
                )
        if data.type == "response.created":
            self._ids, self._halves, self._summarized = {}, {}, set()
        elif hasattr(data, "item_id") and hasattr(data, "output_index"):
            data.item_id = self._id(data.output_index)
        return data

    def _id(self, output_index: int) -> str:
        if output_index not in self._ids:
            self._ids[output_index] = self._generate_id("message")
        return self._ids[output_index]

    def _join(self, place: tuple[int, int], delta: str) -> str:
        """A delta with the half character that the one before it ended with, without its own."""
        if delta.isascii() and not self._halves:
            return delta
        delta = self._halves.pop(place, "") + delta
        if delta and "\ud800" <= delta[-1] <= "\udbff":
            self._halves[place] = delta[-1]
            delta = delta[:-1]
        return mend(delta)

    def _name_tool_call(self, event: RunItemStreamEvent, item: ToolCallItem) -> RunItemStreamEvent:
        item_id = self._generate_id("tool_call")
        raw: Any = item.raw_item
        named = (
            {**raw, "id": item_id}
            if isinstance(raw, dict)
            else raw.model_copy(update={"id": item_id})
        )
        return dataclasses.replace(event, item=dataclasses.replace(item, raw_item=named))


def mend(text: str) -> str:
    """Join characters that came as surrogate pairs, and replace halves without the other."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _mend_part(part: Content) -> Content:
    match part:
        case ResponseOutputText():
            return part.model_copy(update={"text": mend(part.text)})
        case ResponseOutputRefusal():
            return part.model_copy(update={"refusal": mend(part.refusal)})
