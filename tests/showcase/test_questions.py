"""Answers that wait for the page or the user, and go on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.showcase.conftest import ShowcaseChat, texts


async def finish(chat: ShowcaseChat, thread_id: str, result: Any) -> list[dict[str, Any]]:
    return await chat.events("threads.add_client_tool_output", thread_id=thread_id, result=result)


def call_in(events: list[dict[str, Any]]) -> dict[str, Any]:
    item: dict[str, Any] = next(
        event["item"] for event in events if event.get("item", {}).get("type") == "client_tool_call"
    )
    return item


async def test_a_tool_is_called_and_its_result_told(chat: ShowcaseChat) -> None:
    events = await chat.perform("/tool open_task")
    call = call_in(events)
    assert (call["status"], call["name"]) == ("pending", "open_task")
    assert call["arguments"]["options"] == {"focus": True, "tags": ["a", "b"]}
    thread_id = events[0]["thread"]["id"]
    assert texts(await finish(chat, thread_id, {"ok": [1, "ü"]})) == [
        'open_task returned {"ok":[1,"ü"]}'
    ]


async def test_a_tool_is_called_twice(chat: ShowcaseChat) -> None:
    events = await chat.perform("/tool twice switch_theme")
    thread_id = events[0]["thread"]["id"]
    second = await finish(chat, thread_id, {"first": True})
    assert call_in(second)["name"] == "switch_theme"
    assert call_in(second)["id"] != call_in(events)["id"]
    assert texts(await finish(chat, thread_id, None)) == [
        'switch_theme returned {"first":true}\n\nswitch_theme returned null'
    ]


@pytest.mark.parametrize("line", ["/ask", "/items instant", "/all instant"])
async def test_answers_are_told(line: str, chat: ShowcaseChat) -> None:
    events = await chat.perform(line)
    asked = [event["item"] for event in events if event.get("item", {}).get("inputs")][-1]
    answers = {
        "single": {"values": ["Berlin", "and one too many"]},
        "multiple": {"values": ["Ada", "Grace"]},
        "free": {"values": [], "skipped": True},
        "unknown": {"values": ["nothing asked for it"]},
    }
    answered = await chat.events(
        "threads.add_structured_input",
        thread_id=events[0]["thread"]["id"],
        item_id=asked["id"],
        input={"status": "answered", "answers": answers},
    )
    assert texts(answered) == [
        "The questions were answered.\n- single: Berlin\n- multiple: Ada, Grace\n- free: skipped"
    ]


async def test_a_message_after_a_question_is_answered_itself(chat: ShowcaseChat) -> None:
    events = await chat.perform("/ask single")
    answer = await chat.events(
        "threads.add_user_message",
        thread_id=events[0]["thread"]["id"],
        input=chat.input("/text plain"),
    )
    assert texts(answer)[0].startswith("The river")
