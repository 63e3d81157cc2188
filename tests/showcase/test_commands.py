"""How commands are understood, and what holds for all of them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from chatkit_server.errors import InvalidRequest
from chatkit_server.showcase.commands import Arguments, Command, parse
from tests.showcase.conftest import COMMANDS, REPERTOIRE, ShowcaseChat, texts

by_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)


@pytest.mark.parametrize(
    "text", ["/stream markdown", "stream markdown", "Stream Markdown", "show me /stream markdown"]
)
def test_a_command_is_the_first_word_or_the_first_with_a_slash(text: str) -> None:
    found = REPERTOIRE.find(text)
    assert found is not None
    assert found[0].name == "stream"
    assert found[1].words == ["markdown"]


@pytest.mark.parametrize("text", ["", "   ", "tell me a story", "/nothing", "/ stream", "a stream"])
def test_anything_else_is_no_command(text: str) -> None:
    assert REPERTOIRE.find(text) is None


def test_values_may_have_spaces_and_capitals() -> None:
    found = REPERTOIRE.find('/lock for=2 reason="Gone for a While" slow')
    assert found is not None
    assert found[1].values == {"for": "2", "reason": "Gone for a While"}
    assert found[1].pace == 4


def test_a_number_may_be_a_word() -> None:
    assert parse(["5000"]).count("count", 1, most=9999) == 5000
    assert parse(["count=3", "5000"]).count("count", 1, most=9999) == 3
    assert parse(["fast"]).count("count", 1, most=9999) == 1


@pytest.mark.parametrize("text", ["-1", "21", "many", "nan", "inf"])
def test_a_number_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="pace must be a number from 0 to 20"):
        _ = Arguments(values={"pace": text}).pace


async def test_a_refused_number_is_told_to_the_user(chat: ShowcaseChat) -> None:
    events = await chat.perform("/silence 100000")
    (error,) = [event for event in events if event["type"] == "error"]
    assert error["message"] == "seconds must be a number from 0 to 300."


def test_names_are_not_given_twice() -> None:
    names = [command.name for command in COMMANDS]
    assert len(names) == len(set(names))


@by_command
async def test_it_is_the_same_for_the_same_seed(command: Command, chat: ShowcaseChat) -> None:
    line = f"/{command.name} {command.example} instant"
    first, again = [anonymous(await chat.perform(line)) for _ in range(2)]
    assert first == again


async def test_another_seed_makes_another_text(chat: ShowcaseChat) -> None:
    seven, eight = [texts(await chat.perform(f"/long 500 instant seed={n}")) for n in (7, 8)]
    assert seven != eight


@by_command
async def test_what_was_shown_is_there_after_a_reload(command: Command, chat: ShowcaseChat) -> None:
    events = await chat.perform(f"/{command.name} {command.example} instant")
    shown: dict[str, Any] = {}
    for event in events:
        if event["type"] in ("thread.item.added", "thread.item.done", "thread.item.replaced"):
            if "id" in event["item"] and event["item"]["type"] != "hologram":
                shown[event["item"]["id"]] = event["item"]
        elif event["type"] == "thread.item.removed":
            shown.pop(event["item_id"], None)
    thread_id = events[0]["thread"]["id"]
    stored = {}
    after = None
    while True:
        page = await chat.get(
            "items.list", thread_id=thread_id, limit=100, order="asc", after=after
        )
        stored.update({item["id"]: item for item in page["data"]})
        if not page["has_more"]:
            break
        after = page["after"]
    assert list(stored) == list(shown)
    assert stored == shown


@by_command
async def test_no_secret_leaves(command: Command, chat: ShowcaseChat) -> None:
    events = await chat.perform(f"/{command.name} {command.example} instant")
    assert "not for clients" not in json.dumps(events)


async def test_a_retry_gives_the_same_answer(chat: ShowcaseChat) -> None:
    events = await chat.perform("/parts instant")
    message = next(event["item"] for event in events if event["type"] == "thread.item.done")
    again = await chat.events(
        "threads.retry_after_item",
        thread_id=events[0]["thread"]["id"],
        item_id=message["id"],
    )
    assert texts(again) == texts(events)


async def test_help_lists_every_command(chat: ShowcaseChat) -> None:
    (text,) = texts(await chat.perform("/help"))
    assert set(re.findall(r"^- `/(\w+)", text, re.MULTILINE)) == {c.name for c in COMMANDS}


async def test_all_performs_what_needs_nothing_from_outside(chat: ShowcaseChat) -> None:
    said = texts(await chat.perform("/all instant"))
    performed = {text[4:] for text in said if text.startswith("## /")}
    assert performed == {command.name for command in COMMANDS if command.in_all}


def anonymous(events: list[dict[str, Any]]) -> list[Any]:
    """Events without ids, moments and how long tools took, which differ each time."""
    text = json.dumps(events)
    names: dict[str, str] = {}
    text = re.sub(
        r"\b(?:thr|msg|tc|wf|tsk|shcx|atc|call_tc)_[0-9a-f]{32}",
        lambda match: names.setdefault(match[0], f"id{len(names)}"),
        text,
    )
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d)", "moment", text)
    text = re.sub(r"expires=\d+&signature=[\w-]+|\b\d+\.\d s\b", "it differs", text)
    text = re.sub(r'(?<="duration": )\d\b', "0", text)
    result: list[Any] = json.loads(text)
    return result
