"""Streams are whole, however they are cut."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from chatkit.types import (
    InferenceOptions,
    ThreadMetadata,
    UserMessageItem,
    UserMessageTextContent,
)

from chatkit_server.assistant.base import Turn
from chatkit_server.showcase.answer import Showcase
from chatkit_server.showcase.faults import Connection, Faults
from chatkit_server.showcase.samples import DOCUMENTS, KITCHEN_SINK, MATH, long_document
from chatkit_server.showcase.texts import at_random, by_size, by_word
from tests.showcase.conftest import ShowcaseChat, texts


def deltas(events: list[dict[str, Any]]) -> list[str]:
    """The text deltas."""
    updates = [event["update"] for event in events if isinstance(event.get("update"), dict)]
    return [update["delta"] for update in updates if str(update["type"]).endswith("text_delta")]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_pieces_make_the_document(document: str) -> None:
    text = DOCUMENTS[document]
    for pieces in (by_word(text), by_size(text, 3), at_random(text, Random(1))):
        assert "".join(pieces) == text


@pytest.mark.parametrize("line", ["stream markdown", "stream rtl size=1", "split", "split odd"])
async def test_the_deltas_make_the_final_text(line: str, chat: ShowcaseChat) -> None:
    events = await chat.perform(f"/{line} instant")
    assert ["".join(deltas(events))] == texts(events)
    assert len(deltas(events)) > 5


async def test_odd_pieces_cut_grapheme_clusters(chat: ShowcaseChat) -> None:
    pieces = deltas(await chat.perform("/split odd instant"))
    joiner = "\u200d"
    assert any(piece.startswith(joiner) or piece.endswith(joiner) for piece in pieces)


async def test_halves_of_a_surrogate_pair_come_apart(chat: ShowcaseChat) -> None:
    events = await chat.perform("/split surrogates instant")
    assert deltas(events)[1:3] == ["\ud83d", "\ude80"]
    joined = "".join(deltas(events)).encode("utf-16", "surrogatepass").decode("utf-16")
    assert [joined] == texts(events) == ["Half and half: 🚀 is whole."]


async def test_frames_of_every_form_carry_their_word(chat: ShowcaseChat) -> None:
    events = await chat.perform("/split frames instant")
    assert ["".join(deltas(events))] == texts(events)
    assert len(deltas(events)) == 8


async def test_the_connection_is_told_how_to_cut(chat: ShowcaseChat) -> None:
    faults = Faults()
    connection = faults.open(chat.user)
    thread = ThreadMetadata(id="thr_1", created_at=datetime.now(UTC))
    message = UserMessageItem(
        id="msg_1",
        thread_id="thr_1",
        created_at=thread.created_at,
        content=[UserMessageTextContent(text="/split bytes size=5 instant")],
        inference_options=InferenceOptions(),
    )
    async for _ in Showcase(faults).respond(Turn(thread, message, chat.user, chat.server.store)):
        pass
    assert connection == Connection(chunk=5)


def test_the_long_document_is_as_long_as_it_says() -> None:
    assert len(long_document(20_000, 7)) == 20_000
    assert long_document(500, 7) == long_document(20_000, 7)[:500]


async def test_a_long_document_may_have_any_length(chat: ShowcaseChat) -> None:
    assert [len(text) for text in texts(await chat.perform("/long 1234 instant"))] == [1234]


def test_the_documents_have_what_markdown_has() -> None:
    for mark in (
        "# ",
        "###### ",
        "| --- |",
        "- [x]",
        "> >",
        "[^1]",
        "```python",
        "~~",
        "10. ",
        "====",
    ):
        assert mark in KITCHEN_SINK
    for mark in ("$e", r"\(", "$$", r"\["):
        assert mark in MATH


async def test_parts_end_as_the_message_does(chat: ShowcaseChat) -> None:
    events = await chat.perform("/parts instant")
    content = next(
        e["item"]["content"]
        for e in events
        if e.get("item", {}).get("content")
        and e["type"] == "thread.item.done"
        and e["item"]["type"] == "assistant_message"
    )
    assert [part["text"][:14] for part in content] == [
        "The first part",
        "Part 2: some w",
        "Part 3: some w",
    ]


async def test_sources_stand_where_their_sentences_end(chat: ShowcaseChat) -> None:
    events = await chat.perform("/annotations instant")
    (part,) = events[-1]["item"]["content"]
    places = [annotation.get("index") for annotation in part["annotations"]]
    ends = [match.end() for match in re.finditer(r"[.,]", part["text"])]
    assert places == [ends[0], ends[0], *ends[1:5], None, 10_000]
