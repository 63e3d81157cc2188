"""The gallery's data, in development only: widgets to look at, built again as their files change.

- ``GET /gallery/samples`` answers ``{"samples": [{"name", "group", "title", "widget", "data",
  "schema", "problems"}], "live"}``, as described by `Sample`.
- ``POST /gallery/build`` with ``{"name", "data"}`` answers ``{"widget"}``, or 422 and
  ``{"problems": ["PATH: MESSAGE"]}``.
- ``GET /gallery/changes`` is a stream of ``{"name"}``, one for each sample whose file has changed.

The page itself, ``GET /gallery``, is a file of the web client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import orjson
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from chatkit_server.errors import InvalidRequest, NotFound
from chatkit_server.http.answers import NO_STORE
from chatkit_server.http.body import read_body
from chatkit_server.http.chatkit import STREAM_HEADERS
from widgets.errors import WidgetError
from widgets.files import Stamp
from widgets.samples import Samples

_MAX_BODY: Final = 1024 * 1024
_LOOK_SECONDS: Final = 0.3
_KEEP_ALIVE_SECONDS: Final = 15.0


class Gallery:
    """Shows samples for as long as the server runs.

    Args:
        sources: Where samples come from; a name that two of them have is the first one's.
        routes: Of what the samples show, such as images.
        look: Seconds between two looks at the files, while a page is open.
    """

    def __init__(
        self,
        sources: Sequence[Samples],
        *,
        routes: Sequence[BaseRoute] = (),
        look: float = _LOOK_SECONDS,
    ) -> None:
        self._sources = sources
        self._routes = routes
        self._look = look
        self._closing = asyncio.Event()

    def routes(self) -> list[BaseRoute]:
        """The routes of this surface."""
        return [
            Route("/gallery/samples", self.samples),
            Route("/gallery/build", self.build, methods=["POST"]),
            Route("/gallery/changes", self.changes),
            *self._routes,
        ]

    async def samples(self, request: Request) -> Response:
        """Every sample as it is now."""
        base_url = str(request.base_url).rstrip("/")
        found = await to_thread.run_sync(
            lambda: [sample for source in self._sources for sample in source.all(base_url)]
        )
        body = {"samples": [sample.json() for sample in found], "live": True}
        return JSONResponse(body, headers=NO_STORE)

    async def build(self, request: Request) -> Response:
        """A sample built from other data."""
        name, data = await _read(request)
        try:
            widget = await to_thread.run_sync(self._build, name, data)
        except WidgetError as error:
            problems = [str(problem) for problem in error.problems]
            return JSONResponse({"problems": problems}, status_code=422, headers=NO_STORE)
        if widget is None:
            raise NotFound("There is no template of that name.")
        return JSONResponse({"widget": widget}, headers=NO_STORE)

    async def changes(self, request: Request) -> Response:
        """The names of samples, as their files change from now on."""
        now = await to_thread.run_sync(self._stamps)  # before whoever asks hears that it listens
        return StreamingResponse(
            self._watch(now), media_type="text/event-stream", headers=STREAM_HEADERS
        )

    async def aclose(self) -> None:
        """End the streams."""
        self._closing.set()

    def _build(self, name: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        built = (source.build(name, data) for source in self._sources)
        return next((widget for widget in built if widget is not None), None)

    async def _watch(self, known: dict[str, Stamp]) -> AsyncIterator[bytes]:
        yield b": watching\n\n"
        silence = 0.0
        while not await self._closed_within(self._look):
            now = await to_thread.run_sync(self._stamps)
            changed = [name for name in {**known, **now} if known.get(name) != now.get(name)]
            known = now
            for name in changed:
                yield b"data: " + orjson.dumps({"name": name}) + b"\n\n"
            silence = 0.0 if changed else silence + self._look
            if silence >= _KEEP_ALIVE_SECONDS:
                silence = 0.0
                yield b": still here\n\n"

    async def _closed_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _stamps(self) -> dict[str, Stamp]:
        return {name: stamp for source in self._sources for name, stamp in source.stamps().items()}


async def _read(request: Request) -> tuple[str, Mapping[str, Any]]:
    try:
        body = orjson.loads(await read_body(request, _MAX_BODY))
    except orjson.JSONDecodeError:
        raise InvalidRequest("The body must be JSON.") from None
    match body:
        case {"name": str(name), "data": dict(data)}:
            return name, data
    raise InvalidRequest('The body must be {"name": text, "data": object}.')
