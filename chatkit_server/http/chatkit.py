"""``POST /chatkit``: the protocol's one endpoint."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from chatkit_server.extensions import EXTENSIONS, EXTENSIONS_HEADER
from chatkit_server.http.body import read_body
from chatkit_server.server import AssistantServer

STREAM_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # proxies of the nginx family would hold events back
}


def routes() -> Sequence[BaseRoute]:
    """The protocol's endpoint."""
    return [Route("/chatkit", chatkit, methods=["POST"])]


async def chatkit(request: Request) -> Response:
    """Answer one protocol request: JSON, or events while they happen."""
    server: AssistantServer = request.app.state.server
    body = await read_body(request, request.app.state.settings.max_body_bytes)
    reply = await server.handle(body, request.state.context)
    headers = {EXTENSIONS_HEADER: EXTENSIONS, **reply.headers}
    if isinstance(reply.body, bytes):
        return Response(
            reply.body,
            media_type="application/json",
            headers={**headers, "Cache-Control": "no-store"},
        )
    return StreamingResponse(
        reply.body, media_type="text/event-stream", headers={**headers, **STREAM_HEADERS}
    )
