"""How many requests, and how much, users and addresses may send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx
import pytest

from chatkit_server.testing import Say, ScriptedModel
from tests.clock import Clock
from tests.http.conftest import Guest, message
from tests.http.limits.conftest import refused
from tests.redis_server import RedisServer


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
