"""The evaluation set: what people say, and what becomes of their tasks.

``utterances.json`` holds conversations. Each turn is something said or a pressed button; ``then``
is the whole difference it makes (tasks added, done, changed, deleted, shown …), and ``reply`` the
beginning of the answer where nothing changes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CONVERSATIONS = json.loads(Path(__file__).with_name("utterances.json").read_text("utf-8"))


def _name(conversation: dict[str, Any]) -> str:
    return " / ".join(turn.get("say", "press") for turn in conversation["turns"])[:70]


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=_name)
async def test_what_is_said_has_the_effect_that_was_meant(
    conversation: dict[str, Any], new_chat: Any, effects: Any
) -> None:
    snapshot, difference = effects
    options = {"now": conversation["now"]} if "now" in conversation else {}
    if conversation.get("tasks") == "none":
        options["items"] = ()
    chat = new_chat(**options)
    for turn in conversation["turns"]:
        if "press" in turn:
            chat.press(*turn["press"])
            continue
        before = snapshot(chat.tasks)
        reply = await chat.say(turn["say"])
        assert difference(before, chat.tasks) == turn["then"], (turn["say"], reply)
        assert reply.startswith(turn.get("reply", ""))


def test_the_set_is_large_enough_to_mean_something() -> None:
    said = [turn["say"] for c in CONVERSATIONS for turn in c["turns"] if "say" in turn]
    assert len(said) >= 220
    assert sum(len(c["turns"]) > 1 for c in CONVERSATIONS) >= 30
