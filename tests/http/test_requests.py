"""What every request has: a zone, a language, an id, a line in the log, an answer in one form."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from chatkit_server.logs import RequestIdFilter
from chatkit_server.settings import Settings
from stores.errors import StoreUnavailable

from .conftest import running
from .probe import TRUSTED, bearer, client_of, probe


@pytest.fixture
async def app(settings: Settings, stack: AsyncExitStack) -> Starlette:
    return await stack.enter_async_context(running(probe(settings)))


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as client:
        yield client


async def test_the_server_says_that_it_serves(client: httpx.AsyncClient) -> None:
    response = await client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert (await client.head("/healthz")).status_code == 200


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


async def test_a_database_that_does_not_answer_is_a_503(
    app: Starlette, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def zone(_: str) -> None:
        raise StoreUnavailable

    await client.post("/api/auth/guest")
    monkeypatch.setattr(app.state.profiles, "zone", zone)
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


async def test_a_page_of_another_origin_can_read_why_it_is_refused(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/api/whoami", headers={"Origin": TRUSTED})
    assert response.status_code == 401
    assert response.headers["access-control-allow-origin"] == TRUSTED
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert {"X-Request-Id", "ChatKit-Extensions", "ChatKit-Run", "Retry-After"} <= set(exposed)


async def test_a_page_of_another_origin_can_read_an_error_that_nobody_foresaw(
    app: Starlette, client: httpx.AsyncClient
) -> None:
    headers = {"Origin": TRUSTED, **bearer(app.state.own_tokens.sign_guest().value)}
    response = await client.get("/api/fail", headers=headers)
    assert response.status_code == 500
    assert response.headers["access-control-allow-origin"] == TRUSTED
    assert response.json()["error"]["request_id"] == response.headers["x-request-id"]


async def test_a_stream_passes_chunk_by_chunk_and_its_reader_may_leave(app: Starlette) -> None:
    token = app.state.own_tokens.sign_guest().value
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
