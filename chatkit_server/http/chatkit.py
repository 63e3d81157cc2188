"""``POST /chatkit``: the protocol's one endpoint.

``POST /chatkit/NAME`` is the same, but that the threads it makes belong to that assistant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from chatkit.types import ThreadStreamEvent
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from chatkit_server.assistant.registry import Assistants
from chatkit_server.context import RequestContext
from chatkit_server.extensions import (
    EXTENSIONS,
    EXTENSIONS_HEADER,
    MAX_MESSAGE_HEADER,
    REQUEST,
    USER_HEADER,
)
from chatkit_server.http.answers import json_answer
from chatkit_server.http.body import read_body
from chatkit_server.http.contract import Media, operation
from chatkit_server.http.contract.protocol import ANY_ANSWER
from chatkit_server.runs.tail import Tail
from chatkit_server.server import AssistantServer
from chatkit_server.settings import Settings
from chatkit_server.signing import UserTags

STREAM_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # proxies of the nginx family would hold events back
}

_ANSWERS: Final[Mapping[int, Any]] = {
    200: (
        ANY_ANSWER,
        Media("text/event-stream", "Events while they happen, as `data:`.", ThreadStreamEvent),
    )
}


def routes() -> Sequence[BaseRoute]:
    """The protocol's endpoint, and one for each assistant."""
    return [
        Route("/chatkit", chatkit, methods=["POST"]),
        Route("/chatkit/{assistant}", chatkit, methods=["POST"]),
    ]


@operation(
    "ChatKit protocol",
    caller="user",
    body=REQUEST,
    answers=_ANSWERS,
    refusals={
        404: "It names something that does not exist, or is somebody else's.",
        409: "It does not fit the state of the thread or file.",
    },
)
async def chatkit(request: Request) -> Response:
    """Answer one protocol request: JSON, or events while they happen.

    `/chatkit/schema.json` has the same types, and says which request is answered with which.
    """
    server: AssistantServer = request.app.state.server
    settings: Settings = request.app.state.settings
    user_tags: UserTags = request.app.state.user_tags
    body = await read_body(request, settings.max_body_bytes)
    context: RequestContext = request.state.context
    name: str | None = request.path_params.get("assistant")
    if name is not None:
        assistants: Assistants = request.app.state.assistants
        assistants.named(name)
        context = replace(context, assistant=name)
    reply = await server.handle(body, context)
    headers = {
        EXTENSIONS_HEADER: EXTENSIONS,
        MAX_MESSAGE_HEADER: str(settings.max_message_chars),
        USER_HEADER: user_tags.of(context.owner),
        **reply.headers,
    }
    if isinstance(reply.body, bytes):
        return json_answer(reply.body, headers=headers)
    return EventStream(reply.body, {**headers, **STREAM_HEADERS})


def wants_events(request: Request) -> bool:
    """Whether the caller asks for events while they happen, where there is a choice."""
    return "text/event-stream" in request.headers.get("accept", "").lower()


class EventStream(StreamingResponse):
    """Sends what a tail reads, and lets go of it however the connection ends."""

    def __init__(self, tail: Tail, headers: Mapping[str, str]) -> None:
        super().__init__(tail, media_type="text/event-stream", headers=headers)
        self._tail = tail

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._tail.close()
