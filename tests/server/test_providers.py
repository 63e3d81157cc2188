"""Real clients of the providers' APIs, against a server on this machine that speaks them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from chatkit_server.assistant import models
from chatkit_server.settings import Settings

ADD = {"tasks": [{"title": "Buy milk", "due": "2026-11-22T09:00", "priority": "high"}]}


class Provider:
    """Answers the first request with a call of ``add_tasks`` and later ones with words."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[tuple[str, dict[str, Any], str | None]] = []
        self.status = 200
        self.break_off = False
        self.app = Starlette(
            routes=[
                Route("/v1/responses", self.responses, methods=["POST"]),
                Route("/v1/chat/completions", self.completions, methods=["POST"]),
            ]
        )

    async def _take(self, request: Request) -> dict[str, Any]:
        body = json.loads(await request.body())
        self.requests.append((request.url.path, body, request.headers.get("authorization")))
        return body

    def _refusal(self) -> JSONResponse:
        error = {"message": "the provider's own words", "type": "error", "code": None}
        return JSONResponse({"error": error}, self.status)

    async def responses(self, request: Request) -> Any:
        await self._take(request)
        if self.status != 200:
            return self._refusal()
        return StreamingResponse(
            _events(self._responses_events(), named=True), media_type="text/event-stream"
        )

    def _responses_events(self) -> list[dict[str, Any]]:
        shell = {
            "id": f"resp_{len(self.requests)}",
            "object": "response",
            "created_at": 0,
            "model": "test",
            "output": [],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "status": "in_progress",
        }
        events: list[dict[str, Any]] = [{"type": "response.created", "response": shell}]
        if len(self.requests) == 1:
            call = {
                "type": "function_call",
                "id": "fc_1",
                "call_id": "call_1",
                "name": "add_tasks",
                "arguments": "",
                "status": "in_progress",
            }
            done = {**call, "arguments": json.dumps(ADD), "status": "completed"}
            place = {"output_index": 0, "item_id": "fc_1"}
            events += [
                {"type": "response.output_item.added", "output_index": 0, "item": call},
                {
                    "type": "response.function_call_arguments.delta",
                    "delta": done["arguments"],
                    **place,
                },
                {
                    "type": "response.function_call_arguments.done",
                    "arguments": done["arguments"],
                    "name": "add_tasks",
                    **place,
                },
                {"type": "response.output_item.done", "output_index": 0, "item": done},
            ]
        else:
            message = {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "in_progress",
                "content": [],
            }
            part = {"type": "output_text", "text": "", "annotations": []}
            whole = {**part, "text": "Added milk."}
            done = {**message, "status": "completed", "content": [whole]}
            place = {"output_index": 0, "item_id": "msg_1", "content_index": 0}
            events += [
                {"type": "response.output_item.added", "output_index": 0, "item": message},
                {"type": "response.content_part.added", "part": part, **place},
                {"type": "response.output_text.delta", "delta": "Added ", "logprobs": [], **place},
                {"type": "response.output_text.delta", "delta": "milk.", "logprobs": [], **place},
                {
                    "type": "response.output_text.done",
                    "text": "Added milk.",
                    "logprobs": [],
                    **place,
                },
                {"type": "response.content_part.done", "part": whole, **place},
                {"type": "response.output_item.done", "output_index": 0, "item": done},
            ]
        completed = {**shell, "status": "completed", "output": [done]}
        events.append({"type": "response.completed", "response": completed})
        return [{**event, "sequence_number": n} for n, event in enumerate(events)]

    async def completions(self, request: Request) -> Any:
        await self._take(request)
        if self.status != 200:
            return self._refusal()
        return StreamingResponse(
            _events(self._completion_chunks(), done=True), media_type="text/event-stream"
        )

    def _completion_chunks(self) -> list[dict[str, Any]]:
        def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
            return {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "test",
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
            }

        if len(self.requests) == 1:
            arguments = json.dumps(ADD)
            return [
                chunk(
                    {
                        "role": "assistant",
                        "tool_calls": [
                            {
                                "index": 0,
                                "id": "call_1",
                                "type": "function",
                                "function": {"name": "add_tasks", "arguments": arguments[:9]},
                            }
                        ],
                    }
                ),
                chunk({"tool_calls": [{"index": 0, "function": {"arguments": arguments[9:]}}]}),
                chunk({}, "tool_calls"),
            ]
        return [
            chunk({"role": "assistant", "content": "Added "}),
            chunk({"content": "milk."}),
            chunk({}, "stop"),
        ]


async def _events(
    events: list[dict[str, Any]], *, named: bool = False, done: bool = False
) -> AsyncIterator[str]:
    for event in events:
        name = f"event: {event['type']}\n" if named else ""
        yield f"{name}data: {json.dumps(event)}\n\n"
    if done:
        yield "data: [DONE]\n\n"


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    provider = Provider()
    started = asyncio.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Server(uvicorn.Config(provider.app, port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server._serve())
    await started.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.url = f"http://127.0.0.1:{port}/v1"
    yield provider
    server.should_exit = True
    with contextlib.suppress(asyncio.CancelledError):
        await serving


@pytest.fixture(params=["responses", "chat completions"])
async def connected(request, provider, make_chat, monkeypatch):
    """A server whose agent thinks with a provider's model."""
    if request.param == "responses":
        monkeypatch.setattr(models, "OPENAI_URL", provider.url)
        settings = Settings(openai_api_key="sk-test", model="test")
    else:
        settings = Settings(openai_base_url=provider.url, model="test")
    chosen = models.configured_model(settings)
    yield make_chat(model=chosen.model)
    await chosen.model._client.close()


def errors(events):
    return [event for event in events if event["type"] == "error"]


async def test_a_providers_model_uses_the_tools_and_streams_its_words(connected, provider):
    thread_id, events = await connected.create("add milk tomorrow at 9, high priority")

    assert not errors(events)
    items = await connected.items(thread_id)
    assert [item["type"] for item in items] == ["user_message", "widget", "assistant_message"]
    deltas = [
        event["update"]["delta"]
        for event in events
        if event["type"] == "thread.item.updated" and "delta" in event["update"]
    ]
    assert deltas == ["Added ", "milk."]
    assert (await connected.tasks.summary("ann", connected.user.zone)).high_priority == 1


async def test_a_provider_is_given_the_tools_the_moment_and_the_history(connected, provider):
    thread_id, _ = await connected.create("add milk")
    await connected.say(thread_id, "thanks")

    path, body, _ = provider.requests[-1]
    told = json.dumps(body)
    assert "Europe/Berlin" in told and "2026-11-21T05:42:00+01:00" in told
    assert "delete_tasks" in told
    assert "shown_to_user" in told and "Buy milk" in told and "thanks" in told
    assert "__fake_id__" not in told
    assert body["stream"] is True
    assert path in ("/v1/responses", "/v1/chat/completions")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "API key"),
        (404, "does not exist"),
        (429, "busy"),
        (400, "rejected"),
        (500, "failed"),
    ],
)
async def test_a_providers_refusal_is_explained_without_its_own_words(
    connected, provider, status, says, monkeypatch
):
    monkeypatch.setattr(
        "openai._base_client.BaseClient._calculate_retry_timeout", lambda *args, **kwargs: 0
    )
    provider.status = status

    _, events = await connected.create("hi")

    (error,) = errors(events)
    assert says in error["message"]
    assert "provider's own words" not in str(events)


async def test_a_server_of_ones_own_needs_no_key(provider, make_chat):
    chosen = models.configured_model(Settings(openai_base_url=provider.url, model="test"))
    chat = make_chat(model=chosen.model)

    await chat.create("hi")
    await chosen.model._client.close()

    assert provider.requests[0][1]["model"] == "test"
    assert "sk-" not in str(provider.requests[0][2])


async def test_a_provider_that_is_not_there_is_explained(make_chat, monkeypatch):
    monkeypatch.setattr(
        "openai._base_client.BaseClient._calculate_retry_timeout", lambda *args, **kwargs: 0
    )
    settings = Settings(openai_base_url="http://127.0.0.1:9/v1", model="test")
    chosen = models.configured_model(settings)
    chat = make_chat(model=chosen.model)

    _, events = await chat.create("hi")
    await chosen.model._client.close()

    (error,) = errors(events)
    assert "cannot be reached" in error["message"]
    assert error["allow_retry"] is True
