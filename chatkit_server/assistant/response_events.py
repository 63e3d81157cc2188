"""The Responses events of one output item, as a provider streams them.

For models that are no provider's: the embedded one, and the scripted one of tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openai.types.responses import (
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseFunctionCallArgumentsDoneEvent,
    ResponseFunctionToolCall,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
)


def text_message(item_id: str, text: str) -> ResponseOutputMessage:
    """A complete message of one part."""
    return ResponseOutputMessage(
        id=item_id, content=[_part(text)], role="assistant", status="completed", type="message"
    )


def call_events(
    item: ResponseFunctionToolCall, index: int, sequence: Iterator[int]
) -> Iterator[ResponseStreamEvent]:
    """The events of a function call.

    Args:
        item: The complete call.
        index: Its place in the response's output.
        sequence: Numbers the events of the response.
    """
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


def message_events(
    item_id: str, index: int, pieces: Sequence[str], sequence: Iterator[int]
) -> Iterator[ResponseStreamEvent]:
    """The events of a message of one part.

    Args:
        item_id: The message's id.
        index: Its place in the response's output.
        pieces: Its text, as it is streamed.
        sequence: Numbers the events of the response.
    """
    message = text_message(item_id, "".join(pieces))
    begun = message.model_copy(update={"content": [], "status": "in_progress"})
    yield ResponseOutputItemAddedEvent(
        item=begun,
        output_index=index,
        sequence_number=next(sequence),
        type="response.output_item.added",
    )
    yield ResponseContentPartAddedEvent(
        content_index=0,
        item_id=item_id,
        output_index=index,
        part=_part(""),
        sequence_number=next(sequence),
        type="response.content_part.added",
    )
    for piece in pieces:
        yield ResponseTextDeltaEvent(
            content_index=0,
            delta=piece,
            item_id=item_id,
            logprobs=[],
            output_index=index,
            sequence_number=next(sequence),
            type="response.output_text.delta",
        )
    yield ResponseTextDoneEvent(
        content_index=0,
        item_id=item_id,
        logprobs=[],
        output_index=index,
        sequence_number=next(sequence),
        text="".join(pieces),
        type="response.output_text.done",
    )
    yield ResponseContentPartDoneEvent(
        content_index=0,
        item_id=item_id,
        output_index=index,
        part=_part("".join(pieces)),
        sequence_number=next(sequence),
        type="response.content_part.done",
    )
    yield ResponseOutputItemDoneEvent(
        item=message,
        output_index=index,
        sequence_number=next(sequence),
        type="response.output_item.done",
    )


def _part(text: str) -> ResponseOutputText:
    return ResponseOutputText(type="output_text", text=text, annotations=[], logprobs=[])
