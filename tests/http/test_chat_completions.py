"""Servers that speak Chat Completions as they like: what users get all the same."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import ANY

import pytest
from agents import Agent, function_tool
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from chatkit_server import Assistant, ChatContext
from tests.http.conftest import Guest, message
from tests.provider import Answer, Chunk, Provider, call, complete, streaming

Serve = Callable[..., Awaitable[Guest]]

TOO_LONG = "The answer became longer than the language model may write."
WITHHELD = "The language model's provider does not allow that answer."
NOTHING = "The language model gave no answer."
REFUSAL = [{"refusal": "I can"}, {"refusal": "not."}]


class City(BaseModel):
    """What a structured agent answers with."""

    name: str


@function_tool
def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


AGENT: Agent[ChatContext] = Agent(name="Sums", tools=[add])


def at_once(*frames: dict[str, Any]) -> Answer:
    """A stream that comes in one piece."""
    body = "".join(f"data: {json.dumps(frame)}\n\n" for frame in frames) + "data: [DONE]\n\n"
    return lambda: Response(body, media_type="text/event-stream")


def chunk(delta: Chunk, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    kind = "chat.completion.chunk"
    return {"id": "c", "object": kind, "created": 0, "model": "test", "choices": [choice]}


def a_call(index: int, call_id: str | None, **arguments: int) -> Chunk:
    made = {"index": index, "type": "function"}
    made |= {"function": {"name": "add", "arguments": json.dumps(arguments)}}
    return {"tool_calls": [made if call_id is None else {**made, "id": call_id}]}


async def ask(guest: Guest) -> tuple[list[dict[str, Any]], list[tuple[str, bool]]]:
    """The items of the answer, and the errors that were told."""
    events = await guest.events("threads.create", input=message("hi"))
    told = [(each["message"], each["allow_retry"]) for each in events if each["type"] == "error"]
    _, *items = await guest.items(events[0]["thread"]["id"])
    return items, told


def said(items: list[dict[str, Any]]) -> list[str]:
    return [item["content"][0]["text"] for item in items if item["type"] == "assistant_message"]


WORDS = [chunk({"content": f"{number} "}) for number in range(100)]
ALL_WORDS = "".join(f"{number} " for number in range(100))


@pytest.mark.parametrize(
    ("end", "says", "allow_retry"),
    [
        (chunk({}, "length"), TOO_LONG, True),
        (chunk({}, "content_filter"), WITHHELD, False),
        ({"error": {"message": "no", "code": "server_error"}}, "failed to answer", True),
    ],
)
async def test_what_was_said_stays_however_fast_it_came_before_the_end(
    serve_on_provider: Serve,
    provider: Provider,
    end: dict[str, Any],
    says: str,
    allow_retry: bool,
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script.append(at_once(*WORDS, end))
    items, ((told, retry),) = await ask(guest)
    assert says in told and retry is allow_retry
    assert said(items) == [ALL_WORDS]


async def test_a_call_that_was_cut_is_not_made(
    serve_on_provider: Serve, provider: Provider
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script.append(streaming([a_call(0, "call_1", a=1, b=2)], "length"))
    _, told = await ask(guest)
    assert told == [(TOO_LONG, True)]
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        streaming([]),
        streaming([{"content": ""}]),
        streaming([{"reasoning_content": "Hm."}]),
        complete("in one piece, though a stream was asked for"),
        lambda: JSONResponse({"object": "error", "message": "no", "code": 400}),
        lambda: Response("<html>Please sign in</html>", media_type="text/html"),
    ],
)
async def test_an_empty_answer_is_told(
    serve_on_provider: Serve, provider: Provider, answer: Answer
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script.append(answer)
    _, told = await ask(guest)
    assert told == [(NOTHING, True)]


async def test_an_empty_answer_of_who_was_handed_over_to_is_told(
    serve_on_provider: Serve, provider: Provider
) -> None:
    guest = await serve_on_provider(Agent(name="First", handoffs=[Agent(name="Second")]))
    provider.script += [call("transfer_to_second"), streaming([])]
    assert await ask(guest) == ([ANY], [(NOTHING, True)])


async def test_who_says_nothing_after_a_tool_has_answered(
    serve_on_provider: Serve, provider: Provider
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script += [streaming([a_call(0, "call_1", a=1, b=2)], "tool_calls"), streaming([])]
    assert (await ask(guest))[1] == []


@pytest.mark.parametrize(
    "servable",
    [
        AGENT,
        Agent(name="Cities", output_type=City),
        Assistant(
            agent=lambda _: Agent(name="Cities", output_type=City),
            present=lambda city, _: f"**{city.name}**",
        ),
    ],
)
async def test_a_refusal_is_the_answer_and_not_logged(
    serve_on_provider: Serve, provider: Provider, servable: Any, caplog: pytest.LogCaptureFixture
) -> None:
    guest = await serve_on_provider(servable)
    provider.script.append(streaming(REFUSAL))
    items, told = await ask(guest)
    assert (said(items), told) == (["I cannot."], [])
    assert "cannot" not in caplog.text


@pytest.mark.parametrize("names", [(None, None), ("", ""), ("call", "call")])
async def test_calls_that_have_no_ids_of_their_own_are_made(
    serve_on_provider: Serve, provider: Provider, names: tuple[str | None, str | None]
) -> None:
    guest = await serve_on_provider(AGENT)
    calls = [a_call(0, names[0], a=1, b=2), a_call(1, names[1], a=3, b=4)]
    provider.script.append(streaming(calls, "tool_calls"))
    items, told = await ask(guest)
    assert (said(items), told) == (["Hello."], [])
    results = {
        each["tool_call_id"]: each["content"]
        for each in provider.requests[-1]["messages"]
        if each["role"] == "tool"
    }
    assert sorted(results.values()) == ["3", "7"]
    assert "" not in results


@pytest.mark.parametrize(
    "pieces",
    [
        [{"reasoning": "One and "}, {"reasoning": "two."}],
        [{"reasoning_content": "One and "}, {"reasoning_content": "two."}],
        [
            {"reasoning": "One and ", "reasoning_content": "One and "},
            {"reasoning": "two.", "reasoning_content": "two."},
        ],
        [{"reasoning": "One and two\ud83d"}, {"reasoning": "\ude00"}],
    ],
)
async def test_reasoning_is_shown_as_thoughts_whatever_it_is_called(
    serve_on_provider: Serve, provider: Provider, pieces: list[Chunk]
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script.append(streaming([*pieces, {"content": "Three."}]))
    (workflow, answer), told = await ask(guest)
    assert told == []
    (thought,) = workflow["workflow"]["tasks"]
    whole = "".join(piece.get("reasoning_content") or piece["reasoning"] for piece in pieces)
    assert thought["content"] == whole.encode("utf-16", "surrogatepass").decode("utf-16")
    assert said([answer]) == ["Three."]
