"""A guest who signs in keeps what they had, and nothing of theirs stays behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server import database
from chatkit_server.access.audit import Audit
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.access.model import SessionConfiguration, Workflow
from chatkit_server.context import RequestContext, User
from chatkit_server.errors import Unavailable
from chatkit_server.merging import GuestMerge, Merged
from chatkit_server.profiles import Profiles
from chatkit_server.spending import Spent
from chatkit_server.tasks.model import NewTask, TaskFilter
from chatkit_server.testing import Chat, Say, ScriptedModel
from chatkit_server.usage import Usage
from chatkit_server.visits import Visits
from stores.engine import Database
from tests.conftest import TaskChat

GUEST, USER = "guest_1", "ann"
BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
ENDED = {"chat_sessions", "session_threads"}
"""What lets somebody in as the guest ends with the guest."""
NEVER_A_GUESTS = {"sign_ins"}
OWNED = {table.name: table for table in database.metadata.sorted_tables if "owner" in table.c}


class World:
    """One server, a guest and a user of it, and what merges the two."""

    def __init__(self, engine: AsyncEngine, chat: TaskChat) -> None:
        self.engine = engine
        self.user = chat
        self.guest = Chat(chat.server, RequestContext(User(GUEST, "guest")))
        self.profiles = Profiles(engine)
        self.audit = Audit(engine)
        self.sessions = ChatSessions(engine)
        self.merging = GuestMerge(
            engine, chat.server.runs, Visits(), chat.server.changes, self.profiles, self.audit
        )

    async def merge(self) -> Merged:
        return await self.merging.merge(GUEST, USER, request_id="req_1")

    async def owners(self) -> dict[str, set[str]]:
        async with self.engine.connect() as connection:
            return {
                name: set((await connection.execute(select(table.c.owner))).scalars())
                for name, table in OWNED.items()
            }

    async def begin_session(self, owner: str) -> str:
        _, secret = await self.sessions.create(
            owner,
            timedelta(minutes=10),
            workflow=Workflow("tasks"),
            configuration=SessionConfiguration(),
        )
        return secret


@pytest.fixture
def world(engine: AsyncEngine, make_chat: Callable[..., TaskChat]) -> World:
    return World(engine, make_chat())


async def titles(world: World, owner: str) -> list[str]:
    found = await world.user.tasks.find(owner, TaskFilter(status="all"), BERLIN)
    return sorted(task.title for task in found.tasks)


async def threads(chat: Chat) -> list[str]:
    page = await chat.get("threads.list")
    return [thread["id"] for thread in page["data"]]


async def test_nothing_is_left_to_the_guest_in_any_table(
    world: World, model: ScriptedModel
) -> None:
    await world.user.tasks.add(GUEST, [NewTask("Buy milk")])
    await world.profiles.set_zone(GUEST, TOKYO)
    await world.begin_session(GUEST)
    made_in_it = {"session_id": "cksess_1", "thread_id": "thr_1", "owner": GUEST}
    await Database(world.engine).execute(insert(database.session_threads).values(**made_in_it))
    now = datetime.now(UTC)
    asked = {"thread_id": "thr_1", "item_id": "msg_1", "owner": GUEST, "calls": [], "always": False}
    when = {"created_at": now, "expires_at": now}
    await Database(world.engine).execute(insert(database.approvals).values(**asked, **when))
    await Usage(world.engine).record(
        "run_1", "thr_1", GUEST, Spent(), outcome="completed", seconds=1.0
    )
    before = await world.owners()
    without = {name for name, owners in before.items() if GUEST not in owners}
    assert without == NEVER_A_GUESTS, "a table with owners is new: say in `merging` what becomes"

    await world.merge()

    after = await world.owners()
    assert {name for name, owners in after.items() if GUEST in owners} == set()
    kept = {name for name, owners in after.items() if USER in owners}
    assert kept == OWNED.keys() - ENDED - NEVER_A_GUESTS


async def test_threads_and_tasks_of_both_are_the_users(world: World, model: ScriptedModel) -> None:
    model.then([Say(["One."])], [Say(["Two."])])
    guests, _ = await world.guest.create("as a guest")
    users, _ = await world.user.create("as a user")
    await world.user.tasks.add(GUEST, [NewTask("Buy milk")])
    (deleted,) = await world.user.tasks.add(GUEST, [NewTask("Call")])
    await world.user.tasks.delete(GUEST, [deleted.id])
    await world.user.tasks.add(USER, [NewTask("Sleep")])

    assert await world.merge() == Merged(threads=1, tasks=2)

    assert set(await threads(world.user)) == {guests, users}
    assert await threads(world.guest) == []
    assert await titles(world, USER) == ["Buy milk", "Sleep"]
    await world.user.tasks.restore(USER, [deleted.id])
    assert await titles(world, USER) == ["Buy milk", "Call", "Sleep"]
    said = [item["type"] for item in await world.user.items(guests)]
    assert said == ["user_message", "assistant_message"]
    model.then([Say(["Three."])])
    await world.user.say(guests, "and on")

    (entry,) = await world.audit.entries()
    assert (entry.event, entry.actor, entry.subject) == ("guest.merged", USER, GUEST)
    assert (entry.detail, entry.request_id) == ({"threads": 1, "tasks": 2}, "req_1")
    assert await world.merge() == Merged()  # twice is as good as once, and said once
    assert len(await world.audit.entries()) == 1


async def test_a_running_answer_is_stopped_and_what_it_said_comes_along(
    world: World, model: ScriptedModel
) -> None:
    chat = TaskChat(world.user.server, world.user.tasks)
    chat.user = world.guest.user
    thread_id, reply, _ = await chat.begin(model)

    await world.merge()

    assert not world.user.server.runs._all
    reply.body.close()
    answer = (await world.user.items(thread_id))[1]
    assert answer["content"][0]["text"] == "Half an answer"
    model.then([Say(["Go on."])])
    await world.user.say(thread_id, "and on")  # nothing holds the thread


async def test_no_answer_begins_while_the_guest_is_moved(
    world: World, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving, go = asyncio.Event(), asyncio.Event()

    async def slow(*_: Any) -> int:
        moving.set()
        await go.wait()
        return 0

    monkeypatch.setattr("chatkit_server.merging.change_owner", slow)
    merging = asyncio.create_task(world.merge())
    await moving.wait()
    with pytest.raises(Unavailable):
        await world.guest.reply("threads.create", input=world.guest.input("hello"))
    go.set()
    await merging
    model.then([Say(["Hello."])])
    await world.guest.create("hello")


async def test_the_zone_of_the_user_wins_and_is_seen_at_once(world: World) -> None:
    await world.profiles.set_zone(GUEST, TOKYO)
    assert await world.profiles.zone(USER) is None
    await world.merge()
    assert await world.profiles.zone(USER) == TOKYO
    assert await world.profiles.zone(GUEST) is None

    await world.profiles.set_zone(GUEST, BERLIN)
    await world.merge()
    assert await world.profiles.zone(USER) == TOKYO


async def test_client_secrets_of_the_guest_end(world: World) -> None:
    guests, users = await world.begin_session(GUEST), await world.begin_session(USER)
    await world.merge()
    assert await world.sessions.find(guests) is None
    assert await world.sessions.find(users) is not None


@pytest.mark.parametrize(("old", "new"), [("bob", USER), (GUEST, "guest_2"), (USER, GUEST)])
async def test_only_a_guest_becomes_a_user(world: World, old: str, new: str) -> None:
    with pytest.raises(ValueError, match="only a guest"):
        await world.merging.merge(old, new)


async def test_a_merge_reads_no_table_from_end_to_end(world: World, model: ScriptedModel) -> None:
    """Nobody can write to SQLite meanwhile, and everybody who signs in is merged."""
    if world.engine.dialect.name != "sqlite":
        pytest.skip("other databases plan by what is in the tables")
    model.then([Say(["Hello."])])
    await world.guest.create("hi")
    asked: list[tuple[str, tuple[Any, ...]]] = []

    def note(_: object, __: object, sql: str, values: tuple[Any, ...], *rest: object) -> None:
        asked.append((sql, values))

    event.listen(world.engine.sync_engine, "before_cursor_execute", note)
    await world.merge()
    changes = [(sql, values) for sql, values in asked if sql.startswith(("UPDATE", "DELETE"))]
    assert len(changes) > 10
    async with world.engine.connect() as connection:
        for sql, values in changes:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            scans = [row.detail for row in plan if row.detail.startswith("SCAN")]
            # Of leases there are as many as answers that are being written.
            assert scans == ["SCAN chatkit_run_leases"] * ("run_leases" in sql), sql
