"""What answers tell browsers to refuse: the security headers of pages, of JSON and of files.

A handler that needs another value sets it; what it sets stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatkit_server.settings import Settings

HSTS: Final = "max-age=31536000"
"""A year, for this host alone: others below it are not this server's to speak for."""

NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"
"""The policy of what is no page: should a browser show it all the same, it can do nothing."""

ANY_PAGE: Final = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""For scripts that pages of any origin load."""

_EVERYWHERE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_DOCUMENTS: Final = frozenset({"application/json", "text/html", "text/plain"})
_UNUSED_FEATURES: Final = ("camera", "display-capture", "geolocation", "payment", "usb")


def page_headers(
    *,
    script_url: str = "",
    upload_origin: str | None = None,
    frame_ancestors: Sequence[str] = ("'self'",),
    microphone: bool = False,
) -> dict[str, str]:
    """The headers of a page.

    The policy allows what is of this origin, and nothing that stands in the page itself. Images may
    come from any https origin, for answers show them.

    Args:
        script_url: Where the element comes from; if from elsewhere, that origin's script and frame
            are allowed.
        upload_origin: Where the page sends files to, if elsewhere.
        frame_ancestors: The origins, or CSP's own words, whose pages may show it in a frame.
        microphone: Whether it may listen.
    """
    url = urlsplit(script_url)
    foreign = f"{url.scheme}://{url.netloc}" if url.netloc else ""
    policy = (
        "default-src 'self'",
        f"script-src 'self' {foreign}".rstrip(),
        "style-src 'self'",
        "img-src 'self' data: https:",
        f"connect-src 'self' {upload_origin or ''}".rstrip(),
        "frame-src " + (foreign or "'none'"),
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
        f"frame-ancestors {' '.join(frame_ancestors)}",
    )
    listeners = f'self "{foreign}"' if foreign else "self"
    features = [f"microphone=({listeners if microphone else ''})"]
    features += [f"{name}=()" for name in _UNUSED_FEATURES]
    return {
        "Content-Security-Policy": "; ".join(policy),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(features),
        "Referrer-Policy": "same-origin",
    }


class SecurityHeaders:
    """Puts the headers on every answer, whoever gives it.

    Args:
        settings: Say who may show pages in a frame.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._page = page_headers(frame_ancestors=settings.frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the app, and adds what its answer does not say."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), scope.get("scheme", "http"))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _complete(self, headers: MutableHeaders, scheme: str) -> None:
        for name, value in _EVERYWHERE.items():
            headers.setdefault(name, value)
        if scheme == "https":  # elsewhere browsers have to ignore it
            headers.setdefault("Strict-Transport-Security", HSTS)
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == "text/html":
            for name, value in self._page.items():
                headers.setdefault(name, value)
        elif media_type in _DOCUMENTS:
            headers.setdefault("Content-Security-Policy", NOTHING)
        if media_type in _DOCUMENTS:
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
            headers.setdefault("Cache-Control", "no-store")
