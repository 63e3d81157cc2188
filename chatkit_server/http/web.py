"""The built web client: the page, its hashed assets, and the element for any page.

``/chatkit.js`` is the newest script, ``/chatkit@VERSION.js`` one that never changes, and
``/chatkit-widget.js`` is the script for widgets alone; what each loads when it is needed is below
``/chatkit/``, and ``/chatkit.json`` says what there is. Files of earlier versions are served for as
long as they are there.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from pathlib import Path
from typing import Final, TypeAlias

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from chatkit_server.assistant.registry import Assistants
from chatkit_server.errors import NotFound
from chatkit_server.http.documents import Document
from chatkit_server.http.headers import ANY_PAGE, page_headers
from chatkit_server.http.paths import root_of
from chatkit_server.settings import Settings
from stores.errors import StoreUnavailable

_SCRIPT_MARK: Final = 'src="/chatkit.js"'
_DOMAIN_KEY_MARK: Final = 'name="chatkit-domain-key" content="local"'
_ROOT_MARK: Final = 'name="chatkit-root" content=""'
_ASSISTANT_MARK: Final = 'name="chatkit-assistant" content=""'
_OWN_PATH: Final = re.compile(r'\b(src|href)="/(?!/)')

GALLERY_PAGE: Final = "gallery.html"
"""The page of the widgets; it is there in development only."""

_FILE_NAME: Final = re.compile(r"[\w-][\w.-]{0,127}", re.ASCII)
_MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}

_VERSION_FILE: Final = re.compile(r"\d[\w.+-]{0,63}\.(?:js|js\.map|json)", re.ASCII)

_REVALIDATE: Final = {"Cache-Control": "no-cache"}
_IMMUTABLE: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_Stamp: TypeAlias = tuple[int, int]
"""When a file was written, in nanoseconds, and its size: it changes with what is in it."""
_NOT_BUILT: Final = "The web client is not built yet. Run `make web`, then reload this page.\n"


async def _same_origin() -> str | None:
    return None


def routes(
    settings: Settings, *, upload_origin: Callable[[], Awaitable[str | None]] | None = None
) -> list[BaseRoute]:
    """The routes of this surface; put them last, for they take any file name at the root.

    Args:
        settings: Says where the files are, and what the page is told.
        upload_origin: Tells the origin that the page sends files to, if it is another one.
    """
    client = WebClient(settings, upload_origin or _same_origin)
    return [
        Route("/", client.page),
        Route("/threads/{thread_id}", client.page),
        Route("/a/{assistant}", client.page),
        Route("/a/{assistant}/threads/{thread_id}", client.page),
        *([Route("/gallery", client.gallery)] if settings.development else ()),
        *client.parts(),
    ]


def gallery_routes(settings: Settings) -> list[BaseRoute]:
    """The page of the widgets alone, with what it loads; put them last, as those of `routes`."""
    client = WebClient(settings, _same_origin)
    return [Route("/gallery", client.gallery), *client.parts()]


class WebClient:
    """Serves ``web/dist`` from memory; a file that was built anew is read anew.

    Args:
        settings: Says where the files are, and what the page is told.
        upload_origin: Tells the origin that the page sends files to, if it is another one.
    """

    def __init__(
        self, settings: Settings, upload_origin: Callable[[], Awaitable[str | None]]
    ) -> None:
        self._settings = settings
        self._upload_origin = upload_origin
        self._files: dict[Path, tuple[_Stamp, Document]] = {}

    def parts(self) -> list[BaseRoute]:
        """The routes of what pages load."""
        return [
            Route("/chatkit.js", self.element),
            Route("/chatkit-widget.js", self.widget),
            Route("/chatkit.json", self.manifest),
            Route("/chatkit@{version}", self.version),
            Route("/chatkit-widget@{version}", self.widget_version),
            Route("/chatkit/{name}", self.chunk),
            Route("/app/{name}", self.hashed_asset),
            Route("/{name}", self.root_file),
        ]

    async def page(self, request: Request) -> Response:
        """The one page of the client, which reads its own address."""
        name: str = request.path_params.get("assistant", "")
        if name:
            assistants: Assistants = request.app.state.assistants
            assistants.named(name)
        try:
            origin = await self._upload_origin()
        except StoreUnavailable:  # no files for now; the page is more than that
            origin = None
        settings = self._settings
        headers = page_headers(
            script_url=settings.script_url,
            upload_origin=origin,
            frame_ancestors=settings.frame_ancestors,
            microphone=settings.transcribes,
        )
        file = await to_thread.run_sync(self._load, settings.web_dir / "index.html")
        if file is None:
            return _not_built()
        root = root_of(request.scope)
        body = fill_page(file.body.decode(), settings, root, name).encode()
        return Document.of(file.media_type, body).respond(request, {**_REVALIDATE, **headers})

    async def gallery(self, request: Request) -> Response:
        """The page of the widgets, which takes the element from this server alone."""
        headers = page_headers(frame_ancestors=self._settings.frame_ancestors)
        return await self._serve(request, GALLERY_PAGE, {**_REVALIDATE, **headers})

    async def element(self, request: Request) -> Response:
        """The script that defines ``<openai-chatkit>``, for pages of any origin."""
        return await self._serve(request, "chatkit.js", _REVALIDATE | ANY_PAGE)

    async def widget(self, request: Request) -> Response:
        """The script that defines ``<chatkit-widget>``, for pages of any origin."""
        return await self._serve(request, "chatkit-widget.js", _REVALIDATE | ANY_PAGE)

    async def manifest(self, request: Request) -> Response:
        """The version of the script, and the integrity and size of each file."""
        return await self._serve(request, "chatkit.json", _REVALIDATE | ANY_PAGE)

    async def version(self, request: Request) -> Response:
        """What a version is made of, under addresses that never mean anything else."""
        return await self._serve_version(request, "chatkit")

    async def widget_version(self, request: Request) -> Response:
        """The same of the script for widgets alone."""
        return await self._serve_version(request, "chatkit-widget")

    async def chunk(self, request: Request) -> Response:
        """A part of the script, or its source map; its name changes with its content."""
        name = request.path_params["name"]
        return await self._serve(request, name, _IMMUTABLE | ANY_PAGE, folder="chatkit")

    async def hashed_asset(self, request: Request) -> Response:
        """A file whose name changes with its content."""
        name = request.path_params["name"]
        return await self._serve(request, name, _IMMUTABLE, folder="app")

    async def root_file(self, request: Request) -> Response:
        """A file beside the page, such as its icon."""
        name = request.path_params["name"]
        if name in {"index.html", GALLERY_PAGE}:  # only as pages, with the headers of one
            raise NotFound("There is no such file.")
        return await self._serve(request, name, _REVALIDATE)

    async def _serve(
        self, request: Request, name: str, headers: Mapping[str, str], folder: str = ""
    ) -> Response:
        file = None
        if _FILE_NAME.fullmatch(name):  # one plain name: no way out of the folder
            file = await to_thread.run_sync(self._load, self._settings.web_dir / folder / name)
        if file is None:
            scripts = {"chatkit.js", "chatkit-widget.js", "chatkit.json"}
            if name in scripts | {"index.html", GALLERY_PAGE}:
                return _not_built()
            raise NotFound("There is no such file.")
        return file.respond(request, headers)

    async def _serve_version(self, request: Request, script: str) -> Response:
        version = request.path_params["version"]
        file = None
        if _VERSION_FILE.fullmatch(version):
            path = self._settings.web_dir / f"{script}@{version}"
            file = await to_thread.run_sync(self._load, path)
        if file is None:
            there = await to_thread.run_sync(self._versions, script)
            if not there:
                return _not_built()
            raise NotFound(
                f"There is no such version of {script}.js here; there is {', '.join(there)}."
            )
        return file.respond(request, _IMMUTABLE | ANY_PAGE)

    def _versions(self, script: str) -> list[str]:
        names = (path.name for path in self._settings.web_dir.glob(f"{script}@*.js"))
        return sorted(name.removeprefix(f"{script}@").removesuffix(".js") for name in names)

    def _load(self, path: Path) -> Document | None:
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            known = self._files.get(path)
            if known is not None and known[0] == stamp:
                return known[1]
            body = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        media_type = _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
        document = Document.of(media_type, body)
        self._files[path] = (stamp, document)
        return document


def _not_built() -> Response:
    return PlainTextResponse(_NOT_BUILT, 503, {"Cache-Control": "no-store"})


def fill_page(html: str, settings: Settings, root: str, assistant: str) -> str:
    """Puts what the page needs to know into its markup.

    Args:
        html: The page as it was built.
        settings: Name the script and the domain key.
        root: The path that the application is mounted at; empty for none.
        assistant: The one that the page is for; empty for the default.

    Raises:
        ValueError: If the page has no place for it.
    """
    for mark, value in (
        (_SCRIPT_MARK, f'src="{escape(settings.script_url)}"'),
        (_DOMAIN_KEY_MARK, f'name="chatkit-domain-key" content="{escape(settings.domain_key)}"'),
        (_ROOT_MARK, f'name="chatkit-root" content="{escape(root)}"'),
        (_ASSISTANT_MARK, f'name="chatkit-assistant" content="{escape(assistant)}"'),
    ):
        if html.count(mark) != 1:
            raise ValueError(f"index.html must have {mark} exactly once")
        html = html.replace(mark, value)
    return _OWN_PATH.sub(lambda match: f'{match[1]}="{escape(root)}/', html)
