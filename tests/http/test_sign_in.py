"""Users sign in at an OpenID provider: the way there and back, and everything that goes wrong."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from chatkit_server.auth import jwks, oidc
from chatkit_server.cli.doctor import examine
from chatkit_server.settings import Settings
from tests.oidc_provider import Provider, running_provider

from .visitors import HOST, STRANGE, Visitor, visiting


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def configured(settings: Settings, provider: Provider) -> Settings:
    return replace(settings, oidc_issuer=provider.issuer, oidc_client_id=provider.client_id)


@pytest.fixture
async def visitor(configured: Settings) -> AsyncIterator[Visitor]:
    async with visiting(configured) as visitor:
        yield visitor


def trouble(path: str) -> str:
    """What the page is told of a sign-in that came to nothing."""
    query = parse_qs(urlsplit(path).query)
    assert query["request"][0].startswith("req_")
    return query["sign_in"][0]


async def test_a_user_signs_in_comes_back_to_the_page_and_signs_out(
    visitor: Visitor, provider: Provider
) -> None:
    nobody = await visitor.me()
    assert nobody == {"user": None, "guests": True, "sign_in_url": "/api/auth/login"}
    assert await visitor.sign_in("/threads/thr_1?x=1") == "/threads/thr_1?x=1"
    assert provider.complaints == []
    user = (await visitor.me())["user"]
    assert {name: user[name] for name in ("id", "kind", "name", "email")} == {
        "id": "ada",
        "kind": "user",
        "name": "Ada Lovelace",
        "email": "ada@example.com",
    }
    await visitor.add_task("Write a note")

    response = await visitor.http.post("/api/auth/logout")
    end = response.json()["redirect"]
    assert parse_qs(urlsplit(end).query)["post_logout_redirect_uri"] == [f"{HOST}/"]
    assert await visitor.visit_provider(end) == f"{HOST}/"
    assert provider.signed_out == ["ada"]
    assert provider.complaints == []
    assert (await visitor.me())["user"] is None
    assert (await visitor.http.get("/api/tasks")).status_code == 401
    assert (await visitor.http.post("/api/auth/logout")).json() == {"redirect": None}

    await visitor.sign_in()
    assert await visitor.tasks() == ["Write a note"]
    assert await visitor.events() == [
        ("user.signed_in", "ada"),
        ("user.signed_out", "ada"),
        ("user.signed_in", "ada"),
    ]


async def test_a_guest_keeps_everything_and_nothing_is_left_to_the_guest(
    visitor: Visitor,
) -> None:
    guest = (await visitor.http.post("/api/auth/guest")).json()
    await visitor.add_task("Buy milk")
    await visitor.sign_in()
    assert await visitor.tasks() == ["Buy milk"]
    headers = {"Authorization": f"Bearer {guest['token']}"}
    left = await visitor.http.get("/api/tasks", headers=headers)
    assert left.json()["data"] == []
    assert await visitor.events() == [("user.signed_in", "ada"), ("guest.merged", "ada")]


async def test_whoever_signs_in_over_another_user_gets_nothing_of_theirs(
    visitor: Visitor, provider: Provider
) -> None:
    await visitor.sign_in()
    await visitor.add_task("Adas")
    adas = visitor.http.cookies["chatkit_session"]
    provider.user = {"sub": "eve", "name": "Eve"}
    await visitor.sign_in()
    assert await visitor.tasks() == []
    visitor.http.cookies.clear()
    visitor.http.cookies.set("chatkit_session", adas)
    assert (await visitor.http.get("/api/tasks")).status_code == 401


async def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Visitor) -> None:
    url = await visitor.visit_provider(await visitor.leave())
    response = await visitor.http.get(url)
    session, flow = response.headers.get_list("set-cookie")
    assert session.startswith("chatkit_session=si_")
    for attribute in ("HttpOnly", "Path=/;", "SameSite=lax", "Max-Age=2592000"):
        assert attribute in session
    assert flow.startswith("chatkit_sign_in_")
    assert "Max-Age=0" in flow
    refused = await visitor.http.post("/api/tasks", json={"title": "x"}, headers=STRANGE)
    assert refused.status_code == 403
    assert (await visitor.http.post("/api/auth/logout", headers=STRANGE)).status_code == 403
    assert (await visitor.me())["user"]["id"] == "ada"
    bearer = {"Authorization": f"Bearer {visitor.http.cookies['chatkit_session']}"}
    visitor.http.cookies.clear()
    assert (await visitor.http.get("/api/tasks", headers=bearer)).status_code == 401


async def test_over_https_no_other_host_can_set_the_cookies(configured: Settings) -> None:
    async with visiting(configured, "https") as visitor:
        cookies = visitor.http.cookies
        url = await visitor.visit_provider(await visitor.leave())
        assert url.startswith("https://test/api/auth/callback?")
        ((name, flow),) = cookies.items()
        cookies.clear()
        cookies.set(name.removeprefix("__Host-"), flow)  # of an attempt that somebody else made
        assert trouble((await visitor.http.get(url)).headers["location"]) == "expired"
        response = await visitor.http.get(await visitor.visit_provider(await visitor.leave()))
        for cookie in response.headers.get_list("set-cookie"):
            assert cookie.startswith("__Host-chatkit_s")
            assert "Secure" in cookie
            assert "Domain" not in cookie
        secret = cookies["__Host-chatkit_session"]
        assert (await visitor.me())["user"]["id"] == "ada"
        cookies.clear()
        cookies.set("chatkit_session", secret)
        assert (await visitor.me())["user"] is None


async def test_attempts_to_sign_in_do_not_pile_up(visitor: Visitor) -> None:
    for _ in range(12):
        url = await visitor.leave()
        assert len(visitor.http.cookies) <= 5
    assert await visitor.come_back(await visitor.visit_provider(url)) == "/"


@pytest.mark.parametrize(
    "return_to",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=1\r\nX: y",
        "threads/x",
        "",
        "/" + "x" * 600,
    ],
)
async def test_nobody_is_sent_to_another_site(visitor: Visitor, return_to: str) -> None:
    assert await visitor.sign_in(return_to) == "/"


async def test_a_client_with_a_secret_proves_itself(
    configured: Settings, provider: Provider
) -> None:
    provider.client_secret = "s3cret:+/ %"
    async with visiting(replace(configured, oidc_client_secret=provider.client_secret)) as visitor:
        assert await visitor.sign_in() == "/"
    provider.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    async with visiting(replace(configured, oidc_client_secret=provider.client_secret)) as visitor:
        assert await visitor.sign_in() == "/"
    assert provider.complaints == []
    async with visiting(replace(configured, oidc_client_secret="wrong")) as visitor:
        assert trouble(await visitor.sign_in()) == "refused"
    assert provider.complaints == ["token: invalid_client"]


async def test_a_name_that_only_user_info_tells_is_shown(
    visitor: Visitor, provider: Provider
) -> None:
    provider.user, provider.user_info = {"sub": "bo"}, {"name": "Bo\u202e Ek", "email": 5}
    await visitor.sign_in()
    user = (await visitor.me())["user"]
    assert (user["id"], user["name"], user["email"]) == ("bo", "Bo Ek", None)
    provider.user_info = {"sub": "somebody else", "name": "Eve"}
    await visitor.sign_in()
    assert (await visitor.me())["user"]["name"] is None


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "x" * 43}, "for another sign-in"),
        ({"nonce": None}, 'lacks the claim "nonce"'),
        ({"exp": 1}, "has expired"),
        ({"exp": None}, 'lacks the claim "exp"'),
        ({"iat": None}, 'lacks the claim "iat"'),
        ({"iss": "https://evil.example"}, "another issuer"),
        ({"aud": "shop"}, "another audience"),
        ({"aud": ["chat", "shop"], "azp": "shop"}, "another client"),
        ({"sub": None}, 'lacks the claim "sub"'),
        ({"sub": "guest_1"}, "names a guest"),
        ({"sub": "x" * 300}, "printable characters"),
    ],
)
async def test_a_token_that_does_not_hold_lets_nobody_in(
    visitor: Visitor,
    provider: Provider,
    caplog: pytest.LogCaptureFixture,
    claims: dict[str, Any],
    reason: str,
) -> None:
    await visitor.http.post("/api/auth/guest")
    await visitor.add_task("Buy milk")
    provider.claims = claims
    assert trouble(await visitor.sign_in("/threads/a")) == "refused"
    assert reason in caplog.text
    assert (await visitor.me())["user"]["kind"] == "guest"
    assert await visitor.tasks() == ["Buy milk"]
    assert await visitor.events() == []


async def test_an_answer_counts_once_and_only_where_it_was_asked_for(
    visitor: Visitor, provider: Provider
) -> None:
    url = await visitor.visit_provider(await visitor.leave())
    ((name, value),) = visitor.http.cookies.items()
    transport = httpx.ASGITransport(visitor.app)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as http:
        assert trouble(await Visitor(http, visitor.app).come_back(url)) == "expired"
    changed = url.replace("state=", "state=x")
    assert trouble(await visitor.come_back(changed)) == "expired"
    assert await visitor.come_back(url) == "/"
    assert trouble(await visitor.come_back(url)) == "expired"  # its cookie is gone
    visitor.http.cookies.set(name, value)
    assert trouble(await visitor.come_back(url)) == "refused"  # and its code is used up
    assert provider.complaints == ["token: invalid_grant"]
    assert trouble(await visitor.come_back(f"{HOST}/api/auth/callback?code=1")) == "expired"


async def test_two_tabs_may_sign_in_at_once(visitor: Visitor) -> None:
    first = await visitor.visit_provider(await visitor.leave("/threads/a"))
    second = await visitor.visit_provider(await visitor.leave("/threads/b"))
    assert await visitor.come_back(first) == "/threads/a"
    assert await visitor.come_back(second) == "/threads/b"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("access_denied", "denied"),
        ("temporarily_unavailable", "unavailable"),
        ("login_required", "refused"),
        ("invalid_scope", "refused"),
    ],
)
async def test_an_error_of_the_provider_is_told(
    visitor: Visitor, provider: Provider, error: str, told: str
) -> None:
    provider.error = error
    assert trouble(await visitor.sign_in("/threads/a")) == told
    assert (await visitor.me())["user"] is None


async def test_the_answer_of_another_issuer_is_not_taken(
    visitor: Visitor, provider: Provider
) -> None:
    url = await visitor.visit_provider(await visitor.leave())
    without = url.replace("iss=", "ass=")
    assert trouble(await visitor.come_back(without)) == "refused"
    url = await visitor.visit_provider(await visitor.leave())
    other = url.replace("iss=", "iss=https%3A%2F%2Fevil.example%2F")
    assert trouble(await visitor.come_back(other)) == "refused"


async def test_a_provider_that_is_down_is_asked_again_later(
    visitor: Visitor, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "RETRY_SECONDS", 3600.0)
    provider.down = True
    assert trouble(await visitor.leave("/threads/a")) == "unavailable"
    provider.down = False
    assert trouble(await visitor.leave()) == "unavailable"  # not asked again at once
    monkeypatch.setattr(oidc, "RETRY_SECONDS", 0.0)
    url = await visitor.visit_provider(await visitor.leave())
    provider.down = True
    assert trouble(await visitor.come_back(url)) == "unavailable"
    provider.down = False
    assert await visitor.sign_in() == "/"


async def test_a_provider_that_hangs_is_not_waited_for(
    configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "PATIENCE_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # listens, and never answers
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}"
        async with visiting(replace(configured, oidc_issuer=issuer)) as visitor:
            assert trouble(await visitor.leave()) == "unavailable"


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
async def test_a_provider_whose_word_is_worth_nothing_is_not_used(
    visitor: Visitor, provider: Provider, discovery: dict[str, Any]
) -> None:
    provider.discovery = discovery
    assert trouble(await visitor.leave()) == "unavailable"


async def test_a_provider_may_change_its_key_while_a_user_signs_in(
    visitor: Visitor, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visitor.sign_in()
    url = await visitor.visit_provider(await visitor.leave())
    provider.private, provider.key_id = ec.generate_private_key(ec.SECP256R1()), "2"
    monkeypatch.setattr(jwks, "RETRY_SECONDS", 0.0)
    assert await visitor.come_back(url) == "/"
    provider.private = ec.generate_private_key(ec.SECP256R1())  # of the same name: not its key
    forged = await visitor.visit_provider(await visitor.leave())
    assert trouble(await visitor.come_back(forged)) == "refused"


async def test_a_provider_need_not_say_that_it_knows_of_pkce(
    visitor: Visitor, provider: Provider
) -> None:
    provider.discovery = {"code_challenge_methods_supported": None}
    assert await visitor.sign_in() == "/"


async def test_a_provider_without_a_way_out_is_not_left(
    visitor: Visitor, provider: Provider
) -> None:
    provider.discovery = {"end_session_endpoint": None}
    await visitor.sign_in()
    assert (await visitor.http.post("/api/auth/logout")).json() == {"redirect": None}
    assert (await visitor.me())["user"] is None


async def test_a_sign_in_lasts_while_it_is_used_and_not_for_ever(visitor: Visitor) -> None:
    sign_ins = visitor.app.state.sign_ins
    now = datetime.now(UTC)
    sign_ins._clock = lambda: now
    await visitor.sign_in()
    for _ in range(4):
        now += timedelta(days=6)
        assert (await visitor.http.get("/api/tasks")).status_code == 200
    now += timedelta(days=6)  # the thirtieth day: the longest that there is
    assert (await visitor.http.get("/api/tasks")).status_code == 401

    await visitor.sign_in()
    now += timedelta(days=7)
    response = await visitor.http.get("/api/tasks")
    assert response.status_code == 401
    assert "signed out, or did nothing for too long" in response.json()["error"]["message"]
    assert (await visitor.me())["user"] is None


async def test_a_server_without_a_provider_says_so(settings: Settings) -> None:
    async with visiting(replace(settings, allow_guests=False)) as visitor:
        assert await visitor.me() == {"user": None, "guests": False, "sign_in_url": None}
        for method, path in (("GET", "login"), ("GET", "callback"), ("POST", "logout")):
            response = await visitor.http.request(method, f"/api/auth/{path}")
            assert response.status_code == 501
            assert response.json()["error"]["code"] == "not_configured"


def test_the_doctor_asks_the_provider(provider: Provider, tmp_path: Path) -> None:
    environ = {"CHATKIT_DATA_DIR": str(tmp_path), "HOST": "0.0.0.0", **provider.environ}
    healthy = examine(environ).text
    assert f"ok     sign-in: at {provider.issuer}\n" in healthy
    assert "guests: not let in; whoever signs in is" in healthy
    provider.discovery = {"end_session_endpoint": None}
    assert "whoever signs out here stays signed in there" in examine(environ).text
    provider.discovery = {"token_endpoint": None}
    assert f"WRONG  sign-in: {provider.issuer}: it names no token_endpoint" in examine(environ).text
    provider.down = True
    assert "the answer is 503" in examine(environ).text
    secret = examine({**environ, "CHATKIT_OIDC_CLIENT_SECRET": "hush-hush"}).text
    assert "hush-hush" not in secret
