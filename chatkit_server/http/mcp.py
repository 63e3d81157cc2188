"""``POST /mcp``: the tools for tasks, for other agents (MCP, streamable HTTP, stateless).

Takes ``authenticator``, ``mcp_surface``, ``profiles`` and ``settings`` from the app's state. The
caller is the user whose bearer token is sent. Cookies do not count here: whatever makes a browser
send one, a page of another site or a name that was bound to this address, gets nowhere.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final, Literal, cast

from mcp.server.mcpserver import Context
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import BaseModel
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from chatkit_server.auth.backend import Authenticator, bearer_token
from chatkit_server.context import RequestContext
from chatkit_server.errors import Forbidden, NotFound, Unauthenticated
from chatkit_server.http.answers import NO_STORE
from chatkit_server.http.contract import Media, operation
from chatkit_server.http.errors import ErrorBody, response_to
from chatkit_server.http.limits import UserLimitMiddleware
from chatkit_server.http.request_context import base_url, request_context
from chatkit_server.mcp.task_server import TaskTools
from chatkit_server.tasks.service import TaskService

PATH: Final = "/mcp"
METADATA_PATH: Final = "/.well-known/oauth-protected-resource/mcp"
"""Where the resource at `PATH` says who signs its users in (RFC 9728 section 3.1)."""

_STOP_SECONDS: Final = 5.0


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [Route(PATH, Tools), Route(METADATA_PATH, _describe)]


class RpcError(BaseModel):
    """Why a JSON-RPC message was refused."""

    code: int
    message: str


class RpcRefusal(BaseModel):
    """The answer to a JSON-RPC message that was refused."""

    jsonrpc: Literal["2.0"]
    id: str | int | None
    error: RpcError


class ResourceMetadata(BaseModel):
    """Who signs the users of a resource in (RFC 9728 section 2)."""

    resource: str
    authorization_servers: list[str]
    bearer_methods_supported: list[str]
    resource_name: str


class McpSurface:
    """Serves the tools over a task service, from `start` to `aclose`."""

    def __init__(self, service: TaskService) -> None:
        self._tools = TaskTools(service, _caller)
        self._manager: StreamableHTTPSessionManager | None = None
        self._task: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    async def start(self) -> None:
        """Begin to serve."""
        self._stop.clear()
        started = asyncio.Event()
        # In a task of its own: a task group has to be left by the task that entered it, and
        # whoever runs a lifespan may end it from another one.
        self._task = asyncio.create_task(self._run(started), name="mcp surface")
        await started.wait()

    async def aclose(self) -> None:
        """Stop serving; calls that are under way are cut off."""
        if self._task is None:
            return
        self._stop.set()
        await asyncio.wait([self._task], timeout=_STOP_SECONDS)
        self._task = None

    async def _run(self, started: asyncio.Event) -> None:
        server = self._tools.server()
        server.streamable_http_app(
            json_response=True,
            stateless_http=True,  # any replica can answer any request
            # Names of this server are not checked, for nothing but a bearer token lets anyone in.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        try:
            async with server.session_manager.run():
                self._manager = server.session_manager
                started.set()
                await self._stop.wait()
        finally:
            self._manager = None

    def answer(self) -> ASGIApp:
        """Leaves the answer to the SDK."""
        assert self._manager is not None, "start() has not been called"
        return self._manager.handle_request


class Tools(HTTPEndpoint):
    """The tools; without the streams and sessions for which the protocol has GET and DELETE."""

    @operation(
        "MCP",
        caller="user",
        body=Media("application/json", "A JSON-RPC message of the Model Context Protocol."),
        answers={
            200: Media("application/json", "The JSON-RPC answer."),
            202: None,
        },
        refusals={403: "A client secret was sent, or the page that sent this is of another site."},
        error=RpcRefusal | ErrorBody,
    )
    async def post(self, request: Request) -> Any:
        """Work on the user's tasks by the Model Context Protocol.

        Only bearer tokens of users count: no cookies, client secrets or API keys.
        """
        try:
            request.scope.setdefault("state", {})["context"] = await _identify(request)
        except Unauthenticated as error:
            return _challenge(request, error)
        surface: McpSurface = request.app.state.mcp_surface
        return UserLimitMiddleware(surface.answer())


async def _identify(request: Request) -> RequestContext:
    authenticator: Authenticator = request.app.state.authenticator
    if bearer_token(request) is None:
        raise Unauthenticated("Send a user's token as a bearer token.")
    # Asked for by the protocol: whatever a page of another site sends is refused.
    authenticator.require_trusted_origin(request)
    identity = await authenticator.authenticate(request)
    context = await request_context(request, identity, request.app.state.profiles)
    if context.session is not None:
        raise Forbidden("A client secret is for a chat; send a user's token.")
    return context


def _challenge(request: Request, error: Unauthenticated) -> Response:
    """The answer to who is not known, with the place that says how to become so (RFC 9728)."""
    response = response_to(error)
    if request.app.state.settings.auth_issuer:
        url = f'resource_metadata="{base_url(request)}{METADATA_PATH}"'
        said = response.headers["WWW-Authenticate"]
        response.headers["WWW-Authenticate"] = f"{said}{' ' if said == 'Bearer' else ', '}{url}"
    return response


@operation(
    "MCP",
    caller="anyone",
    answers={200: ResourceMetadata},
    refusals={404: "No issuer is configured."},
)
async def _describe(request: Request) -> Response:
    """Tell who signs users in for ``/mcp`` (RFC 9728)."""
    issuer = request.app.state.settings.auth_issuer
    if not issuer:
        raise NotFound("No issuer is configured: tokens are made by whoever runs this server.")
    metadata = ResourceMetadata(
        resource=f"{base_url(request)}{PATH}",
        authorization_servers=[issuer],
        bearer_methods_supported=["header"],
        resource_name="Tasks",
    )
    return JSONResponse(metadata.model_dump(), headers=NO_STORE)


def _caller(context: Context[Any, Any]) -> RequestContext:
    request = context.request_context.request
    assert isinstance(request, Request)
    return cast(RequestContext, request.state.context)
