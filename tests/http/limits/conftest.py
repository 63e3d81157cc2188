"""Applications with limits, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from chatkit_server import composition
from chatkit_server.access.model import SessionConfiguration, Workflow
from chatkit_server.app import create_app
from chatkit_server.limiting.rates import RateCounter
from chatkit_server.settings import Settings
from tests.clock import Clock
from tests.http.conftest import Guest, running

SECRET = "s" * 32
ADDRESS = "203.0.113.7"


NONE = {"rate_requests_per_minute": 0, "rate_requests_per_address": 0, "bytes_per_day": 0}


@pytest.fixture
def clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of all that is counted."""
    monkeypatch.setattr(composition, "RateCounter", partial(RateCounter, clock=clock))
    return clock


@pytest.fixture
def make_app(
    make_database: Callable[..., str],
    tmp_path: Path,
    stack: AsyncExitStack,
    scripted: None,
    clock: Clock,
) -> Callable[..., Any]:
    """Make servers on one database and one clock, each with a limit or two and no other."""
    url = make_database("sqlite")

    async def make(**limits: Any) -> Starlette:
        settings = Settings(
            data_dir=tmp_path / "data", database_url=url, auth_secret=SECRET, **{**NONE, **limits}
        )
        app = create_app(settings)
        return await stack.enter_async_context(running(app))

    return make


@pytest.fixture
async def client(stack: AsyncExitStack) -> Callable[..., Any]:
    """Make clients, each at an address."""

    async def make(
        app: Starlette, address: str = ADDRESS, token: str | None = None
    ) -> httpx.AsyncClient:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await stack.enter_async_context(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app, client=(address, 1)),
                base_url="http://test",
                headers=headers,
            )
        )

    return make


@pytest.fixture
def new_guest(client: Callable[..., Any]) -> Callable[..., Any]:
    async def sign_in(app: Starlette, address: str = ADDRESS) -> Guest:
        http = await client(app, address)
        assert (await http.post("/api/auth/guest")).status_code == 201
        return Guest(http)

    return sign_in


def refused(response: httpx.Response, seconds: int, words: str) -> None:
    assert response.status_code == 429, response.text
    assert response.headers["Retry-After"] == str(seconds)
    assert response.headers["Cache-Control"] == "no-store"
    error = response.json()["error"]
    assert error["code"] == "rate_limited"
    assert words in error["message"]
    assert error["request_id"] == response.headers["X-Request-Id"]


async def session_secret(app: Starlette, requests_per_minute: int | None) -> str:
    _, secret = await app.state.chat_sessions.create(
        "ann",
        timedelta(minutes=10),
        workflow=Workflow("tasks"),
        configuration=SessionConfiguration(),
        requests_per_minute=requests_per_minute,
    )
    return str(secret)
