from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from chatkit.types import (
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    EndOfTurnItem,
    NoticeEvent,
    Page,
    Thread,
    ThreadCreatedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
)
from hypothesis import given
from hypothesis import strategies as st

from chatkit_server.wire import frame, serialize, with_offset

NAIVE = datetime(2026, 11, 21, 5, 42, 7)  # noqa: DTZ001 # as the SDK makes them


def delta(text: str, item_id: str = "msg_1", index: int = 0) -> ThreadItemUpdatedEvent:
    return ThreadItemUpdatedEvent(
        item_id=item_id,
        update=AssistantMessageContentPartTextDelta(content_index=index, delta=text),
    )


@given(
    text=st.text(st.characters(exclude_categories=["Cs"])),
    item_id=st.text(st.characters(exclude_categories=["Cs"])),
    index=st.integers(0, 1000),
)
def test_a_text_delta_says_the_same_as_the_sdks_own_frame(
    text: str, item_id: str, index: int
) -> None:
    event = delta(text, item_id, index)
    sdk = b"data: " + serialize(event) + b"\n\n"

    ours = frame(event)

    assert ours.startswith(b"data: ") and ours.endswith(b"\n\n")
    assert ours.count(b"\n") == 2
    assert json.loads(ours[6:]) == json.loads(sdk[6:])


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert json.loads(frame(delta("a\ud83d"))[6:])["update"]["delta"] == "a�"


def test_moments_on_the_wire_say_their_offset() -> None:
    item = AssistantMessageItem(id="msg_1", thread_id="thr_1", created_at=NAIVE, content=[])
    sent = json.loads(frame(ThreadItemDoneEvent(item=item))[6:])

    moment = datetime.fromisoformat(sent["item"]["created_at"])

    assert moment.tzinfo is not None
    assert moment == NAIVE.astimezone()
    assert item.created_at == NAIVE  # what is stored is not touched


def test_a_threads_items_say_their_offset_too() -> None:
    item = EndOfTurnItem(id="msg_1", thread_id="thr_1", created_at=NAIVE)
    thread = Thread(id="thr_1", created_at=NAIVE, items=Page(data=[item]))

    sent = json.loads(frame(ThreadCreatedEvent(thread=thread))[6:])["thread"]

    for moment in (sent["created_at"], sent["items"]["data"][0]["created_at"]):
        assert datetime.fromisoformat(moment).tzinfo is not None


def test_an_aware_moment_keeps_its_offset() -> None:
    moment = datetime(2026, 11, 21, 5, 42, tzinfo=UTC)

    assert with_offset(moment) is moment


@pytest.mark.parametrize("message", ["two\nlines", "data: x", "\r\n\r\n"])
def test_line_breaks_in_text_never_break_a_frame(message: str) -> None:
    sent = frame(NoticeEvent(level="info", message=message))

    assert sent.count(b"\n") == 2 and b"\r" not in sent
    assert json.loads(sent[6:])["message"] == message
