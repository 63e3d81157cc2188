"""Whoever does what the page for writers of clients says has the thread as the server has it."""

from __future__ import annotations

import re

from chatkit.types import ThreadItemUpdate, ThreadStreamEvent

from chatkit_server.interruption import CARD_KEY
from tests.showcase.conftest import ShowcaseChat
from tests.showcase.emitted import LINES, types_of
from tests.showcase.small_client import UPDATES, SmallClient
from tests.showcase.test_conformance import PAGE


def test_the_page_says_what_to_do_with_every_event_and_update() -> None:
    page = PAGE.read_text(encoding="utf-8")
    section = page.split("## What to do with events\n")[1].split("\n## ")[0]
    rows = set(re.findall(r"`([\w.]+)`", "".join(re.findall(r"^\| ([^|]+) \|", section, re.M))))
    assert types_of(ThreadStreamEvent) | types_of(ThreadItemUpdate) == rows
    assert types_of(ThreadItemUpdate) == set(UPDATES)


async def test_a_client_that_follows_the_page_has_what_the_server_has(
    chat: ShowcaseChat,
) -> None:
    for line in LINES:
        client = SmallClient()
        events = await chat.perform(f"/{line} instant")
        for event in events:
            client.take(event)
        if line == "unknown":
            client.items = {
                item_id: item
                for item_id, item in client.items.items()
                if item["type"] != "hologram"
            }
        stored = await chat.items(client.thread["id"])
        if any(event.get("allow_retry") for event in events):
            assert stored.pop()["widget"]["key"] == CARD_KEY
        assert list(client.items.values()) == stored, f"/{line}"
        for item_id, grown in client.grown.items():
            done = client.items.get(item_id, grown)
            assert grown.get("content") == done.get("content"), f"/{line}"
            assert grown.get("widget") == done.get("widget"), f"/{line}"
            tasks = done.get("workflow", {}).get("tasks")
            assert grown.get("workflow", {}).get("tasks") == tasks, f"/{line}"
