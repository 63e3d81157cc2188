"""Standing below a path of somebody else's application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, TypeAlias

from starlette.applications import Starlette

Lifespan: TypeAlias = Callable[[Any], AbstractAsyncContextManager[None]]


def lifespan(*mounted: Starlette, around: Lifespan | None = None) -> Lifespan:
    """The lifespan of an application that has others mounted, which start and stop with it.

    Starlette and FastAPI run the lifespan of the outermost application alone::

        chat = create_app(settings, assistant=agent)
        app = FastAPI(lifespan=lifespan(chat))
        app.mount("/assistant", chat)

    Args:
        mounted: What `create_app` made; started in this order, stopped in the other.
        around: The lifespan that the outer application has of its own; begins first, ends last.
    """

    @asynccontextmanager
    async def run(app: Any) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if around is not None:
                await stack.enter_async_context(around(app))
            for each in mounted:
                await stack.enter_async_context(each.router.lifespan_context(each))
            yield

    return run
