"""Who a request comes from: guests and their cookie, users and their tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import jwt
import pytest
from starlette.applications import Starlette

from chatkit_server.http.paths import needs_identity
from chatkit_server.settings import Settings
from tests.tokens import signed

from .conftest import running
from .probe import SHARED_SECRET, TRUSTED, bearer, client_of, probe


@pytest.fixture
async def app(settings: Settings, stack: AsyncExitStack) -> Starlette:
    return await stack.enter_async_context(running(probe(settings)))


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


async def test_a_guest_gets_a_token_and_a_cookie_that_scripts_cannot_read(
    client: httpx.AsyncClient,
) -> None:
    response = await client.post("/api/auth/guest")
    assert response.status_code == 201
    body = response.json()
    assert set(body) == {"token", "expires_at", "user"}
    assert body["user"]["id"].startswith("guest_")
    assert body["expires_at"].endswith("Z")
    assert response.headers["cache-control"] == "no-store"
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"chatkit_session={body['token']};")
    for attribute in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=2592000"):
        assert attribute in cookie
    assert "Secure" not in cookie

    for headers in ({}, bearer(body["token"])):
        known = (await client.get("/api/whoami", headers=headers)).json()
        assert (known["id"], known["kind"]) == (body["user"]["id"], "guest")


async def test_the_cookie_is_for_https_only_where_the_page_is(app: Starlette) -> None:
    async with client_of(app, "https") as client:
        response = await client.post("/api/auth/guest")
    assert "Secure" in response.headers["set-cookie"]


async def test_a_guest_who_comes_back_is_the_same_guest(client: httpx.AsyncClient) -> None:
    first = (await client.post("/api/auth/guest")).json()
    by_cookie = (await client.post("/api/auth/guest")).json()
    client.cookies.clear()
    by_token = (await client.post("/api/auth/guest", headers=bearer(first["token"]))).json()
    client.cookies.clear()
    stranger = (await client.post("/api/auth/guest")).json()
    assert by_cookie["user"] == by_token["user"] == first["user"] != stranger["user"]


@pytest.mark.parametrize("cookie", ["nonsense", ""])
async def test_a_broken_cookie_makes_a_new_guest(client: httpx.AsyncClient, cookie: str) -> None:
    client.cookies.set("chatkit_session", cookie)
    assert (await client.post("/api/auth/guest")).status_code == 201


async def test_a_guest_whose_time_is_up_comes_back_as_another(
    app: Starlette, client: httpx.AsyncClient
) -> None:
    old = app.state.own_tokens.sign("guest_old", timedelta(seconds=-1))
    client.cookies.set("chatkit_session", old.value)
    assert (await client.get("/api/whoami")).status_code == 401
    assert (await client.post("/api/auth/guest")).json()["user"]["id"] != "guest_old"


async def test_a_signed_in_user_who_asks_becomes_a_guest_of_their_own(
    client: httpx.AsyncClient,
) -> None:
    token = signed(SHARED_SECRET, sub="alice")
    body = (await client.post("/api/auth/guest", headers=bearer(token))).json()
    assert body["user"]["id"].startswith("guest_")


async def test_guests_are_sent_away_where_they_are_not_let_in(settings: Settings) -> None:
    async with client_of(probe(settings, allow_guests=False)) as client:
        response = await client.post("/api/auth/guest")
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "forbidden"
    assert "CHATKIT_ALLOW_GUESTS=1" in response.json()["error"]["message"]
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 201),
        ("app.localhost", 201),
        ("127.0.0.1:8000", 201),
        ("[::1]:8000", 201),
        ("chat.example.com", 403),  # what a proxy on this machine passes on
        ("evil.example:8000", 403),  # a name whose owner bound it to 127.0.0.1
        ("localhost.evil.example", 403),
        ("203.0.113.7", 403),
    ],
)
async def test_where_nobody_allowed_guests_they_are_those_of_this_machine(
    settings: Settings, stack: AsyncExitStack, host: str, status: int
) -> None:
    said = Settings.from_env({"HOST": "127.0.0.1"})
    app = probe(settings, allow_guests=said.allow_guests, only_local_guests=said.only_local_guests)
    await stack.enter_async_context(running(app))
    async with client_of(app) as client:
        response = await client.post("/api/auth/guest", headers={"Host": host})
        assert response.status_code == status
        told = (await client.get("/api/auth/me", headers={"Host": host})).json()
        assert told["guests"] == (status == 201)


async def test_a_bearer_token_made_elsewhere_is_a_user(client: httpx.AsyncClient) -> None:
    token = signed(SHARED_SECRET, sub="alice")
    known = (await client.get("/api/whoami", headers=bearer(token))).json()
    assert (known["id"], known["kind"]) == ("alice", "user")


@pytest.mark.parametrize("path", ["/api/whoami", "/api/tasks", "/chatkit", "/nowhere", "/app"])
async def test_without_identity_nothing_is_told(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    error = response.json()["error"]
    assert error["code"] == "unauthenticated"
    assert error["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize("token", ["", "nonsense", signed("f" * 32, sub="x")])
async def test_a_wrong_bearer_token_is_refused_whatever_the_cookie_says(
    client: httpx.AsyncClient, token: str
) -> None:
    await client.post("/api/auth/guest")
    assert (await client.get("/api/whoami")).status_code == 200
    assert (await client.get("/api/whoami", headers=bearer(token))).status_code == 401


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (signed(SHARED_SECRET, sub="a", exp=1), "the token has expired"),
        (jwt.encode({"sub": "a"}, SHARED_SECRET), "the token lacks the claim 'exp'"),
        (signed(SHARED_SECRET), "the token lacks the claim 'sub' or 'user_id' or 'id'"),
        ("x" * 100_000, "the token is longer than 16384 characters"),
        (signed(SHARED_SECRET, sub='a"\r\nX-Evil: 1'), None),
    ],
    ids=["expired", "endless", "nobody", "long", "header"],
)
async def test_a_client_is_told_what_is_wrong_with_its_token(
    client: httpx.AsyncClient, token: str, reason: str | None
) -> None:
    response = await client.get("/api/whoami", headers=bearer(token))
    assert response.status_code == 401
    assert "x-evil" not in response.headers
    challenge = response.headers["www-authenticate"]
    assert challenge.startswith('Bearer error="invalid_token", error_description="')
    assert challenge.count('"') == 4
    if reason is not None:
        assert challenge.endswith(f'"{reason}"')
        said = response.json()["error"]["message"].replace('"', "'")
        assert said == f"Sign in again: {reason}."


async def test_another_kind_of_authorization_leaves_the_cookie_in_force(
    client: httpx.AsyncClient,
) -> None:
    await client.post("/api/auth/guest")
    response = await client.get("/api/whoami", headers={"Authorization": "Basic dTpw"})
    assert response.status_code == 200


def test_only_the_page_its_parts_and_the_way_in_are_open() -> None:
    element = ("/chatkit.js", "/chatkit@1.2.0.js", "/chatkit/de-DE-x_y-1.js", "/chatkit.json")
    widget = ("/chatkit-widget.js", "/chatkit-widget@1.2.0.js")
    for path in ("/", "/threads/thr_1", *element, *widget, "/app/index-1a.js", "/favicon.svg"):
        assert not needs_identity("GET", path)
        assert needs_identity("POST", path)
    for path in ("/chatkit", "/api/tasks", "/threads/a/b", "/api/x.js", "/threads", "//", "/."):
        assert needs_identity("GET", path)
    assert not needs_identity("POST", "/api/auth/guest")
    assert not needs_identity("OPTIONS", "/chatkit")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": TRUSTED}, 200),
        ({"Origin": "http://chat.example"}, 200),
        ({"Origin": "http://chat.example:81"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": TRUSTED}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://a.b.trusted.example"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://trusted.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[", "Host": "chat.example"}, 403),
    ],
)
async def test_the_cookie_counts_only_for_pages_that_may_use_it(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    token = (await client.post("/api/auth/guest")).json()["token"]
    assert (await client.post("/api/whoami", headers=headers)).status_code == status
    assert (await client.get("/api/whoami", headers=headers)).status_code == 200
    by_token = await client.post("/api/whoami", headers={**headers, **bearer(token)})
    assert by_token.status_code == 200


async def test_another_site_cannot_replace_a_visitors_session(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/auth/guest", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
