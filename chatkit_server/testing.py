"""For tests of assistants: a model that says what it was told to say, and a client.

No test needs a provider: a `ScriptedModel` goes through the same agent loop as a real one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeAlias

import orjson
from agents import Model, ModelResponse, ModelSettings, Tool, Usage
from openai.types.responses import (
    Response,
    ResponseCompletedEvent,
    ResponseCreatedEvent,
    ResponseFunctionToolCall,
    ResponseOutputItem,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseStreamEvent,
    ResponseTextDoneEvent,
)

from chatkit_server.assistant.response_events import call_events, message_events, text_message
from chatkit_server.context import RequestContext
from chatkit_server.reply import Reply
from chatkit_server.server import AssistantServer
from stores.ids import new_id


@dataclass(frozen=True, slots=True)
class Say:
    """A message, streamed piece by piece."""

    pieces: Sequence[str]
    item_id: str | None = None
    """The id that the provider gives it; a fresh one by default."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function call."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    item_id: str | None = None


@dataclass(frozen=True, slots=True)
class Give:
    """Any other item of a provider's, such as a search, as it begins and as it is in the end.

    ``between`` are events of its own that come before the end, such as partial images.
    """

    begun: ResponseOutputItem
    done: ResponseOutputItem
    between: Sequence[ResponseStreamEvent] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Set ``reached``, then wait for ``gate`` in the middle of the message before it."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Fail:
    """Raise, in the middle of the message before it."""

    error: Exception


Step: TypeAlias = Say | Call | Give | Wait | Fail
Turn: TypeAlias = Sequence[Step]


class ScriptExhausted(AssertionError):
    """The model was asked more often than its script foresees."""


class ScriptedModel(Model):
    """Answers call after call with the turns of a script.

    Attributes:
        inputs: What it was given, call by call.
        instructions: The system instructions, call by call.
        tools: The names of the tools it was offered, call by call.
    """

    def __init__(self, *turns: Turn) -> None:
        self._turns = list(turns)
        self.inputs: list[Any] = []
        self.instructions: list[str | None] = []
        self.tools: list[list[str]] = []

    def then(self, *turns: Turn) -> None:
        """Add turns."""
        self._turns.extend(turns)

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """Answer with the next turn at once, as agents are asked that are tools of others."""
        async for event in self.stream_response(*args, **kwargs):
            if isinstance(event, ResponseCompletedEvent):
                response = event.response
                return ModelResponse(response.output, Usage(), response.id)
        raise ScriptExhausted("the turn did not come to its end")

    async def stream_response(
        self,
        system_instructions: str | None,
        input: Any,
        model_settings: ModelSettings,
        tools: list[Tool],
        *args: Any,
        **kwargs: Any,
    ) -> AsyncIterator[ResponseStreamEvent]:
        """Stream the next turn."""
        self.instructions.append(system_instructions)
        self.inputs.append(input)
        self.tools.append([tool.name for tool in tools])
        if not self._turns:
            raise ScriptExhausted("the script has no more turns")
        async for event in _play(self._turns.pop(0)):
            yield event


async def _play(turn: Turn) -> AsyncIterator[ResponseStreamEvent]:
    sequence = count()
    output: list[ResponseOutputItem] = []
    yield ResponseCreatedEvent(
        type="response.created", response=_response([]), sequence_number=next(sequence)
    )
    for place, step in enumerate(turn):
        match step:
            case Call(name, arguments, item_id):
                call = ResponseFunctionToolCall(
                    type="function_call",
                    id=item_id or new_id("fc"),
                    call_id=new_id("call"),
                    name=name,
                    arguments=json.dumps(arguments),
                    status="completed",
                )
                for event in call_events(call, len(output), sequence):
                    yield event
                output.append(call)
            case Say(pieces, item_id):
                message_id = item_id or new_id("msg")
                for event in message_events(message_id, len(output), pieces, sequence):
                    if isinstance(event, ResponseTextDoneEvent):
                        await _interrupt(turn[place + 1 :])
                    yield event
                output.append(text_message(message_id, "".join(pieces)))
            case Give(begun, done, between):
                yield ResponseOutputItemAddedEvent(
                    type="response.output_item.added",
                    item=begun,
                    output_index=len(output),
                    sequence_number=next(sequence),
                )
                for event in between:
                    yield event
                yield ResponseOutputItemDoneEvent(
                    type="response.output_item.done",
                    item=done,
                    output_index=len(output),
                    sequence_number=next(sequence),
                )
                output.append(done)
            case Wait() | Fail():
                pass  # they belong to the message before them
    yield ResponseCompletedEvent(
        type="response.completed", response=_response(output), sequence_number=next(sequence)
    )


async def _interrupt(following: Sequence[Step]) -> None:
    """Do what is to happen in the middle of a message: the waits and failures right after it."""
    for step in following:
        match step:
            case Wait(gate, reached):
                reached.set()
                await gate.wait()
            case Fail(error):
                raise error
            case _:
                return


def _response(output: list[ResponseOutputItem]) -> Response:
    return Response(
        id=new_id("resp"),
        created_at=0,
        model="scripted",
        object="response",
        output=output,
        parallel_tool_calls=True,
        tool_choice="auto",
        tools=[],
    )


class Chat:
    """Talks to a server as one user's client does, without HTTP.

    Attributes:
        user: Who talks, unless a request says otherwise.
    """

    def __init__(self, server: AssistantServer, user: RequestContext) -> None:
        self.server = server
        self.user = user

    async def reply(self, type: str, context: RequestContext | None = None, **params: Any) -> Reply:
        """Send a request; nothing of a stream has been read yet."""
        body = json.dumps({"type": type, "params": params}).encode()
        return await self.server.handle(body, context or self.user)

    async def get(self, type: str, context: RequestContext | None = None, **params: Any) -> Any:
        """A request that is answered with JSON."""
        reply = await self.reply(type, context, **params)
        assert isinstance(reply.body, bytes)
        return json.loads(reply.body)

    async def stream(
        self, type: str, context: RequestContext | None = None, **params: Any
    ) -> list[dict[str, Any]]:
        """A request that is answered with a stream, read to its end."""
        reply = await self.reply(type, context, **params)
        assert not isinstance(reply.body, bytes)
        return decode_events(b"".join([chunk async for chunk in reply.body]))

    @staticmethod
    def input(text: str, **fields: Any) -> dict[str, Any]:
        """A user's message as requests carry it."""
        return {
            "content": [{"type": "input_text", "text": text}],
            "attachments": [],
            "inference_options": {},
            **fields,
        }

    async def create(self, text: str, context: RequestContext | None = None) -> tuple[str, Any]:
        """Start a thread; returns its id and the events."""
        events = await self.stream("threads.create", context, input=self.input(text))
        return events[0]["thread"]["id"], events

    async def say(self, thread_id: str, text: str) -> list[dict[str, Any]]:
        """Add a message to a thread; returns the events."""
        return await self.stream(
            "threads.add_user_message", thread_id=thread_id, input=self.input(text)
        )

    async def items(self, thread_id: str, context: RequestContext | None = None) -> list[Any]:
        """The newest items that a client sees, oldest first."""
        page = await self.get("items.list", context, thread_id=thread_id, limit=100, order="asc")
        items: list[Any] = page["data"]
        return items


def decode_events(stream: bytes) -> list[dict[str, Any]]:
    """The events of a whole SSE response; comments are left out."""
    return [
        orjson.loads(block.removeprefix(b"data: "))
        for block in stream.split(b"\n\n")
        if block.startswith(b"data: ")
    ]
