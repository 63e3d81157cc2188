"""An application on a socket of loopback, for clients that know nothing but URLs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from chatkit_server.cli.connections import BoundedProtocol
from chatkit_server.cli.serving import listen, url_of


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    """Serve a started application; gives its URL."""
    sockets = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        app, http=BoundedProtocol, lifespan="off", log_config=None, timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets))
    try:
        yield url_of("127.0.0.1", sockets)
    finally:
        server.should_exit = True
        await serving


def patient_client(**options: Any) -> httpx.AsyncClient:
    """A client of sockets on this machine, which waits however busy that is."""
    return httpx.AsyncClient(timeout=60, trust_env=False, **options)
