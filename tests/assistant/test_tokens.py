"""How much of a model's context texts take, and how they are cut to fit it."""

from __future__ import annotations

from typing import Any

import pytest
from openai.types.responses import ResponseInputImageParam, ResponseInputTextParam
from openai.types.responses.response_input_item_param import Message

from chatkit_server.assistant.tokens import (
    IMAGE_TOKENS,
    ITEM_TOKENS,
    count,
    fitted,
    text_tokens,
    texts_of,
)

IMAGE = ResponseInputImageParam(
    type="input_image", detail="auto", image_url=f"data:image/png;base64,{'A' * 100_000}"
)


def said(*texts: str, images: int = 0) -> Any:
    parts: list[Any] = [ResponseInputTextParam(type="input_text", text=text) for text in texts]
    return Message(type="message", role="user", content=[*parts, *[IMAGE] * images])


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("a", 1), ("abc", 1), ("abcd", 2), ("你好", 2), ("\ud800", 1)]
)
def test_three_bytes_are_a_token(text: str, tokens: int) -> None:
    assert text_tokens(text) == tokens


def test_an_image_counts_for_the_same_whatever_its_bytes() -> None:
    assert count([said("abc", images=2)]) - count([said("abc")]) == 2 * IMAGE_TOKENS
    assert count([said("abc")]) >= ITEM_TOKENS + 1


def test_what_fits_stays_as_it_is() -> None:
    items = [said("a" * 300), said("b" * 300)]
    assert fitted(items, count(items)) == items


@pytest.mark.parametrize("letter", ["x", "語", "😀"])
def test_only_the_longest_are_cut_and_all_of_it_fits(letter: str) -> None:
    long, longer = letter * 4_000, letter * 9_000
    cut: list[Any] = [*fitted([said("short"), said("note", long, images=1), said(longer)], 4_000)]
    assert count(cut) <= 4_000
    assert count(cut) > 3_500
    first, second, third = map(texts_of, cut)
    assert first == ["short"]
    assert second[0] == "note"
    assert cut[1]["content"][-1] == IMAGE
    for text, whole in ((second[1], long), (third[0], longer)):
        kept, note = text.split("\n")
        assert whole.startswith(kept)
        assert note == f"[Cut here: {len(whole):,} characters in all, {len(kept):,} shown.]"


def test_what_a_tool_is_called_with_stays_whole() -> None:
    arguments = '{"text": "' + "x" * 9_000 + '"}'
    call: Any = {"type": "function_call", "call_id": "1", "name": "f", "arguments": arguments}
    result: Any = {"type": "function_call_output", "call_id": "1", "output": "y" * 9_000}
    shown_call, shown = fitted([call, result], 2_000)
    assert shown_call == call
    assert "0 shown" in texts_of(shown)[0]
