from __future__ import annotations

from datetime import datetime

import pytest
from chatkit.types import (
    FileAttachment,
    InferenceOptions,
    UserMessageItem,
    UserMessageTagContent,
    UserMessageTextContent,
)

from chatkit_server.assistant.titles import MAX_TITLE, title_for


def message(text: str) -> UserMessageItem:
    return UserMessageItem(
        id="msg_1",
        thread_id="thr_1",
        created_at=datetime(2026, 11, 21, 5, 42),  # noqa: DTZ001 # as the SDK makes them
        content=[UserMessageTextContent(text=text)],
        inference_options=InferenceOptions(),
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("add buy milk tomorrow", "Add buy milk tomorrow"),
        ("Hi! Can you please show my tasks?", "Show my tasks"),
        ("What's due this week? And next?", "What's due this week"),
        ("  several\n lines\tof text ", "Several lines of text"),
        ("Call Dr. Smith and Mrs. Jones. Then rest", "Call Dr. Smith and Mrs. Jones"),
        ("hello", "Hello"),
        ("مرحبا بالعالم. كيف الحال", "مرحبا بالعالم"),
        ("🛒", "🛒"),
    ],
)
def test_a_title_is_the_first_sentence_without_its_politeness(text: str, title: str) -> None:
    assert title_for(message(text)) == title


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "..."])
def test_a_message_without_words_gives_no_title(text: str) -> None:
    assert title_for(message(text)) is None


@pytest.mark.parametrize("text", ["word " * 100_000, "x" * 1_000_000, "語" * 500])
def test_a_long_message_is_cut_to_one_short_line(text: str) -> None:
    title = title_for(message(text))

    assert title is not None
    assert len(title) <= MAX_TITLE
    assert title.endswith("…")


def test_tags_and_attachments_can_give_the_title() -> None:
    tagged = message("look at ")
    tagged.content.append(UserMessageTagContent(id="t1", text="Milk", data={}))
    attached = message("")
    attached.attachments = [
        FileAttachment(id="atc_1", name="plan.pdf", mime_type="application/pdf")
    ]

    assert title_for(tagged) == "Look at @Milk"
    assert title_for(attached) == "plan.pdf"
