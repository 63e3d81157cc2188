"""An action whose data does not fit is answered with what is wrong with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from chatkit_server.assistant.base import ActionCall
from chatkit_server.errors import InvalidRequest
from chatkit_server.testing import Say
from widgets import ui


class Roll(ui.ActionData, type="dice.roll"):
    sides: int


async def on_roll(call: ActionCall) -> AsyncIterator[Any]:
    """Read the action, and do nothing."""
    Roll.read(call.action)
    return
    yield


@pytest.fixture
async def thread(make_chat: Any, model: Any) -> tuple[Any, str]:
    chat = make_chat(
        change=lambda assistant: replace(
            assistant, actions={**assistant.actions, Roll.action_type: on_roll}
        )
    )
    model.then([Say(["Hello."])])
    thread_id, _ = await chat.create("hello")
    return chat, thread_id


async def test_a_stream_says_what_does_not_fit(thread: tuple[Any, str]) -> None:
    chat, thread_id = thread
    action = {"type": "dice.roll", "payload": {"sides": "six"}}
    events = await chat.stream("threads.custom_action", thread_id=thread_id, action=action)
    assert events[-1]["type"] == "error"
    assert events[-1]["message"].startswith("payload.sides: ")


async def test_an_answer_at_once_says_so_too(thread: tuple[Any, str]) -> None:
    chat, thread_id = thread
    action = {"type": "dice.roll", "payload": {}}
    with pytest.raises(InvalidRequest, match=r"payload\.sides: "):
        await chat.get("threads.sync_custom_action", thread_id=thread_id, action=action)
    fits = {"type": "dice.roll", "payload": {"sides": 6}}
    assert await chat.get("threads.sync_custom_action", thread_id=thread_id, action=fits) == {}
