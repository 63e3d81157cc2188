"""Identity over HTTP, with the middleware as the server stacks it and a stand-in behind it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import anyio
import httpx
import jwt
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.origins import Origins
from chatkit_server.auth.own import OwnTokens
from chatkit_server.http import auth, health
from chatkit_server.http.errors import EXCEPTION_HANDLERS
from chatkit_server.http.middleware import middleware, needs_identity
from chatkit_server.limiting.guesses import Guesses
from chatkit_server.limiting.limits import TrafficLimits
from chatkit_server.limiting.rates import RateCounter
from chatkit_server.logs import RequestIdFilter
from chatkit_server.settings import Settings
from chatkit_server.visits import Visits
from stores.engine import create_engine
from stores.errors import StoreUnavailable
from tests.tokens import signed

OWN = b"o" * 32
EXTERNAL = "e" * 32
TRUSTED = "https://shop.example"
SUBDOMAINS = "https://*.trusted.example"


class FakeProfiles:
    def __init__(self) -> None:
        self.zones: dict[str, ZoneInfo] = {}
        self.error: Exception | None = None

    async def zone(self, owner: str) -> ZoneInfo | None:
        if self.error:
            raise self.error
        return self.zones.get(owner)

    async def set_zone(self, owner: str, zone: ZoneInfo) -> None:
        self.zones[owner] = zone


async def whoami(request: Request) -> Response:
    context = request.state.context
    return JSONResponse(
        {
            "id": context.user.id,
            "kind": context.user.kind,
            "zone": context.zone.key,
            "locale": context.locale,
            "request_id": context.request_id,
            "offset": context.now.utcoffset().total_seconds(),
        }
    )


async def fail(_: Request) -> Response:
    logging.getLogger("chatkit_server.test").warning("about to fail")
    raise RuntimeError("the text of a secret")


async def stream(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"first"
        yield b"second"

    return StreamingResponse(chunks())


MakeApp = Callable[..., Starlette]


@pytest.fixture
def make_app(tmp_path: Path) -> MakeApp:
    def make(**changes: Any) -> Starlette:
        settings = Settings(data_dir=tmp_path, cors_origins=(TRUSTED, SUBDOMAINS), **changes)
        app = Starlette(
            routes=[
                Route("/api/whoami", whoami, methods=["GET", "POST"]),
                Route("/api/fail", fail),
                Route("/api/stream", stream),
                *auth.routes(),
                *health.routes(),
            ],
            middleware=middleware(settings),
            exception_handlers=EXCEPTION_HANDLERS,
        )
        engine = create_engine("sqlite://")
        app.state.settings = settings
        app.state.own_tokens = OwnTokens(OWN)
        counter = RateCounter()
        app.state.authenticator = Authenticator(
            app.state.own_tokens,
            ExternalTokens(secret=EXTERNAL),
            ChatSessions(engine),
            ApiKeys(engine),
            Origins(settings.cors_origins),
            Guesses(counter, settings.rate_failures_per_address),
        )
        app.state.traffic = TrafficLimits(counter, settings)
        app.state.profiles = FakeProfiles()
        app.state.visits = Visits()
        return app

    return make


@pytest.fixture
def app(make_app: MakeApp) -> Starlette:
    return make_app()


def client_of(app: Starlette, scheme: str = "http") -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url=f"{scheme}://chat.example",
    )


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_the_server_says_that_it_serves(client: httpx.AsyncClient) -> None:
    response = await client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert (await client.head("/healthz")).status_code == 200


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


async def test_a_guest_whose_time_is_up_comes_back_as_another(client: httpx.AsyncClient) -> None:
    old = OwnTokens(OWN).sign("guest_old", timedelta(seconds=-1))
    client.cookies.set("chatkit_session", old.value)
    assert (await client.get("/api/whoami")).status_code == 401
    assert (await client.post("/api/auth/guest")).json()["user"]["id"] != "guest_old"


async def test_a_signed_in_user_who_asks_becomes_a_guest_of_their_own(
    client: httpx.AsyncClient,
) -> None:
    token = signed(EXTERNAL, sub="alice")
    body = (await client.post("/api/auth/guest", headers=bearer(token))).json()
    assert body["user"]["id"].startswith("guest_")


async def test_guests_are_sent_away_where_they_are_not_let_in(make_app: MakeApp) -> None:
    async with client_of(make_app(allow_guests=False)) as client:
        response = await client.post("/api/auth/guest")
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "forbidden"
    assert "CHATKIT_ALLOW_GUESTS=1" in response.json()["error"]["message"]
    assert "set-cookie" not in response.headers


async def test_a_bearer_token_made_elsewhere_is_a_user(client: httpx.AsyncClient) -> None:
    token = signed(EXTERNAL, sub="alice")
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
        (signed(EXTERNAL, sub="a", exp=1), "the token has expired"),
        (jwt.encode({"sub": "a"}, EXTERNAL), "the token lacks the claim 'exp'"),
        (signed(EXTERNAL), "the token lacks the claim 'sub'"),
        ("x" * 100_000, "the token is longer than 16384 characters"),
        (signed(EXTERNAL, sub='a"\r\nX-Evil: 1'), None),
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


async def test_the_zone_of_a_request_is_remembered(client: httpx.AsyncClient) -> None:
    await client.post("/api/auth/guest")
    assert (await client.get("/api/whoami")).json()["zone"] == "UTC"
    told = await client.get("/api/whoami", headers={"X-Timezone": "Asia/Kolkata"})
    assert (told.json()["zone"], told.json()["offset"]) == ("Asia/Kolkata", 19800)
    assert (await client.get("/api/whoami")).json()["zone"] == "Asia/Kolkata"


@pytest.mark.parametrize(
    "zone",
    ["", "Mars/Base", "America", "/etc/passwd", "../UTC", "Europe/Berlin\x00", "é", "x" * 5000],
)
async def test_an_unknown_zone_is_refused(client: httpx.AsyncClient, zone: str) -> None:
    await client.post("/api/auth/guest")
    response = await client.get("/api/whoami", headers=[(b"X-Timezone", zone.encode())])
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_request"
    assert len(response.content) < 500


@pytest.mark.parametrize(
    ("header", "locale"),
    [("de-DE,de;q=0.9", "de-DE"), ("fr;q=0.5", "fr"), ("zh-Hant-TW", "zh-Hant-TW")]
    + [(header, "en") for header in ("", "*", "../..", ",de", "d", "de_DE")],
)
async def test_the_locale_is_the_first_language_asked_for(
    client: httpx.AsyncClient, header: str, locale: str
) -> None:
    await client.post("/api/auth/guest")
    response = await client.get("/api/whoami", headers={"Accept-Language": header})
    assert response.json()["locale"] == locale


async def test_every_response_has_an_id_of_its_own(client: httpx.AsyncClient) -> None:
    await client.post("/api/auth/guest")
    ids = [(await client.get("/api/whoami")).headers["x-request-id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert ids == sorted(ids)
    answer = await client.get("/api/whoami")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("trace-1.a_B", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("é", False)],
)
async def test_a_callers_id_is_kept_if_it_is_one(
    client: httpx.AsyncClient, given: str, kept: bool
) -> None:
    response = await client.get("/healthz", headers=[(b"X-Request-Id", given.encode())])
    assert (response.headers["x-request-id"] == given) == kept


async def test_an_unexpected_error_tells_its_id_and_nothing_else(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    await client.post("/api/auth/guest")
    response = await client.get("/api/fail", headers={"X-Request-Id": "trace-1"})
    assert response.status_code == 500
    assert response.headers["x-request-id"] == "trace-1"
    assert response.json()["error"]["request_id"] == "trace-1"
    assert "secret" not in response.text
    (record,) = [record for record in caplog.records if record.message == "about to fail"]
    assert record.__dict__["request_id"] == "trace-1"


async def test_each_request_has_one_line_in_the_log_without_what_it_carries(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "chatkit_server.access")
    token = (await client.post("/api/auth/guest")).json()["token"]
    await client.get("/healthz")
    await client.get("/api/who%0Aami?token=hidden", headers=bearer(token))
    lines = [record.message for record in caplog.records if record.name.endswith(".access")]
    assert [line.rsplit(" ", 2)[0] for line in lines] == [
        "POST /api/auth/guest 201",
        "GET /api/who%0Aami 404",
    ]
    assert token not in caplog.text
    assert "hidden" not in caplog.text


async def test_a_database_that_does_not_answer_is_a_503(app: Starlette) -> None:
    async with client_of(app) as client:
        await client.post("/api/auth/guest")
        app.state.profiles.error = StoreUnavailable()
        response = await client.get("/api/whoami")
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "unavailable"
    assert response.headers["retry-after"] == "1"


async def test_an_unknown_path_and_method_are_errors_in_the_same_form(
    client: httpx.AsyncClient,
) -> None:
    await client.post("/api/auth/guest")
    missing = await client.get("/api/nowhere")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")
    refused = await client.delete("/api/whoami")
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, "method_not_allowed")
    assert "GET" in refused.headers["allow"]


async def test_pages_of_listed_origins_may_call_and_no_others(client: httpx.AsyncClient) -> None:
    preflight = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-timezone",
    }
    allowed = await client.options("/chatkit", headers={"Origin": TRUSTED, **preflight})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == TRUSTED
    refused = await client.options("/chatkit", headers={"Origin": "https://e.example", **preflight})
    assert "access-control-allow-origin" not in refused.headers

    response = await client.get("/api/whoami", headers={"Origin": TRUSTED})
    assert response.status_code == 401
    assert response.headers["access-control-allow-origin"] == TRUSTED
    exposed = response.headers["access-control-expose-headers"]
    for name in ("X-Request-Id", "ChatKit-Extensions", "ChatKit-Run"):
        assert name in exposed


async def test_pages_of_listed_subdomains_may_call_too(client: httpx.AsyncClient) -> None:
    for origin, allowed in (
        ("https://a.trusted.example", True),
        ("https://trusted.example", False),
    ):
        response = await client.get("/healthz", headers={"Origin": origin})
        assert response.headers.get("access-control-allow-origin") == (origin if allowed else None)
        assert response.headers["vary"] == "Origin"  # caches keep the two apart


async def test_a_page_of_another_origin_can_read_an_error_that_nobody_foresaw(
    client: httpx.AsyncClient,
) -> None:
    headers = {"Origin": TRUSTED, **bearer(OwnTokens(OWN).sign_guest().value)}
    response = await client.get("/api/fail", headers=headers)
    assert response.status_code == 500
    assert response.headers["access-control-allow-origin"] == TRUSTED
    assert response.json()["error"]["request_id"] == response.headers["x-request-id"]


async def test_a_stream_passes_chunk_by_chunk_and_its_reader_may_leave(app: Starlette) -> None:
    token = OwnTokens(OWN).sign_guest().value
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/api/stream",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {token}".encode())],
    }
    sent: list[bytes] = []
    first_chunk = anyio.Event()

    async def receive() -> dict[str, str]:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if sent[-1] == b"first":
            first_chunk.set()
            await anyio.sleep_forever()  # a client that reads no further

    async with anyio.create_task_group() as group:
        group.start_soon(app, scope, receive, send)
        with anyio.fail_after(5):
            await first_chunk.wait()
        group.cancel_scope.cancel()
    assert sent == [b"", b"first"]
