"""The widgets are of components that exist, and their actions do what the page says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatkit_server.errors import InvalidRequest
from chatkit_server.showcase.gallery import GALLERY
from tests.showcase.conftest import ShowcaseChat, texts
from widgets.components import check
from widgets.errors import OutcomeError


async def roots(chat: ShowcaseChat, line: str) -> list[dict[str, Any]]:
    return [event["item"]["widget"] for event in await chat.perform(line) if is_widget(event)]


def is_widget(event: dict[str, Any]) -> bool:
    return event["type"] == "thread.item.done" and event["item"]["type"] == "widget"


@pytest.mark.parametrize("name", sorted(set(GALLERY) - {"newer"}))
async def test_a_widget_has_only_what_renderers_know(name: str, chat: ShowcaseChat) -> None:
    (root,) = await roots(chat, f"/widgets {name}")
    check(json.dumps(root))


@pytest.mark.parametrize("line", ["/growing instant", "/counting instant", "/actions"])
async def test_other_widgets_too(line: str, chat: ShowcaseChat) -> None:
    for root in await roots(chat, line):
        check(json.dumps(root))


async def test_one_widget_is_of_a_later_version(chat: ShowcaseChat) -> None:
    (root,) = await roots(chat, "/widgets newer")
    with pytest.raises(OutcomeError, match="Hologram"):
        check(json.dumps(root))


async def test_a_growing_widget_ends_as_it_was_updated(chat: ShowcaseChat) -> None:
    events = await chat.perform("/growing instant")
    updates = [event["update"] for event in events if event["type"] == "thread.item.updated"]
    streamed = "".join(update["delta"] for update in updates if "delta" in update)
    final = next(event["item"]["widget"] for event in events if is_widget(event))
    assert final == updates[-1]["widget"]
    assert final["children"][1]["value"] == streamed
    assert [update["done"] for update in updates if "delta" in update][-2:] == [False, True]


async def test_a_chart_gets_its_data_one_after_the_other(chat: ShowcaseChat) -> None:
    events = await chat.perform("/counting instant")
    charts = [
        event["update"]["component"] for event in events if event["type"] == "thread.item.updated"
    ]
    assert [len(chart["data"]) for chart in charts] == list(range(1, 13))
    final = next(event["item"]["widget"] for event in events if is_widget(event))
    assert final["children"][1] == charts[-1]


@pytest.fixture
async def card(chat: ShowcaseChat) -> tuple[str, str]:
    """A thread with the card of actions, and the card's id."""
    events = await chat.perform("/actions")
    return events[0]["thread"]["id"], next(e["item"]["id"] for e in events if is_widget(e))


async def act(
    chat: ShowcaseChat, card: tuple[str, str], type: str, payload: Any = None
) -> list[dict[str, Any]]:
    return await chat.events(
        "threads.custom_action",
        thread_id=card[0],
        item_id=card[1],
        action={"type": f"showcase.{type}", "payload": payload},
    )


async def test_echo_tells_the_payload(chat: ShowcaseChat, card: tuple[str, str]) -> None:
    said = texts(await act(chat, card, "echo", {"b": [1, None], "a": "ä"}))
    assert said == ['showcase.echo carried {"a":"ä","b":[1,null]}']


async def test_counting_replaces_the_card(chat: ShowcaseChat, card: tuple[str, str]) -> None:
    events = await act(chat, card, "count", {"count": 4})
    replaced = next(event for event in events if event["type"] == "thread.item.replaced")
    assert replaced["item"]["id"] == card[1]
    assert replaced["item"]["widget"]["children"][1]["value"] == "Counted to 5"


async def test_counting_at_once_answers_with_the_card(
    chat: ShowcaseChat, card: tuple[str, str]
) -> None:
    answer = await chat.get(
        "threads.sync_custom_action",
        thread_id=card[0],
        item_id=card[1],
        action={"type": "showcase.count", "payload": {"count": 1}},
    )
    assert answer["updated_item"]["widget"]["children"][1]["value"] == "Counted to 2"


async def test_the_card_can_be_removed(chat: ShowcaseChat, card: tuple[str, str]) -> None:
    await act(chat, card, "count", {"remove": True})
    assert card[1] not in [item["id"] for item in await chat.items(card[0])]


async def test_a_slow_action_tells_that_it_is_done(
    chat: ShowcaseChat, card: tuple[str, str]
) -> None:
    events = await act(chat, card, "slow", {"seconds": 0})
    assert events[-1] == {"type": "notice", "level": "info", "message": "That took 0 s."}


@pytest.mark.parametrize(
    ("type", "payload", "said"),
    [
        ("fail", {"how": "message"}, "This action fails, and says so."),
        ("count", {}, "payload.count must be a whole number."),
        ("count", "one", "payload.count must be a whole number."),
        ("slow", {"seconds": "long"}, "payload.seconds must be a number from 0 to 60."),
    ],
)
async def test_an_action_that_fails_says_why(
    type: str, payload: Any, said: str, chat: ShowcaseChat, card: tuple[str, str]
) -> None:
    events = await act(chat, card, type, payload)
    assert events[-1]["message"] == said


async def test_a_crash_says_nothing_of_its_cause(chat: ShowcaseChat, card: tuple[str, str]) -> None:
    events = await act(chat, card, "fail", {"how": "crash"})
    assert events[-1] == {"type": "error", "code": "stream.error", "allow_retry": True}


async def test_an_unknown_action_is_refused(chat: ShowcaseChat, card: tuple[str, str]) -> None:
    with pytest.raises(InvalidRequest, match="does not know that action"):
        await act(chat, card, "unknown")
