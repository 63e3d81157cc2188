"""Connections: nobody keeps one without asking, or fills the memory before asking."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES: Final = 128 * 1024
"""The request line and the headers have so many at most; proxies and browsers send fewer."""
HEAD_SECONDS: Final = 30.0
"""So long after a connection was made, or after a request began on it, its headers are there."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, which waits for headers without end, however many there are.

    Source: RFC 9110 section 5.4, RFC 6585 section 5.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._in_head = True
        self._head_bytes = 0
        self._too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._begin_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._end_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came in, unless the headers do not end."""
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES:
            self.send_400_response("The headers are too large.")

    def on_message_begin(self) -> None:
        """Begin to wait for headers."""
        super().on_message_begin()
        self._begin_head()

    def on_headers_complete(self) -> None:
        """Let the request take its time."""
        self._end_head()
        super().on_headers_complete()

    def _begin_head(self) -> None:
        self._end_head()
        self._in_head = True
        self._too_late = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _end_head(self) -> None:
        self._in_head = False
        self._head_bytes = 0
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None
