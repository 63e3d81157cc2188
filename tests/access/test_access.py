"""What is given out to let somebody in holds for as long as it is meant to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server import database
from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.audit import Audit
from chatkit_server.access.chat_sessions import KEPT_AFTER_EXPIRY, ChatSessions
from chatkit_server.access.model import ChatSession, SessionConfiguration, Workflow
from stores.engine import Database

TEN_MINUTES = timedelta(minutes=10)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_key_is_known_until_it_is_revoked(engine: AsyncEngine, clock: Clock) -> None:
    keys, elsewhere = ApiKeys(engine, clock), ApiKeys(engine, clock)
    key, secret = await keys.create("  shop ", ("users", "sessions"))
    assert (key.name, key.scopes, key.last_used_at) == ("shop", ("sessions", "users"), None)
    assert secret.startswith(key.hint.removesuffix("…"))
    assert await elsewhere.verify(secret) == key
    assert await elsewhere.verify(secret + "x") is None
    revoked = await keys.revoke(key.id)
    assert revoked is not None
    assert revoked.revoked_at == clock.now
    assert await elsewhere.verify(secret) is None
    clock.now += TEN_MINUTES
    assert await keys.revoke(key.id) == revoked
    assert await keys.revoke("key_unknown") is None
    assert await keys.list() == [revoked]


async def test_a_key_tells_when_it_was_last_used(engine: AsyncEngine, clock: Clock) -> None:
    keys = ApiKeys(engine, clock)
    _, secret = await keys.create("shop")
    first = clock.now
    await keys.verify(secret)
    clock.now += timedelta(seconds=59)
    await keys.verify(secret)
    assert [key.last_used_at for key in await keys.list()] == [first]
    clock.now += timedelta(seconds=1)
    await keys.verify(secret)
    assert [key.last_used_at for key in await keys.list()] == [clock.now]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
async def test_a_key_needs_a_name(sqlite_engine: AsyncEngine, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        await ApiKeys(sqlite_engine).create(name)


async def test_no_secret_is_kept(engine: AsyncEngine, clock: Clock) -> None:
    _, key = await ApiKeys(engine, clock).create("shop")
    _, secret = await ChatSessions(engine, clock).create(
        "ann", TEN_MINUTES, workflow=Workflow("tasks"), configuration=SessionConfiguration()
    )
    for table in (database.api_keys, database.chat_sessions):
        rows = await Database(engine).execute(table.select())
        assert len(rows) == 1
        assert key not in repr(rows)
        assert secret not in repr(rows)


async def test_a_session_holds_until_it_expires(engine: AsyncEngine, clock: Clock) -> None:
    sessions = ChatSessions(engine, clock)
    configuration = SessionConfiguration(uploads=True, max_files=3, recent_threads=2)
    workflow = Workflow("tasks", "3", {"plan": "gold", "seats": 4, "beta": True}, tracing=False)
    session, secret = await sessions.create(
        "ann",
        TEN_MINUTES,
        workflow=workflow,
        configuration=configuration,
        requests_per_minute=7,
        api_key_id="key_1",
    )
    assert await sessions.find(secret) == session
    assert (session.workflow, session.configuration) == (workflow, configuration)
    assert session.status(clock.now) == "active"
    assert session.status(clock.now + TEN_MINUTES) == "expired"
    assert await sessions.find(secret[:-1]) is None


async def test_a_cancelled_session_stays_cancelled(engine: AsyncEngine, clock: Clock) -> None:
    sessions = ChatSessions(engine, clock)
    session, secret = await sessions.create(
        "ann", TEN_MINUTES, workflow=Workflow("tasks"), configuration=SessionConfiguration()
    )
    assert await sessions.cancel(session.id, owner="eve") is None
    cancelled = await sessions.cancel(session.id, owner="ann")
    assert cancelled is not None
    assert cancelled.status(clock.now) == "cancelled"
    assert await sessions.find(secret) == cancelled
    assert await sessions.cancel(session.id) == cancelled
    assert await sessions.cancel("cksess_unknown") is None


async def test_an_expired_session_is_told_of_for_a_while(engine: AsyncEngine, clock: Clock) -> None:
    sessions = ChatSessions(engine, clock)

    async def create() -> str:
        _, secret = await sessions.create(
            "ann", TEN_MINUTES, workflow=Workflow("tasks"), configuration=SessionConfiguration()
        )
        return secret

    first = await create()
    clock.now += KEPT_AFTER_EXPIRY
    await create()
    found = await sessions.find(first)
    assert found is not None
    assert found.status(clock.now) == "expired"
    assert (await sessions.cancel(found.id)) == found
    clock.now += timedelta(hours=1)
    await create()
    assert await sessions.find(first) is None


async def test_to_forget_sessions_no_table_is_read_from_end_to_end(
    sqlite_engine: AsyncEngine, clock: Clock
) -> None:
    sessions = ChatSessions(sqlite_engine, clock)

    async def create() -> ChatSession:
        session, _ = await sessions.create(
            "ann", TEN_MINUTES, workflow=Workflow("tasks"), configuration=SessionConfiguration()
        )
        return session

    await sessions.note_thread(await create(), "thr_1")
    clock.now += KEPT_AFTER_EXPIRY + timedelta(hours=1)
    asked: list[tuple[str, Any]] = []

    def note(_: object, __: object, sql: str, values: Any, *rest: object) -> None:
        asked.append((sql, values))

    event.listen(sqlite_engine.sync_engine, "before_cursor_execute", note)
    await create()
    changes = [(sql, values) for sql, values in asked if sql.startswith("DELETE")]
    assert len(changes) == 2
    async with sqlite_engine.connect() as connection:
        for sql, values in changes:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            assert [row.detail for row in plan if row.detail.startswith("SCAN")] == []


async def test_the_audit_only_grows(engine: AsyncEngine) -> None:
    audit = Audit(engine)
    await audit.record("key.created", actor="command line", subject="key_1", detail={"name": "a"})
    await audit.record("user.erased", actor="key_1", subject="ann", request_id="req_1")
    table = database.audit
    for change in (update(table).values(actor="nobody"), delete(table)):
        with pytest.raises(DBAPIError, match="append-only"):
            async with Database(engine).transaction() as connection:
                await connection.execute(change)
    first, second = await audit.entries()
    assert (first.event, first.subject, first.detail) == ("key.created", "key_1", {"name": "a"})
    assert (second.actor, second.detail, second.request_id) == ("key_1", {}, "req_1")
    assert await audit.entries(after=first.seq) == [second]
