"""How a server starts and ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

import chatkit_server.migrations
import stores.migrations
from chatkit_server.composition import Services


@asynccontextmanager
async def running(
    services: Services, close_streams: Callable[[], Coroutine[Any, Any, None]]
) -> AsyncIterator[None]:
    """Start what has to be started, and end all of it, also when a start fails.

    Args:
        services: What was made.
        close_streams: Ends the answers that are being given, and what keeps connections open.

    Raises:
        NotMigrated: The database is not ours alone, and not at the newest version.
        DatabaseTooNew: It was used by a newer one.
    """
    async with AsyncExitStack() as ends:  # each is ended before those that stand above it
        ends.callback(services.instance.close)
        ends.push_async_callback(services.engine.dispose)
        if services.provider is not None:
            ends.push_async_callback(services.provider.aclose)
        ends.push_async_callback(services.counter.aclose)
        ends.push_async_callback(services.external_tokens.aclose)
        ends.push_async_callback(services.mcp_servers.aclose)
        ends.push_async_callback(services.host.aclose)
        ends.push_async_callback(services.asides.aclose)
        ends.push_async_callback(close_streams)
        ends.push_async_callback(services.sweeper.aclose)

        await _migrate(services.engine)
        dead = services.instance.dead_neighbours()
        await services.server.recover(dead)
        services.instance.forget(dead)
        services.sweeper.start()
        await services.mcp_servers.start()
        yield


async def _migrate(engine: AsyncEngine) -> None:
    if engine.dialect.name == "sqlite":  # the embedded database is ours alone
        await stores.migrations.upgrade(engine)
        await chatkit_server.migrations.upgrade(engine)
    else:
        await chatkit_server.migrations.require_newest(engine)
