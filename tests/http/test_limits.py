"""Limits over HTTP: who counts for what, what is refused, and what is never in the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
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
from chatkit_server.assistant.models import ConfiguredModel
from chatkit_server.limiting.rates import RateCounter
from chatkit_server.settings import Settings
from chatkit_server.testing import Say, ScriptedModel, Wait
from tests.redis_server import RedisServer

from .conftest import Guest, message, running

SECRET = "s" * 32
ADDRESS = "203.0.113.7"
NONE = {"rate_requests_per_minute": 0, "rate_requests_per_address": 0, "bytes_per_day": 0}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(composition, "RateCounter", partial(RateCounter, clock=clock))
    return clock


@pytest.fixture
def make_app(
    make_database: Callable[..., str],
    tmp_path: Path,
    stack: AsyncExitStack,
    monkeypatch: pytest.MonkeyPatch,
    model: ScriptedModel,
) -> Callable[..., Any]:
    """Make servers on one database, each with a limit or two and no other."""
    url = make_database("sqlite")
    monkeypatch.setattr(
        composition, "configured_model", lambda settings: ConfiguredModel(model, "scripted")
    )

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


async def test_a_user_has_so_many_requests_a_minute_from_wherever(
    make_app: Any, new_guest: Any, client: Any, clock: Clock
) -> None:
    app = await make_app(rate_requests_per_minute=3)
    ann, bob = await new_guest(app), await new_guest(app)
    assert (await ann.post("threads.list")).status_code == 200
    assert (await ann.http.get("/api/tasks")).status_code == 200
    elsewhere = await client(app, "198.51.100.9")
    elsewhere.cookies = ann.http.cookies
    assert (await elsewhere.get("/api/tasks")).status_code == 200
    clock.now += 17.5
    refused(await ann.post("threads.list"), 43, "too many requests")
    refused(await elsewhere.get("/api/tasks"), 43, "too many requests")
    assert (await bob.post("threads.list")).status_code == 200
    clock.now += 42.5
    assert (await ann.post("threads.list")).status_code == 200


async def test_of_requests_at_once_exactly_as_many_pass(make_app: Any, new_guest: Any) -> None:
    app = await make_app(rate_requests_per_minute=10)
    ann = await new_guest(app)
    answers = await asyncio.gather(*(ann.post("threads.list") for _ in range(25)))
    codes = [answer.status_code for answer in answers]
    assert (codes.count(200), codes.count(429)) == (10, 15)


async def test_an_address_has_so_many_requests_whoever_sends_them(
    make_app: Any, new_guest: Any, client: Any, clock: Clock
) -> None:
    app = await make_app(rate_requests_per_address=3)
    ann, bob = await new_guest(app), await new_guest(app)  # two of three
    assert (await ann.post("threads.list")).status_code == 200
    refused(await bob.post("threads.list"), 60, "from your address")
    refused(await bob.http.post("/api/auth/guest"), 60, "from your address")
    stranger = await client(app)
    refused(await stranger.get("/api/tasks"), 60, "from your address")
    for path in ("/healthz", "/", "/chatkit.js"):
        assert (await stranger.get(path)).status_code == 200, path
    other = await client(app, "198.51.100.9")
    assert (await other.post("/api/auth/guest")).status_code == 201


async def test_what_looks_like_an_api_key_opens_no_way_around(make_app: Any, client: Any) -> None:
    app = await make_app(rate_requests_per_address=2)
    stranger = await client(app, token=f"ck_{'0' * 43}")
    for _ in range(2):
        assert (await stranger.post("/api/auth/guest")).status_code == 201
    refused(await stranger.post("/api/auth/guest"), 60, "from your address")
    refused(await stranger.get("/api/auth/me"), 60, "from your address")
    _, key = await app.state.api_keys.create("shop", ("threads",))
    back_end = await client(app, token=key)
    for _ in range(3):
        assert (await back_end.get("/v1/chatkit/threads")).status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
    ],
)
async def test_a_network_of_ipv6_is_one_address(
    make_app: Any, client: Any, first: str, second: str, together: bool
) -> None:
    app = await make_app(rate_requests_per_address=1)
    assert (await (await client(app, first)).post("/api/auth/guest")).status_code == 201
    answer = await (await client(app, second)).post("/api/auth/guest")
    assert answer.status_code == (429 if together else 201)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "testclient"])
async def test_an_address_that_may_be_anybodys_is_not_counted(
    make_app: Any, client: Any, address: str
) -> None:
    app = await make_app(rate_requests_per_address=1)
    here = await client(app, address)
    for _ in range(3):
        assert (await here.post("/api/auth/guest")).status_code == 201


async def test_servers_with_one_redis_have_one_count(
    make_app: Any, new_guest: Any, client: Any, redis_server: RedisServer
) -> None:
    first, second = [
        await make_app(rate_requests_per_minute=20, redis_url=redis_server.url) for _ in range(2)
    ]
    ann = await new_guest(first)
    other = Guest(await client(second))
    other.http.cookies = ann.http.cookies
    answers = await asyncio.gather(
        *((ann, other)[number % 2].post("threads.list") for number in range(30))
    )
    codes = [answer.status_code for answer in answers]
    assert (codes.count(200), codes.count(429)) == (20, 10)


async def test_a_day_has_so_many_bytes_and_what_is_too_much_takes_none(
    make_app: Any, new_guest: Any, clock: Clock
) -> None:
    app = await make_app(bytes_per_day=20_000)
    ann = await new_guest(app)
    upload = partial(ann.http.post, "/api/attachments")
    assert (await upload(files={"file": ("a.txt", b"a" * 15_000)})).status_code == 201
    clock.now += 3600
    refused(await upload(files={"file": ("b.txt", b"b" * 6_000)}), 82_800, "in a day")
    assert (await upload(files={"file": ("c.txt", b"c" * 3_000)})).status_code == 201

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(8):
            yield b" " * 500

    refused(await ann.http.post("/chatkit", content=pieces()), 82_800, "in a day")
    enormous = await ann.http.post("/chatkit", content=b" " * 20_001)
    assert (enormous.status_code, enormous.json()["error"]["code"]) == (413, "too_large")
    clock.now += 82_800
    assert (await upload(files={"file": ("d.txt", b"d" * 15_000)})).status_code == 201


async def test_the_bytes_of_a_prepared_upload_count_for_whom_it_was_prepared(
    make_app: Any, new_guest: Any
) -> None:
    app = await make_app(bytes_per_day=10_000)
    ann = await new_guest(app)
    for size, status in ((8_000, 200), (3_000, 429)):
        prepared = await ann.post(
            "attachments.create", name="a.txt", size=size, mime_type="text/plain"
        )
        descriptor = prepared.json()["upload_descriptor"]
        answer = await ann.http.request(
            descriptor["method"],
            descriptor["url"],
            content=b"a" * size,
            headers=descriptor["headers"],
        )
        assert answer.status_code == status, answer.text


async def test_a_user_has_so_many_answers_at_once(
    make_app: Any, new_guest: Any, model: ScriptedModel
) -> None:
    app = await make_app(max_concurrent_runs=2)
    ann, bob = await new_guest(app), await new_guest(app)
    waits = [Wait() for _ in range(2)]
    model.then(*([Say(["thinking"]), wait] for wait in waits))
    running_answers = [
        asyncio.create_task(ann.events("threads.create", input=message("hello"))) for _ in waits
    ]
    for wait in waits:
        await wait.reached.wait()
    refused(await ann.post("threads.create", input=message("and?")), 5, "At most 2 answers")
    assert len((await ann.post("threads.list")).json()["data"]) == 2
    model.then([Say(["Hi, Bob"])])
    await bob.create("hello")
    for wait in waits:
        wait.gate.set()
    await asyncio.gather(*running_answers)
    model.then([Say(["Now"])])
    await ann.create("and now?")


async def test_of_messages_at_once_exactly_as_many_are_answered(
    make_app: Any, new_guest: Any, model: ScriptedModel
) -> None:
    app = await make_app(max_concurrent_runs=3)
    ann = await new_guest(app)
    waits = [Wait() for _ in range(3)]
    model.then(*([Say(["thinking"]), wait] for wait in waits))
    answers = [
        asyncio.create_task(ann.post("threads.create", input=message("hello"))) for _ in range(8)
    ]
    for wait in waits:
        await wait.reached.wait()
    refusals = [answer.result() for answer in answers if answer.done()]
    while len(refusals) < 5:
        await asyncio.wait(
            [answer for answer in answers if not answer.done()],
            return_when=asyncio.FIRST_COMPLETED,
        )
        refusals = [answer.result() for answer in answers if answer.done()]
    assert {answer.status_code for answer in refusals} == {429}
    for wait in waits:
        wait.gate.set()
    codes = [answer.status_code for answer in await asyncio.gather(*answers)]
    assert codes.count(200) == 3


async def test_answers_of_other_servers_count(
    make_app: Any, new_guest: Any, client: Any, model: ScriptedModel
) -> None:
    first, second = [await make_app(max_concurrent_runs=1) for _ in range(2)]
    ann = await new_guest(first)
    wait = Wait()
    model.then([Say(["thinking"]), wait])
    answer = asyncio.create_task(ann.events("threads.create", input=message("hello")))
    await wait.reached.wait()
    other = Guest(await client(second))
    other.http.cookies = ann.http.cookies
    refused(await other.post("threads.create", input=message("and?")), 5, "At most 1")
    wait.gate.set()
    await answer
    model.then([Say(["Now"])])
    await other.create("and now?")


async def session_secret(app: Starlette, requests_per_minute: int | None) -> str:
    _, secret = await app.state.chat_sessions.create(
        "ann",
        timedelta(minutes=10),
        workflow=Workflow("tasks"),
        configuration=SessionConfiguration(),
        requests_per_minute=requests_per_minute,
    )
    return str(secret)


async def test_a_chat_session_has_so_many_answers_a_minute(
    make_app: Any, client: Any, model: ScriptedModel, clock: Clock
) -> None:
    app = await make_app()
    ann = Guest(await client(app, token=await session_secret(app, 2)))
    model.then([Say(["one"])], [Say(["two"])])
    thread_id = await ann.create("hello")
    (_, answer) = await ann.items(thread_id)
    await ann.events("threads.add_user_message", thread_id=thread_id, input=message("again"))
    for _ in range(5):  # reading is free
        assert (await ann.post("threads.get_by_id", thread_id=thread_id)).status_code == 200
    words = "in this chat session"
    refused(await ann.post("threads.create", input=message("more")), 60, words)
    first = (await ann.items(thread_id))[0]["id"]
    retry = {"thread_id": thread_id, "item_id": first}
    refused(await ann.post("threads.retry_after_item", **retry), 60, words)
    branch = {"thread_id": thread_id, "item_id": first, "input": message("else")}
    refused(await ann.post("x.threads.branch", **branch), 60, words)
    assert len(await ann.items(thread_id)) == 4 and answer["type"] == "assistant_message"

    other = Guest(await client(app, token=await session_secret(app, None)))
    model.then([Say(["three"])])
    await other.events("threads.add_user_message", thread_id=thread_id, input=message("more"))
    clock.now += 60
    model.then([Say(["four"])])
    await ann.create("now")


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


async def test_pages_of_other_origins_can_read_when_to_come_back(
    make_app: Any, client: Any
) -> None:
    app = await make_app(rate_requests_per_address=1, cors_origins=("https://shop.example",))
    page = await client(app)
    for _ in range(2):
        answer = await page.get("/api/tasks", headers={"Origin": "https://shop.example"})
    refused(answer, 60, "address")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Retry-After", "ChatKit-Max-Message", "ChatKit-User"} <= set(exposed)


async def test_the_longest_message_is_told_and_kept_to(
    make_app: Any, new_guest: Any, model: ScriptedModel
) -> None:
    app = await make_app(max_message_chars=20)
    ann = await new_guest(app)
    listed = await ann.post("threads.list")
    assert listed.headers["ChatKit-Max-Message"] == "20"
    model.then([Say(["fine"])])
    thread_id = await ann.create("🙂" * 20)  # characters, whatever they take
    too_long = await ann.post("threads.create", input=message("x" * 21))
    assert (too_long.status_code, too_long.json()["error"]["code"]) == (400, "invalid_request")
    assert "21 characters; at most 20" in too_long.json()["error"]["message"]
    titled = await ann.post("threads.update", thread_id=thread_id, title="t" * 201)
    assert titled.status_code == 400
    assert titled.json()["error"]["message"] == "The title is longer than 200 characters."


async def test_behind_a_trusted_proxy_it_is_the_visitors_address_that_counts(
    make_app: Any, client: Any
) -> None:
    app = await make_app(rate_requests_per_address=1, trusted_proxies=("10.0.0.0/8",))
    proxy, stranger = await client(app, "10.0.0.1"), await client(app, "192.0.2.1")

    async def ask(sender: httpx.AsyncClient, visitor: str) -> int:
        headers = {"X-Forwarded-For": visitor}
        return (await sender.post("/api/auth/guest", headers=headers)).status_code

    visitors = ("203.0.113.7", "203.0.113.8", "203.0.113.7")
    assert [await ask(proxy, visitor) for visitor in visitors] == [201, 201, 429]
    # Whoever is no proxy may say what they like.
    assert [await ask(stranger, visitor) for visitor in visitors] == [201, 429, 429]
