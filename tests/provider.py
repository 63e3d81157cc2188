"""A server on this machine that speaks Chat Completions, for tests of what is asked of one."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

Chunk: TypeAlias = dict[str, Any]
Answer: TypeAlias = Callable[[], Response]

_CALLS = count()

USAGE = {"prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42}


def say(*pieces: str) -> Answer:
    """A message."""
    return streaming([*({"content": piece} for piece in pieces)])


def complete(text: str) -> Answer:
    """A message to whoever does not want it streamed."""
    choice = {"index": 0, "finish_reason": "stop"}
    choice |= {"message": {"role": "assistant", "content": text}}
    whole = {"id": "chat_1", "object": "chat.completion", "created": 0, "model": "test"}
    return lambda: JSONResponse({**whole, "choices": [choice], "usage": USAGE})


def call(name: str, **arguments: Any) -> Answer:
    """A call of a tool."""
    function = {"name": name, "arguments": json.dumps(arguments)}
    made = {"index": 0, "id": f"call_{next(_CALLS)}", "type": "function", "function": function}
    return streaming([{"role": "assistant", "tool_calls": [made]}], "tool_calls")


def streaming(deltas: Sequence[Chunk], finish: str = "stop") -> Answer:
    """A whole answer, as it is sent."""
    return lambda: StreamingResponse(_events(deltas, finish), media_type="text/event-stream")


def falling_silent(*pieces: str) -> Answer:
    """The beginning of an answer, and then comments that say nothing, for ever."""

    async def events() -> AsyncIterator[str]:
        for piece in pieces:
            yield _event({"content": piece})
        while True:
            yield ": still here\n\n"
            await asyncio.sleep(0.02)

    return lambda: StreamingResponse(events(), media_type="text/event-stream")


def trickling() -> Response:
    """Spaces before an answer that never comes: what keeps a connection open, and says nothing."""

    async def spaces() -> AsyncIterator[str]:
        while True:
            yield " "
            await asyncio.sleep(0.02)

    return StreamingResponse(spaces(), media_type="application/json")


def hanging() -> Response:
    """No answer, for ever."""

    async def nothing() -> AsyncIterator[str]:
        await asyncio.Event().wait()
        yield ""

    return StreamingResponse(nothing())


def breaking_off(*pieces: str) -> Answer:
    """The beginning of an answer; then the connection is cut."""

    async def events() -> AsyncIterator[str]:
        for piece in pieces:
            yield _event({"content": piece})
        raise ConnectionAbortedError

    return lambda: StreamingResponse(events(), media_type="text/event-stream")


def failing_response(status: str, **reason: Any) -> Answer:
    """An answer of the Responses API that ends as failed, or incomplete."""
    response = {
        "id": "resp_1",
        "object": "response",
        "created_at": 0,
        "model": "test",
        "output": [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "status": status,
        **reason,
    }
    event = {"type": f"response.{status}", "response": response, "sequence_number": 0}
    body = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n"
    return lambda: Response(body, media_type="text/event-stream")


def refuse(status: int, code: str | None = None, message: str = "provider's own words") -> Answer:
    """An error of the provider's."""
    error = {"message": message, "type": "error", "code": code}
    return lambda: JSONResponse({"error": error}, status)


class Provider:
    """Answers with a script, and with a greeting where there is nothing left of it.

    Attributes:
        script: The answers to come.
        beside: The answer to whatever is not streamed, where there is one: titles, summaries.
        requests: The bodies of the requests.
        paths: Where they were sent to, with the query.
        headers: What came with them.
    """

    def __init__(self) -> None:
        self.script: deque[Answer] = deque()
        self.beside: Answer | None = None
        self.requests: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["POST"])])

    @property
    def models(self) -> list[str]:
        """The models that were asked."""
        return [request["model"] for request in self.requests]

    async def _answer(self, request: Request) -> Response:
        body = json.loads(await request.body())
        self.requests.append(body)
        self.paths.append(str(request.url).removeprefix(str(request.base_url)))
        self.headers.append(dict(request.headers))
        if self.beside is not None and not body.get("stream"):
            return self.beside()
        answer = self.script.popleft() if self.script else say("Hello.")
        return answer()


async def _events(deltas: Sequence[Chunk], finish: str) -> AsyncIterator[str]:
    for delta in deltas:
        yield _event(delta)
    yield _event({}, finish)
    yield _event(None)
    yield "data: [DONE]\n\n"


def _event(delta: Chunk | None, finish: str | None = None) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "test",
        "choices": choices,
        **({"usage": USAGE} if delta is None else {}),
    }
    return f"data: {json.dumps(chunk)}\n\n"
