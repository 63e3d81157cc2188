"""``POST /api/chat``: a message in, the whole answer out, for callers without the protocol.

The body is ``{"message", "conversation_id"?}``, the answer
``{"conversation_id", "response", "tool_calls": [{"name", "arguments", "result"}]}``. A
conversation is a thread: the page shows it among the others. ``POST /api/{user_id}/chat`` is the
same for callers that name the user, who must be the one that their token names.

With ``Accept: text/event-stream`` the answer is told while it is written, in events of these names:

- ``conversation`` ``{"conversation_id"}``, at first
- ``delta`` ``{"text"}``: the response goes on with this
- ``tool_call`` ``{"name", "arguments", "result"}``
- ``done``: what the plain answer would be, at the end
- ``error`` ``{"code", "message", "request_id"}``, instead of ``done``
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import asdict
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from chatkit_server.changes import Changes
from chatkit_server.context import RequestContext
from chatkit_server.errors import Forbidden
from chatkit_server.http.body import read_model
from chatkit_server.http.chatkit import STREAM_HEADERS, wants_events
from chatkit_server.http.contract import Media, operation
from chatkit_server.http.errors import error_response
from chatkit_server.plain import Delta, Failed, PlainAnswer, Silence, send
from chatkit_server.server import AssistantServer
from chatkit_server.tool_calls import ToolCall
from chatkit_server.wire import KEEP_ALIVE

CONVERSATION_HEADER: Final = "X-Conversation-Id"
"""Names the conversation also where the answer failed."""
_NOBODY_READS_IT: Final = 499


class ChatBody(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(strict=True)

    message: str
    conversation_id: str | None = None


class ToolCallBody(BaseModel):
    """What a tool of the assistant's did."""

    name: str
    arguments: dict[str, Any]
    result: str | None


class ChatAnswer(BaseModel):
    """An answer."""

    conversation_id: str
    response: str = Field(description="Markdown.")
    tool_calls: list[ToolCallBody]


_described = operation(
    "Chat",
    caller="user",
    body=ChatBody,
    answers={
        200: (
            ChatAnswer,
            Media(
                "text/event-stream",
                "The same while it is written: events named `conversation`, `delta`, "
                "`tool_call`, `done`, `error`.",
            ),
        )
    },
    refusals={
        403: "The path names another user than the token does.",
        404: "There is no such conversation.",
        409: "An answer is being written in the conversation, or it takes no messages.",
        502: "The answer could not be written to its end.",
    },
)


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [
        Route("/api/chat", _chat, methods=["POST"]),
        Route("/api/{user_id:path}/chat", _chat_as, methods=["POST"]),
    ]


@_described
async def _chat_as(request: Request) -> Response:
    """Send a message as the user whom the path and the token name, and get the answer to it."""
    context: RequestContext = request.state.context
    if request.path_params["user_id"] != context.owner:
        raise Forbidden("The path names another user than the token does.")
    return await _chat(request)


@_described
async def _chat(request: Request) -> Response:
    """Send a message, and get the answer to it.

    The conversation is a thread, which the page shows among the others.
    """
    server: AssistantServer = request.app.state.server
    context: RequestContext = request.state.context
    body = await read_model(request, ChatBody)
    answer = await send(server, body.message, body.conversation_id, context)
    # A page that shows the conversation follows the answer from here on.
    server.changes.tell(context.owner, answer.thread_id)
    if wants_events(request):
        return ChatStream(answer, server.changes, context)
    try:
        failed = await _while_there(request, _read(answer))
    except ClientDisconnect:
        return Response(status_code=_NOBODY_READS_IT)
    finally:
        answer.close()
        server.changes.tell(context.owner, answer.thread_id)
    headers = {"Cache-Control": "no-store", CONVERSATION_HEADER: answer.thread_id}
    if failed is not None:
        return error_response(failed.code, failed.message, 502, headers)
    return Response(orjson.dumps(_whole(answer)), 200, headers, "application/json")


class ChatStream(StreamingResponse):
    """Tells an answer while it is written, and lets go of it however the connection ends."""

    def __init__(self, answer: PlainAnswer, changes: Changes, context: RequestContext) -> None:
        headers = {**STREAM_HEADERS, CONVERSATION_HEADER: answer.thread_id}
        super().__init__(
            _events(answer, context.request_id), media_type="text/event-stream", headers=headers
        )
        self._answer = answer
        self._changes = changes
        self._owner = context.owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._answer.close()
            self._changes.tell(self._owner, self._answer.thread_id)


async def _events(answer: PlainAnswer, request_id: str) -> AsyncIterator[bytes]:
    yield _event("conversation", {"conversation_id": answer.thread_id})
    failed: Failed | None = None
    async for step in answer:
        match step:
            case Delta(text):
                yield _event("delta", {"text": text})
            case ToolCall():
                yield _event("tool_call", asdict(step))
            case Silence():
                yield KEEP_ALIVE
            case Failed():
                failed = step
    if failed is None:
        yield _event("done", _whole(answer))
    else:
        told = {"code": failed.code, "message": failed.message, "request_id": request_id}
        yield _event("error", told)


async def _read(answer: PlainAnswer) -> Failed | None:
    failed: Failed | None = None
    async for step in answer:
        if isinstance(step, Failed):
            failed = step
    return failed


async def _while_there(
    request: Request, reading: Coroutine[Any, Any, Failed | None]
) -> Failed | None:
    """Read for as long as somebody waits for it.

    Raises:
        ClientDisconnect: Nobody does any more.
    """
    tasks = asyncio.create_task(reading), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if not tasks[0].done():
            raise ClientDisconnect
        return tasks[0].result()
    finally:
        for task in tasks:
            task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _whole(answer: PlainAnswer) -> dict[str, Any]:
    return {
        "conversation_id": answer.thread_id,
        "response": answer.text,
        "tool_calls": [asdict(call) for call in answer.tool_calls],
    }


def _event(name: str, data: Mapping[str, Any]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), orjson.dumps(data))
