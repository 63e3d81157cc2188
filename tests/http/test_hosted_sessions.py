"""``/v1/chatkit/sessions`` by the official Python client."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import httpx
import openai
import pytest
from openai import AsyncOpenAI, OpenAI

from chatkit_server.app import create_app
from chatkit_server.settings import Settings
from chatkit_server.testing import Say, ScriptedModel

from .conftest import running
from .hosted import BackEnd
from .serving import served

TASKS: Any = {"id": "tasks"}

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("user", {"user": None}),
    ("user", {"user": ""}),
    ("user", {"user": " ann"}),
    ("user", {"user": "a\nb"}),
    ("user", {"user": "x" * 256}),
    ("user", {"user": 7}),
    ("user", {"user": "guest_1"}),
    ("workflow", {"workflow": None}),
    ("workflow", {"workflow": "tasks"}),
    ("workflow.id", {"workflow": {}}),
    ("workflow.id", {"workflow": {"id": ""}}),
    ("workflow.id", {"workflow": {"id": "x" * 256}}),
    ("workflow.state_variables.plan", {"workflow": TASKS | {"state_variables": {"plan": []}}}),
    (
        f"workflow.state_variables.{'k' * 65}",
        {"workflow": TASKS | {"state_variables": {"k" * 65: 1}}},
    ),
    ("workflow.tracing.enabled", {"workflow": TASKS | {"tracing": {"enabled": "yes"}}}),
    ("expires_after.anchor", {"expires_after": {"seconds": 60}}),
    ("expires_after.seconds", {"expires_after": {"anchor": "created_at"}}),
    ("expires_after.anchor", {"expires_after": {"anchor": "now", "seconds": 60}}),
    ("expires_after.seconds", {"expires_after": {"anchor": "created_at", "seconds": 0}}),
    ("expires_after.seconds", {"expires_after": {"anchor": "created_at", "seconds": 86401}}),
    ("expires_after.seconds", {"expires_after": {"anchor": "created_at", "seconds": 1.5}}),
    ("expires_after.seconds", {"expires_after": {"anchor": "created_at", "seconds": True}}),
    (
        "rate_limits.max_requests_per_1_minute",
        {"rate_limits": {"max_requests_per_1_minute": 0}},
    ),
    ("scope", {"scope": {}}),
    *(
        (f"chatkit_configuration.{part}.{name}", {"chatkit_configuration": {part: {name: no}}})
        for part, name, no in [
            ("file_upload", "max_file_size", 513),
            ("file_upload", "max_file_size", 0),
            ("file_upload", "max_files", 0),
            ("history", "recent_threads", 0),
            ("history", "recent_threads", 2**63),
            ("automatic_thread_titling", "enabled", 1),
        ]
    ),
]
"""The part of the body that is wrong, and what is wrong with it."""


async def test_a_session_has_the_documented_defaults(back_end: BackEnd) -> None:
    started = int(time.time())
    session = await back_end.client.beta.chatkit.sessions.create(user="ann", workflow=TASKS)
    assert session.to_dict() == {
        "id": session.id,
        "object": "chatkit.session",
        "status": "active",
        "user": "ann",
        "client_secret": session.client_secret,
        "expires_at": session.expires_at,
        "workflow": {
            "id": "tasks",
            "version": None,
            "state_variables": None,
            "tracing": {"enabled": True},
        },
        "chatkit_configuration": {
            "automatic_thread_titling": {"enabled": True},
            "file_upload": {"enabled": False, "max_file_size": 512, "max_files": 10},
            "history": {"enabled": True, "recent_threads": None},
        },
        "rate_limits": {"max_requests_per_1_minute": 10},
        "max_requests_per_1_minute": 10,
    }
    assert session.id.startswith("cksess_")
    assert started + 600 <= session.expires_at <= int(time.time()) + 600


async def test_a_session_is_what_was_asked_for(back_end: BackEnd) -> None:
    session = await back_end.client.beta.chatkit.sessions.create(
        user="ann@example.com",
        workflow={
            "id": "tasks",
            "version": "3",
            "state_variables": {"plan": "gold", "seats": 4, "share": 0.5, "beta": True},
            "tracing": {"enabled": False},
        },
        chatkit_configuration={
            "automatic_thread_titling": {"enabled": False},
            "file_upload": {"enabled": True, "max_file_size": 5, "max_files": 2},
            "history": {"enabled": False, "recent_threads": 3},
        },
        expires_after={"anchor": "created_at", "seconds": 60},
        rate_limits={"max_requests_per_1_minute": 30},
    )
    assert session.workflow.to_dict() == {
        "id": "tasks",
        "version": "3",
        "state_variables": {"plan": "gold", "seats": 4, "share": 0.5, "beta": True},
        "tracing": {"enabled": False},
    }
    assert session.chatkit_configuration.to_dict() == {
        "automatic_thread_titling": {"enabled": False},
        "file_upload": {"enabled": True, "max_file_size": 5, "max_files": 2},
        "history": {"enabled": False, "recent_threads": 3},
    }
    assert session.expires_at <= time.time() + 60
    assert session.rate_limits.max_requests_per_1_minute == 30
    kept = await back_end.app.state.chat_sessions.find(session.client_secret)
    assert (kept.id, kept.owner, kept.requests_per_minute) == (session.id, "ann@example.com", 30)
    assert (kept.configuration.max_file_megabytes, kept.configuration.titling) == (5, False)


async def test_what_is_null_has_its_default(back_end: BackEnd) -> None:
    answer = await back_end.http.post(
        "/v1/chatkit/sessions",
        json={
            "user": "ann",
            "workflow": {"id": "tasks", "version": None, "state_variables": None},
            "chatkit_configuration": {"history": {"recent_threads": None}, "file_upload": None},
            "expires_after": None,
            "rate_limits": None,
        },
        headers={"Authorization": f"Bearer {back_end.key}"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["max_requests_per_1_minute"] == 10
    assert answer.headers["cache-control"] == "no-store"


async def test_the_secret_stands_for_the_user_until_it_is_cancelled(
    back_end: BackEnd, model: ScriptedModel
) -> None:
    model.then([Say(["Hello."])])
    thread_id = await back_end.say("ann", "hi")
    sessions = back_end.client.beta.chatkit.sessions
    session = await sessions.create(user="ann", workflow=TASKS)
    listed = await back_end.ask(session.client_secret, "threads.list")
    assert [thread["id"] for thread in listed.json()["data"]] == [thread_id]

    cancelled = await sessions.cancel(session.id)
    assert (cancelled.id, cancelled.status, cancelled.user) == (session.id, "cancelled", "ann")
    assert cancelled.expires_at == session.expires_at
    assert cancelled.client_secret == ""  # it cannot be read again
    refused = await back_end.ask(session.client_secret, "threads.list")
    assert refused.status_code == 401
    assert "cancelled" in refused.json()["error"]["message"]
    assert (await sessions.cancel(session.id)).status == "cancelled"
    with pytest.raises(openai.NotFoundError, match="no such session"):
        await sessions.cancel("cksess_unknown")
    with pytest.raises(openai.NotFoundError):
        await sessions.cancel("a\0b")


async def test_the_client_without_async_can_do_the_same(back_end: BackEnd) -> None:
    def use() -> None:
        with OpenAI(base_url=f"{back_end.url}/v1", api_key=back_end.key, max_retries=0) as client:
            session = client.beta.chatkit.sessions.create(user="ann", workflow=TASKS)
            assert client.beta.chatkit.sessions.cancel(session.id).status == "cancelled"
            assert list(client.beta.chatkit.threads.list(user="ann")) == []
            with pytest.raises(openai.NotFoundError):
                client.beta.chatkit.threads.retrieve("thr_unknown")

    await asyncio.to_thread(use)


async def test_what_makes_no_sense_is_refused_by_its_name(back_end: BackEnd) -> None:
    for param, change in REFUSED:
        with pytest.raises(openai.BadRequestError) as refused:
            await back_end.client.beta.chatkit.sessions.create(
                user="ann", workflow=TASKS, extra_body=change
            )
        error = refused.value
        assert (error.param, error.code) == (param, "invalid_request")
        assert error.type == "invalid_request_error"
        assert error.body == {**error.body, "request_id": error.request_id}  # type: ignore[dict-item]
        assert f"{param}: " in error.message


async def test_what_is_no_json_object_is_refused(back_end: BackEnd) -> None:
    headers = {"Authorization": f"Bearer {back_end.key}"}
    variable = b'{"user": "ann", "workflow": {"id": "tasks", "state_variables": {"a": %s}}}'
    for body in (
        *(b"", b"{", b"[]", b'"user"', b'{"user": "\\ud800"}', b"[" * 10_000, b"\xff"),
        *(variable % value for value in (b"NaN", b"-Infinity", b"1e999", b'"a\\u0000"')),
        variable % (b"1" * 5000),
    ):
        answer = await back_end.http.post("/v1/chatkit/sessions", content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["error"]["type"] == "invalid_request_error"


async def test_a_workflow_is_an_assistant_of_this_server(back_end: BackEnd) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        await back_end.client.beta.chatkit.sessions.create(user="ann", workflow={"id": "wf_1"})
    assert refused.value.param == "workflow.id"
    assert "Workflow with id 'wf_1' not found" in refused.value.message
    assert "tasks" in refused.value.message


async def test_only_a_key_that_holds_opens_the_api(back_end: BackEnd) -> None:
    async def create(key: str) -> None:
        client = back_end.new_client(key)
        await client.beta.chatkit.sessions.create(user="ann", workflow=TASKS)

    key, secret = await back_end.make_key("sessions")
    await create(secret)
    await back_end.app.state.api_keys.revoke(key.id)
    for wrong in (secret, "ck_unknown", "sk-proj-1", await back_end.secret_of("ann")):
        with pytest.raises(openai.AuthenticationError) as refused:
            await create(wrong)
        assert refused.value.code == "invalid_api_key"
        assert "invalid_token" in refused.value.response.headers["www-authenticate"]
    _, threads_only = await back_end.make_key("threads", "users")
    with pytest.raises(openai.PermissionDeniedError, match='lacks the scope "sessions"'):
        await create(threads_only)


async def test_nobody_else_gets_in(back_end: BackEnd) -> None:
    signed_in = await back_end.http.post("/api/auth/guest")
    assert signed_in.status_code == 201  # the cookie goes along with what follows
    _, other_key = await back_end.make_key("users")
    tokens = {
        None: 401,
        signed_in.json()["token"]: 401,
        await back_end.secret_of("ann"): 401,
        other_key: 403,
    }
    for method, path in [
        ("POST", "sessions"),
        ("POST", "sessions/cksess_1/cancel"),
        ("GET", "threads"),
        ("GET", "threads/thr_1"),
        ("DELETE", "threads/thr_1"),
        ("GET", "threads/thr_1/items"),
    ]:
        for token, status in tokens.items():
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            url = f"/v1/chatkit/{path}"
            answer = await back_end.http.request(method, url, headers=headers)
            assert answer.status_code == status, (method, path, token)


async def test_who_guesses_keys_is_told_when_to_come_back(settings: Settings) -> None:
    app = create_app(replace(settings, rate_failures_per_address=2))
    async with (
        running(app),
        served(app) as url,
        AsyncOpenAI(base_url=f"{url}/v1", api_key="ck_guess", max_retries=0) as client,
    ):
        for _ in range(2):
            with pytest.raises(openai.AuthenticationError):
                await client.beta.chatkit.threads.list()
        with pytest.raises(openai.RateLimitError) as refused:
            await client.beta.chatkit.threads.list()
    assert refused.value.type == "rate_limit_error"
    assert 1 <= int(refused.value.response.headers["retry-after"]) <= 60


async def test_a_key_stands_for_no_user(back_end: BackEnd) -> None:
    refused = await back_end.ask(back_end.key, "threads.list")
    assert refused.status_code == 401
    # Whoever left the /v1 out of their address is told so.
    assert "/v1" in refused.json()["error"]["message"]


async def test_paths_that_do_not_exist_are_told_in_the_same_form(back_end: BackEnd) -> None:
    missing = await back_end.http.get("/v1/models")
    assert missing.status_code == 404
    assert missing.json()["error"]["type"] == "invalid_request_error"
    assert (await back_end.http.get("/v1/chatkit/sessions")).status_code == 405


async def test_no_page_may_ask_with_a_key(settings: Settings) -> None:
    origin = "https://www.example.com"
    app = create_app(replace(settings, cors_origins=(origin,)))
    async with (
        running(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http,
    ):
        wanted = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        for path, is_open in (("/chatkit", True), ("/v1/chatkit/sessions", False)):
            for answer in (
                await http.options(path, headers=wanted),
                await http.post(path, headers={"Origin": origin}),
            ):
                assert ("access-control-allow-origin" in answer.headers) is is_open
