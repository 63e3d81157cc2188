"""Which pages of other origins may call, and what they may read."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from chatkit_server.app import create_app
from chatkit_server.settings import Settings

LISTED = ["https://shop.example", "https://a.chat.example", "https://a.b.chat.example"]
UNLISTED = [
    "https://evil.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://chat.example",
    "https://evilchat.example",
    "https://shop.example.evil.example",
    "null",
]
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,x-timezone",
}


@pytest.fixture
def open_app(settings: Settings) -> Starlette:
    origins = ("https://shop.example", "https://*.chat.example")
    return create_app(dataclasses.replace(settings, cors_origins=origins))


@pytest.fixture
async def client(open_app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(open_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://server.test") as client:
        yield client


@pytest.mark.parametrize("origin", LISTED)
@pytest.mark.parametrize("path", ["/chatkit", "/api/tasks", "/api/attachments", "/api/auth/guest"])
async def test_a_listed_origin_may_ask_once_for_two_hours(
    client: httpx.AsyncClient, path: str, origin: str
) -> None:
    response = await client.options(path, headers={"Origin": origin, **PREFLIGHT})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == origin
    assert response.headers["access-control-allow-credentials"] == "true"
    assert response.headers["access-control-max-age"] == "7200"
    assert "Origin" in response.headers["vary"]


async def test_a_listed_origin_may_be_outside_of_the_private_network_that_the_server_is_in(
    client: httpx.AsyncClient,
) -> None:
    asks = {**PREFLIGHT, "Access-Control-Request-Private-Network": "true"}
    response = await client.options("/chatkit", headers={"Origin": LISTED[0], **asks})
    assert response.status_code == 200
    assert response.headers["access-control-allow-private-network"] == "true"
    response = await client.options("/chatkit", headers={"Origin": UNLISTED[0], **asks})
    assert response.status_code == 400
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("origin", UNLISTED)
@pytest.mark.parametrize("path", ["/chatkit", "/api/tasks"])
async def test_any_other_origin_is_told_nothing(
    client: httpx.AsyncClient, path: str, origin: str
) -> None:
    preflight = await client.options(path, headers={"Origin": origin, **PREFLIGHT})
    assert preflight.status_code == 400
    assert "access-control-allow-origin" not in preflight.headers
    response = await client.get(path, headers={"Origin": origin})
    assert not [name for name in response.headers if name.startswith("access-control-")]
    assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize("origin", [*LISTED, *UNLISTED])
@pytest.mark.parametrize("path", ["/v1/chatkit/sessions", "/api/admin/users/ann", "/mcp"])
async def test_what_back_ends_call_is_closed_to_every_page(
    client: httpx.AsyncClient, path: str, origin: str
) -> None:
    for response in (
        await client.options(path, headers={"Origin": origin, **PREFLIGHT}),
        await client.post(path, headers={"Origin": origin}),
    ):
        assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("origin", [*LISTED, *UNLISTED])
@pytest.mark.parametrize("path", ["/chatkit.js", "/chatkit.json"])
async def test_no_answer_is_for_everybody_with_credentials(
    client: httpx.AsyncClient, path: str, origin: str
) -> None:
    headers = (await client.get(path, headers={"Origin": origin})).headers
    if headers.get("access-control-allow-origin") == "*":
        assert "access-control-allow-credentials" not in headers
    else:
        assert headers.get("access-control-allow-origin") in (origin, None)


async def test_without_a_list_no_page_is_let_in(settings: Settings) -> None:
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://server.test") as client:
        response = await client.get("/healthz", headers={"Origin": LISTED[0]})
    assert not [name for name in response.headers if name.startswith("access-control-")]
