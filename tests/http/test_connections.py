"""What comes before a request has an end, whoever is at the other end of the connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from chatkit_server.cli import connections
from chatkit_server.cli.connections import HEAD_BYTES

from .serving import served

HEAD = b"POST / HTTP/1.1\r\nHost: test\r\n"


async def _count(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with served(Starlette(routes=[Route("/", _count, methods=["POST", "PUT"])])) as url:
        yield int(url.rpartition(":")[2])


async def answer(port: int, *pieces: bytes) -> bytes:
    """Send pieces; returns all that comes back until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(30):
            return await reader.read()
    except ConnectionError:
        return b""  # it was closed before all was sent
    finally:
        writer.close()


@pytest.mark.parametrize("header", [b"X-Filler:", b"X-Filler: a\r\n"], ids=["long", "many"])
async def test_headers_have_an_end(port: int, header: bytes) -> None:
    # One byte too many, and none that is left unread: that would reset the connection.
    sent = (HEAD + header * HEAD_BYTES)[: HEAD_BYTES + 1]
    refused = await answer(port, sent)
    assert refused.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert refused.endswith(b"\r\n\r\nThe headers are too large.")


@pytest.mark.parametrize("sent", [b"", b"P", HEAD, HEAD + b"X-Slow: "])
async def test_whoever_does_not_ask_is_not_waited_for(
    port: int, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    assert await answer(port, sent) == b""


async def test_a_body_may_be_larger_and_another_request_follow(port: int) -> None:
    body = b"x" * (3 * HEAD_BYTES)
    said = b"Content-Length: %d\r\n" % len(body)
    first = HEAD + said + b"\r\n" + body
    last = HEAD + said + b"Connection: close\r\n\r\n" + body
    got = await answer(port, first[:10], first[10:100], first[100:], last)
    assert got.count(b"HTTP/1.1 200 OK") == 2
    assert got.count(str(len(body)).encode()) == 2


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_the_body_of_who_offers_another_protocol_is_read(port: int, method: str) -> None:
    """As Java's own client does with each request, and `curl --http2`."""
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAE\r\n"
    head = method.encode() + HEAD[4:] + offer
    plain = head + b"Content-Length: 5\r\n\r\nhello"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    last = HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\nhi"
    whole = plain + chunked + last
    for pieces in ([whole], [whole[i : i + 1] for i in range(len(whole))]):
        got = await answer(port, *pieces)
        assert got.count(b"HTTP/1.1 200 OK") == 3
        assert [part[:1] for part in got.split(b"\r\n\r\n")[1:]] == [b"5", b"3", b"2"]


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\n",
        HEAD + b"Host: elsewhere\r\n",
        HEAD + b"Host: test\r\n",
        HEAD + b"Host: elsewhere\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n",
        HEAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n"
        b"Transfer-Encoding: chunked\r\n",
        b"CONNECT test:443 HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n",
    ],
)
async def test_what_may_be_read_in_two_ways_is_refused(port: int, head: bytes) -> None:
    """A proxy before the server could have read it in the other one."""
    got = await answer(port, head + b"\r\n")
    assert got.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert got.count(b"HTTP/1.1") == 1


async def test_an_old_client_names_no_host(port: int) -> None:
    got = await answer(port, b"POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi")
    assert got.startswith(b"HTTP/1.1 200 OK")
    assert got.endswith(b"\r\n\r\n2")
