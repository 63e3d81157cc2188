"""Whoever guesses tokens and keys is slowed down, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chatkit_server.access.model import SessionConfiguration, Workflow
from tests.clock import Clock
from tests.http.limits.conftest import refused, session_secret


@pytest.mark.parametrize("kind", ["token", "client secret", "API key"])
async def test_whoever_guesses_is_slowed_down(
    make_app: Any, client: Any, clock: Clock, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await make_app(rate_failures_per_address=3)
    prefix, path = {
        "token": ("eyJ", "/api/tasks"),
        "client secret": ("ek_", "/api/tasks"),
        "API key": ("ck_", "/v1/chatkit/threads"),
    }[kind]
    for number in range(3):
        guess = await client(app, token=f"{prefix}{number}")
        assert (await guess.get(path)).status_code == 401
    asked = []
    for name in ("chat_sessions", "api_keys"):
        database = getattr(app.state, name)._database
        monkeypatch.setattr(database, "execute", lambda *_: asked.append(1))
    guess = await client(app, token=f"{prefix}4")
    refused(await guess.get(path), 60, "wrong tokens or keys")
    assert asked == []
    monkeypatch.undo()
    elsewhere = await client(app, "198.51.100.9", token=f"{prefix}5")
    assert (await elsewhere.get(path)).status_code == 401
    clock.now += 60
    assert (await guess.get(path)).status_code == 401


async def test_guesses_are_not_in_the_way_of_who_is_right(
    make_app: Any, client: Any, new_guest: Any
) -> None:
    """All of them behind one address."""
    app = await make_app(rate_failures_per_address=3)
    guest = await new_guest(app)
    session = await client(app, token=await session_secret(app, None))
    _, key = await app.state.api_keys.create("back end")
    back_end = await client(app, token=key)
    user = await client(app, token=app.state.own_tokens.sign("ann").value)
    ways = [(guest.http, "/api/tasks"), (session, "/api/tasks"), (back_end, "/v1/chatkit/threads")]
    for http, path in (*ways, (user, "/api/tasks")):
        assert (await http.get(path)).status_code == 200
    guesser = await client(app, token="ek_guess")
    for _ in range(5):
        last = await guesser.get("/api/tasks")
    assert last.status_code == 429
    for http, path in (*ways, (user, "/api/tasks")):
        assert (await http.get(path)).status_code == 200
    # Of a secret that was not seen yet nobody can tell without asking.
    late = await client(app, token=await session_secret(app, None))
    refused(await late.get("/api/tasks"), 60, "wrong tokens or keys")


async def test_who_guesses_through_a_silent_proxy_locks_nobody_out(
    make_app: Any, client: Any
) -> None:
    app = await make_app(rate_failures_per_address=2)
    loopback = "127.0.0.1"
    for number, status in enumerate((401, 401, 429, 429)):
        guess = await client(app, loopback, token=f"ek_{number}")
        assert (await guess.get("/api/tasks")).status_code == status
    session = await client(app, loopback, token=await session_secret(app, None))
    assert (await session.get("/api/tasks")).status_code == 200
    _, key = await app.state.api_keys.create("back end")
    back_end = await client(app, loopback, token=key)
    assert (await back_end.get("/v1/chatkit/threads")).status_code == 200


async def test_what_held_once_is_no_guess(make_app: Any, client: Any) -> None:
    app = await make_app(rate_failures_per_address=2)
    session, secret = await app.state.chat_sessions.create(
        "ann",
        timedelta(minutes=10),
        workflow=Workflow("tasks"),
        configuration=SessionConfiguration(),
    )
    await app.state.chat_sessions.cancel(session.id)
    old = await client(app, token=secret)
    expired = await client(app, token=app.state.own_tokens.sign("ann", -timedelta(hours=1)).value)
    for _ in range(4):
        assert (await old.get("/api/tasks")).status_code == 401
        assert (await expired.get("/api/tasks")).status_code == 401
