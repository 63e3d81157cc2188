"""Models that fail, are busy, or say nothing: what users are told, and what is asked again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from agents import Agent

from chatkit_server import ChatContext
from chatkit_server.assistant import models
from tests.http.conftest import Guest, message
from tests.provider import (
    Answer,
    Provider,
    breaking_off,
    call,
    failing_response,
    falling_silent,
    hanging,
    refuse,
    say,
    trickling,
)

Serve = Callable[..., Awaitable[Guest]]

AGENT: Agent[ChatContext] = Agent(name="Words")
SLOW = "The language model took too long to answer."


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client waits between its tries; here it does not."""
    monkeypatch.setattr(
        "openai._base_client.BaseClient._calculate_retry_timeout", lambda *args, **kwargs: 0
    )


async def ask(guest: Guest) -> tuple[str, list[dict[str, Any]]]:
    """The thread, and the errors that were told."""
    events = await guest.events("threads.create", input=message("hi"))
    errors = [event for event in events if event["type"] == "error"]
    return events[0]["thread"]["id"], errors


async def said(guest: Guest, thread_id: str) -> list[str]:
    items = await guest.items(thread_id)
    return [item["content"][0]["text"] for item in items if item["type"] == "assistant_message"]


async def test_a_model_that_falls_silent_has_failed_and_can_be_asked_again(
    serve_on_provider: Serve, provider: Provider
) -> None:
    guest = await serve_on_provider(AGENT, model_silence_seconds=2.0)
    provider.script.append(falling_silent("Half"))
    thread_id, (error,) = await ask(guest)
    assert (error["message"], error["allow_retry"]) == (SLOW, True)
    assert await said(guest, thread_id) == ["Half"]

    first = (await guest.items(thread_id))[0]["id"]
    await guest.events("threads.retry_after_item", thread_id=thread_id, item_id=first)
    assert await said(guest, thread_id) == ["Hello."]
    assert len(provider.requests) == 2


async def test_a_model_that_says_nothing_at_all_has_failed(
    serve_on_provider: Serve, provider: Provider
) -> None:
    guest = await serve_on_provider(AGENT, model_silence_seconds=1.0)
    provider.script.append(hanging)
    _, (error,) = await ask(guest)
    assert (error["message"], error["allow_retry"]) == (SLOW, True)


async def test_what_failed_is_told_in_the_language_of_the_request(
    serve_on_provider: Serve, provider: Provider
) -> None:
    guest = await serve_on_provider(AGENT, model_silence_seconds=1.0)
    guest.http.headers["Accept-Language"] = "de-CH"
    provider.script.append(hanging)
    _, (error,) = await ask(guest)
    assert error["message"] == "Das Sprachmodell hat zu lange für die Antwort gebraucht."


async def test_the_model_of_an_agent_that_is_a_tool_has_no_longer(
    serve_on_provider: Serve, provider: Provider
) -> None:
    tool = Agent[ChatContext](name="Poet").as_tool("write_poem", "Writes a poem.")
    guest = await serve_on_provider(Agent(name="Asks", tools=[tool]), model_silence_seconds=1.0)
    provider.beside = trickling
    provider.script += [call("write_poem", input="on milk"), say("No poem today.")]
    thread_id, errors = await ask(guest)
    assert errors == []
    assert await said(guest, thread_id) == ["No poem today."]
    first, poem, second = provider.requests
    assert (first["stream"], poem.get("stream"), second["stream"]) == (True, None, True)
    assert "An error occurred" in second["messages"][-1]["content"]


@pytest.mark.parametrize("trouble", [refuse(429), refuse(500), refuse(503)])
async def test_a_request_is_sent_again_until_an_answer_begins_which_is_told_once(
    serve_on_provider: Serve, provider: Provider, trouble: Answer
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script.extend([trouble, trouble, say("Hello", " there.")])
    thread_id, errors = await ask(guest)
    assert errors == []
    assert await said(guest, thread_id) == ["Hello there."]
    assert len(provider.requests) == 1 + models.RETRIES


async def test_an_answer_that_breaks_off_is_not_asked_for_again_unasked(
    serve_on_provider: Serve, provider: Provider
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script.append(breaking_off("Half"))
    _, (error,) = await ask(guest)
    assert error["allow_retry"] is True
    assert len(provider.requests) == 1


@pytest.mark.parametrize(
    ("refusal", "says", "allow_retry"),
    [
        (refuse(429), "is busy", True),
        (refuse(429, "rate_limit_exceeded"), "is busy", True),
        (refuse(429, "insufficient_quota"), "quota for the language model is used up", False),
        (refuse(400, "context_length_exceeded"), "conversation is too long", False),
        (refuse(400, None, "the maximum context length is 4096 tokens"), "too long", False),
        (refuse(400, None, "request exceeds the available context size"), "too long", False),
        (refuse(400, "content_filter"), "does not allow", False),
        (refuse(400, "invalid_value"), "rejected", True),
        (refuse(503), "failed", True),
    ],
)
async def test_each_kind_of_refusal_is_told_in_words_of_its_own(
    serve_on_provider: Serve,
    provider: Provider,
    refusal: Answer,
    says: str,
    allow_retry: bool,
) -> None:
    guest = await serve_on_provider(AGENT)
    provider.script.extend([refusal] * (1 + models.RETRIES))
    _, (error,) = await ask(guest)
    assert says in error["message"]
    assert error["allow_retry"] is allow_retry
    assert "own words" not in error["message"] and "4096" not in error["message"]


@pytest.mark.parametrize(
    ("failure", "says", "allow_retry"),
    [
        (
            failing_response("failed", error={"code": "rate_limit_exceeded", "message": "no"}),
            "is busy",
            True,
        ),
        (
            failing_response("failed", error={"code": "server_error", "message": "no"}),
            "failed to answer",
            True,
        ),
        (
            failing_response("incomplete", incomplete_details={"reason": "max_output_tokens"}),
            "longer than the language model may write",
            True,
        ),
        (
            failing_response("incomplete", incomplete_details={"reason": "content_filter"}),
            "does not allow",
            False,
        ),
    ],
)
async def test_what_fails_within_an_answer_is_told_alike(
    serve_on_provider: Serve,
    provider: Provider,
    provider_url: str,
    monkeypatch: pytest.MonkeyPatch,
    failure: Answer,
    says: str,
    allow_retry: bool,
) -> None:
    monkeypatch.setattr(models, "OPENAI_URL", f"{provider_url}/v1")
    guest = await serve_on_provider(AGENT, openai_base_url=None, openai_api_key="sk-test")
    provider.script.append(failure)
    _, (error,) = await ask(guest)
    assert provider.paths[-1] == "v1/responses"
    assert says in error["message"]
    assert error["allow_retry"] is allow_retry
