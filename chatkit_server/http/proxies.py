"""Who really asks, and how, where proxies stand between: believed of those that are listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_HOST: Final = re.compile(r"([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?", re.IGNORECASE)


class TrustedProxies:
    """Reads ``X-Forwarded-For``, ``-Proto`` and ``-Host`` where the connection is a proxy's.

    Of several addresses the last one counts that is no proxy's: what stands before it was said by
    the client itself.

    Args:
        proxies: Addresses and networks, such as ``10.0.0.0/8``.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        self._app = app
        self._networks = [ip_network(proxy) for proxy in proxies]
        inner: Any = app  # its own types for ASGI are stricter than anybody else's
        self._forwarded: Any = ProxyHeadersMiddleware(inner, list(proxies))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Runs the app with the client, the scheme and the host that a proxy tells."""
        if scope["type"] != "http" or not self._is_proxy(scope.get("client")):
            await self._app(scope, receive, send)
            return
        host = Headers(scope=scope).get("x-forwarded-host", "").strip()
        if _HOST.fullmatch(host):
            scope = {**scope, "headers": list(scope["headers"])}
            MutableHeaders(scope=scope)["host"] = host
        await self._forwarded(scope, receive, send)

    def _is_proxy(self, client: tuple[str, int] | None) -> bool:
        try:
            address = ip_address(client[0]) if client else None
        except ValueError:
            return False
        return address is not None and any(address in network for network in self._networks)
