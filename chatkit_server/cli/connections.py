"""Connections: nobody keeps one without asking, or fills the memory before asking.

All of them speak HTTP/1.1, whatever else is offered.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES: Final = 128 * 1024
"""The request line and the headers have so many at most; proxies and browsers send fewer."""
HEAD_SECONDS: Final = 30.0
"""So long after a connection was made, or after a request began on it, its headers are there."""


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn has it, which waits for headers without end, however many there are.

    What a client offers to speak instead is ignored, as it may be (RFC 9110 section 7.8): Java's
    own client and others offer HTTP/2 with each request, and uvicorn loses the body of such a one.

    Source: RFC 9110 section 5.4, RFC 6585 section 5.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parser = _Parser(self)
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
        if self.offers_another_protocol:
            return  # it is read once more, without that
        if self.parser.get_http_version() == "1.1":
            # Whoever forwards requests by their host must not see another one (RFC 9112 3.2).
            if sum(name == b"host" for name, _ in self.headers) != 1:
                raise ValueError("a request names one host")  # answered like all that is no HTTP
        self._end_head()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Take in that the body is whole."""
        if not self.offers_another_protocol:
            super().on_message_complete()

    @property
    def offers_another_protocol(self) -> bool:
        """Whether the request that is read can be one of another protocol as well."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"

    def head_without_offer(self) -> bytes:
        """The head of the request that is read, without the offer of another protocol."""
        version = self.parser.get_http_version().encode()
        line = b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)
        fields = [b"%s: %s" % field for field in self.headers if field[0] != b"upgrade"]
        return b"\r\n".join([line, *fields, b"", b""])

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


class _Parser(httptools.HttpRequestParser):
    """Goes on with HTTP/1.1 where a request offers something else, and would be left there."""

    def __init__(self, protocol: BoundedProtocol) -> None:
        super().__init__(protocol)
        self.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn has it
        self._protocol = protocol

    def feed_data(self, data: Any) -> None:
        """Read on."""
        while True:
            try:
                super().feed_data(data)
            except httptools.HttpParserUpgrade as offer:
                data = self._protocol.head_without_offer() + data[offer.args[0] :]
            else:
                return
