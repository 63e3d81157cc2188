"""The dice assistant, with a scripted model and without HTTP."""

# ruff: noqa: D103  # the names of the tests say what they check

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from own_assistant import dice_assistant

from chatkit_server import Settings, create_app
from chatkit_server.context import RequestContext, User
from chatkit_server.testing import Call, Chat, Say, ScriptedModel


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
async def chat(model: ScriptedModel, tmp_path: Path) -> AsyncIterator[Chat]:
    app = create_app(Settings(data_dir=tmp_path), assistant=dice_assistant(model))
    async with app.router.lifespan_context(app):
        yield Chat(app.state.server, RequestContext(User("ann")))


async def test_a_die_is_shown_and_rolled_again(chat: Chat, model: ScriptedModel) -> None:
    model.then([Call("roll", {"sides": 20})], [Say(["There ", "it is."])])
    thread_id, _ = await chat.create("roll a d20")
    (widget,) = [item for item in await chat.items(thread_id) if item["type"] == "widget"]
    assert 1 <= int(widget["widget"]["children"][0]["value"]) <= 20

    events = await chat.stream(
        "threads.custom_action",
        thread_id=thread_id,
        item_id=widget["id"],
        action={"type": "dice.roll", "payload": {"sides": 1}},
    )

    replaced = next(event for event in events if event["type"] == "thread.item.replaced")
    assert replaced["item"]["widget"]["children"][0]["value"] == "1"
    model.then([Say(["You are welcome."])])
    await chat.say(thread_id, "thanks")
    assert "Rolled 1 of 1." in str(model.inputs[-1])
