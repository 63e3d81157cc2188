"""A model of LiteLLM's: the real server, at a server that speaks as Anthropic's does."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from chatkit_server.testing import decode_events
from tests.e2e.serving import ROOT, SERVE, RunningServer, servers_in

from .messages import message
from .serving import served

MODEL = "litellm/anthropic/claude-opus-4-20250514"
ASK = {"type": "threads.create", "params": {"input": message("Add buy milk")}}


class Anthropic:
    """Calls ``add_tasks`` first, and says what came of it then; or refuses.

    Attributes:
        requests: What was asked, and not refused.
        keys: By whom, every time.
        refusals: The statuses with which the next requests are refused.
        retry_after: What such a refusal says in the header of that name.
    """

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.refusals: list[int] = []
        self.retry_after = "0"
        self.app = Starlette(routes=[Route("/v1/messages", self._answer, methods=["POST"])])

    async def _answer(self, request: Request) -> Response:
        asked = await request.json()
        self.keys.append(request.headers["x-api-key"])
        if self.refusals:
            error = {"type": "rate_limit_error", "message": "Slow down."}
            headers = {"Retry-After": self.retry_after}
            return JSONResponse({"type": "error", "error": error}, self.refusals.pop(0), headers)
        self.requests.append(asked)
        if asked["messages"][-1]["content"][0]["type"] == "tool_result":
            content = [({"type": "text", "text": ""}, text("It is "), text("on your list."))]
        else:
            tool = {"type": "tool_use", "id": "toolu_1", "name": "add_tasks", "input": {}}
            arguments = ('{"tasks": [{"ti', 'tle": "Buy milk"}]}')
            content = [
                (tool, *({"type": "input_json_delta", "partial_json": a} for a in arguments))
            ]
        return StreamingResponse(self._events(content), media_type="text/event-stream")

    async def _events(self, content: list[tuple[dict[str, Any], ...]]) -> AsyncIterator[str]:
        called = content[0][0]["type"] == "tool_use"
        begun = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude"}
        begun |= {"content": [], "usage": {"input_tokens": 30, "output_tokens": 1}}
        yield event("message_start", message=begun)
        yield event("ping")
        for index, (block, *deltas) in enumerate(content):
            yield event("content_block_start", index=index, content_block=block)
            for delta in deltas:
                yield event("content_block_delta", index=index, delta=delta)
            yield event("content_block_stop", index=index)
        ended = {"stop_reason": "tool_use" if called else "end_turn", "stop_sequence": None}
        yield event("message_delta", delta=ended, usage={"output_tokens": 12})
        yield event("message_stop")


def text(piece: str) -> dict[str, Any]:
    return {"type": "text_delta", "text": piece}


def event(kind: str, **fields: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def anthropic() -> Anthropic:
    return Anthropic()


@pytest.fixture
def elsewhere() -> list[bytes]:
    """What was asked of anybody but the provider."""
    return []


@pytest.fixture
async def server(
    stack: AsyncExitStack, anthropic: Anthropic, elsewhere: list[bytes], tmp_path: Path
) -> RunningServer:
    """The real server, all of whose requests to other machines end at a proxy that notes them."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        elsewhere.append(await reader.readline())
        writer.close()

    proxy = await stack.enter_async_context(await asyncio.start_server(refuse, "127.0.0.1"))
    proxy_url = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    provider_url = await stack.enter_async_context(served(anthropic.app))
    # Not in the way of the proxy while it starts.
    return await asyncio.to_thread(
        stack.enter_context(servers_in(tmp_path)),
        CHATKIT_MODEL=MODEL,
        CHATKIT_TITLES="first-sentence",
        ANTHROPIC_API_KEY="sk-ant-test",
        ANTHROPIC_API_BASE=provider_url,
        HTTP_PROXY=proxy_url,
        HTTPS_PROXY=proxy_url,
        NO_PROXY="127.0.0.1",
    )


@pytest.fixture
async def page(stack: AsyncExitStack, server: RunningServer) -> httpx.AsyncClient:
    """A guest's page."""
    page = await stack.enter_async_context(
        httpx.AsyncClient(base_url=server.url, timeout=60, trust_env=False)
    )
    assert (await page.post("/api/auth/guest")).status_code == 201
    return page


async def test_a_model_of_litellm_calls_tools_and_its_answer_streams(
    page: httpx.AsyncClient, anthropic: Anthropic, elsewhere: list[bytes], server: RunningServer
) -> None:
    events = decode_events((await page.post("/chatkit", json=ASK)).content)

    items = [each["item"] for each in events if each["type"] == "thread.item.done"]
    answer = next(item for item in items if item["type"] == "assistant_message")
    assert answer["content"][0]["text"] == "It is on your list."
    assert answer["id"].startswith("msg_") and answer["id"] != "msg_1"
    updates = [each["update"] for each in events if each["type"] == "thread.item.updated"]
    assert [u["delta"] for u in updates if u["type"].endswith("text_delta")] == [
        "It is ",
        "on your list.",
    ]
    tasks = (await page.get("/api/tasks")).json()
    assert [task["title"] for task in tasks["data"]] == ["Buy milk"]
    first, second = anthropic.requests
    assert first["model"] == "claude-opus-4-20250514" and first["stream"] is True
    assert "add_tasks" in {tool["name"] for tool in first["tools"]}
    assert second["messages"][-1]["content"][0]["tool_use_id"] == "toolu_1"
    assert set(anthropic.keys) == {"sk-ant-test"}
    assert elsewhere == []
    assert "sk-ant-test" not in server.log.read_text()


async def test_a_provider_that_is_busy_is_asked_again(
    page: httpx.AsyncClient, anthropic: Anthropic
) -> None:
    anthropic.refusals = [429, 529]
    events = decode_events((await page.post("/chatkit", json=ASK)).content)
    assert [each for each in events if each["type"] == "error"] == []
    assert len(anthropic.keys) == 2 + len(anthropic.requests) == 4


@pytest.mark.parametrize(
    ("refusals", "retry_after", "asked"), [([429] * 9, "0", 3), ([429], "3600", 1)]
)
async def test_one_that_stays_busy_is_told_as_any_other(
    page: httpx.AsyncClient,
    anthropic: Anthropic,
    server: RunningServer,
    refusals: list[int],
    retry_after: str,
    asked: int,
) -> None:
    anthropic.refusals, anthropic.retry_after = refusals, retry_after
    events = decode_events((await page.post("/chatkit", json=ASK)).content)
    (error,) = [each for each in events if each["type"] == "error"]
    assert error["message"] == "The language model is busy. Try again in a moment."
    assert error["allow_retry"] is True
    assert len(anthropic.keys) == asked
    assert "Give Feedback" not in server.log.read_text()


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_without_the_extra_it_is_said_what_to_install(command: str, tmp_path: Path) -> None:
    (tmp_path / "litellm.py").write_text("raise ImportError('not here')")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    environ |= {"CHATKIT_MODEL": MODEL, "CHATKIT_DATA_DIR": str(tmp_path / "data"), "PORT": "0"}
    run = [*SERVE[:-1], command]
    ended = subprocess.run(run, env=environ, capture_output=True, text=True, timeout=60)
    said = ended.stdout + ended.stderr
    assert ended.returncode == 1
    assert "pip install 'chatkit-server[litellm]'" in said
    assert "Traceback" not in said
