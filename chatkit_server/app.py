"""The application: what it serves, at which paths."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

import widgets.files
from chatkit_server.assistant.host import Servable
from chatkit_server.capabilities import capabilities
from chatkit_server.composition import compose
from chatkit_server.http import (
    admin,
    attachments,
    auth,
    chat,
    chatkit,
    client,
    commands,
    entities,
    health,
    hosted,
    mcp,
    sessions,
    sign_in,
    tasks,
    web,
)
from chatkit_server.http.contract import routes as contract
from chatkit_server.http.errors import EXCEPTION_HANDLERS
from chatkit_server.http.middleware import middleware as own_middleware
from chatkit_server.settings import Settings
from chatkit_server.startup import running
from chatkit_server.tasks.agent import make_tasks

if TYPE_CHECKING:
    from chatkit_server.http.gallery import Gallery

TASKS: Final = "tasks"
"""The name of the task assistant."""


def create_app(
    settings: Settings,
    *,
    assistant: Servable | None = None,
    assistants: Mapping[str, Servable] | None = None,
    routes: Sequence[BaseRoute] = (),
    middleware: Sequence[Middleware] = (),
) -> Starlette:
    """Make the application.

    Args:
        settings: What is in force.
        assistant: What answers; the task assistant by default.
        assistants: Several of them by name, in the place of one; the first is the default.
        routes: More of them, tried before those that take any file name at the root.
        middleware: More of it, inside the server's own: a request has its
            ``scope["state"]["context"]`` by then, where its path needs an identity.

    Raises:
        KeyFileError: The signing key can neither be read nor made.
        OSError: The data directory cannot be used.
        ValueError: The object store for files cannot be used as it is set, or an assistant's name
            cannot be one.
        ImportError: There is an object store or Redis, but the package for it is not installed.
    """
    if assistant is not None and assistants is not None:
        raise ValueError("give create_app an assistant, or several assistants by name")
    if assistants is None:
        assistants = {TASKS: make_tasks} if assistant is None else {"default": assistant}
    services = compose(settings, assistants)
    files = services.attachments
    mcp_surface = mcp.McpSurface(services.tasks)
    gallery = _gallery() if settings.development else None
    widgets.files.watch(settings.development)

    async def close_streams() -> None:
        if gallery is not None:
            await gallery.aclose()
        await services.server.aclose()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running(services, close_streams):
            await mcp_surface.start()
            app.state.started = True
            try:
                yield
            finally:
                app.state.started = False
                await mcp_surface.aclose()

    app = Starlette(
        routes=[
            *chatkit.routes(),
            *auth.routes(),
            *sessions.routes(),
            *sign_in.routes(),
            *attachments.routes(),
            *tasks.routes,
            *entities.routes,
            *commands.routes(services.assistants),
            *mcp.routes(),
            *client.routes(services.assistants, capabilities(settings)),
            *health.routes(),
            *hosted.routes(),
            *contract.routes(),
            *chat.routes(),
            *admin.routes(),
            *routes,
            *(gallery.routes() if gallery is not None else ()),
            *web.routes(settings, upload_origin=files.upload_origin if files else None),
        ],
        middleware=[*own_middleware(settings), *middleware],
        exception_handlers=EXCEPTION_HANDLERS,
        lifespan=lifespan,
    )
    app.state = State({**vars(services), "mcp_surface": mcp_surface})
    app.state.close_streams = close_streams
    app.state.started = False
    return app


def _gallery() -> Gallery:
    # Only in development: nobody else has to wait for the showcase to be imported.
    from chatkit_server.http.gallery import Gallery
    from chatkit_server.showcase import images
    from chatkit_server.showcase.gallery.samples import ComponentSamples
    from widgets.samples import BuilderSamples

    return Gallery([ComponentSamples(), BuilderSamples()], routes=images.ROUTES)
