"""Whose word counts on who asks, and how."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chatkit_server.http.proxies import TrustedProxies
from chatkit_server.http.request_context import base_url
from chatkit_server.settings import Settings, SettingsError

FORWARDED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "chat.example",
}


async def _seen(request: Request) -> Response:
    return JSONResponse([request.client and request.client.host, base_url(request)])


async def _ask(peer: str | None, headers: dict[str, str] | list[tuple[str, str]]) -> Any:
    app = Starlette(
        routes=[Route("/", _seen)],
        middleware=[Middleware(TrustedProxies, ("10.0.0.0/8", "192.0.2.1", "fd00::/8"))],
    )
    transport = httpx.ASGITransport(app, client=(peer or "", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
        return (await client.get("/", headers=headers)).json()


@pytest.mark.parametrize("peer", ["10.1.2.3", "192.0.2.1", "fd00::1"])
async def test_a_proxy_that_is_listed_is_believed(peer: str) -> None:
    assert await _ask(peer, FORWARDED) == ["203.0.113.7", "https://chat.example"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "192.0.2.2", "11.0.0.1", "fe80::1", "unix", None])
async def test_nobody_else_is(peer: str | None) -> None:
    assert await _ask(peer, FORWARDED) == [peer or "", "http://inside"]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", "203.0.113.7"),  # the first one was said by the client
        ("203.0.113.7, 10.0.0.9", "203.0.113.7"),  # through two proxies of ours
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
    ],
)
async def test_the_last_address_that_is_no_proxy_is_the_client(forwarded: str, client: str) -> None:
    assert (await _ask("10.0.0.1", {"X-Forwarded-For": forwarded}))[0] == client


async def test_several_headers_are_one_list() -> None:
    headers = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.7")]
    assert (await _ask("10.0.0.1", headers))[0] == "203.0.113.7"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-Proto", "javascript"),
        ("X-Forwarded-Proto", "https://evil"),
        ("X-Forwarded-Host", ""),
        ("X-Forwarded-Host", "a.example, b.example"),
        ("X-Forwarded-Host", "evil.example/path"),
        ("X-Forwarded-Host", "user@evil.example"),
        ("X-Forwarded-Host", "a" * 254),
    ],
)
async def test_what_is_neither_a_scheme_nor_a_host_does_not_count(name: str, value: str) -> None:
    assert (await _ask("10.0.0.1", {name: value}))[1] == "http://inside"


@pytest.mark.parametrize("host", ["chat.example:8443", "[2001:db8::1]:8443", "203.0.113.9"])
async def test_a_host_may_be_anything_that_is_one(host: str) -> None:
    assert (await _ask("10.0.0.1", {"X-Forwarded-Host": host}))[1] == f"http://{host}"


@pytest.mark.parametrize("text", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.0/33", "300.1.1.1"])
def test_proxies_are_named_by_address(text: str) -> None:
    with pytest.raises(SettingsError, match="CHATKIT_TRUSTED_PROXIES must be a list"):
        Settings.from_env({"CHATKIT_TRUSTED_PROXIES": text})


def test_nobody_is_trusted_unasked() -> None:
    assert Settings.from_env({}).trusted_proxies == ()
    given = Settings.from_env({"CHATKIT_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"})
    assert given.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
