from __future__ import annotations

import json

import pytest

from chatkit_server.admission import MAX_TITLE, clamp, clean_title, parse
from chatkit_server.errors import InvalidRequest


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "JSON"),
        (b"not json", "JSON"),
        (b"[]", "object"),
        (b"null", "object"),
        (b"{}", "type"),
        (b'{"type": "threads.explode", "params": {}}', "threads.explode"),
        (b'{"type": "threads.get_by_id"}', "params"),
        (b'{"type": "threads.get_by_id", "params": {}}', "thread_id"),
        (b'{"type": "threads.get_by_id", "params": {"thread_id": 7}}', "thread_id"),
        (b'{"type": "items.list", "params": {"thread_id": "t", "order": "up"}}', "order"),
        (b'{"type": "threads.get_by_id", "params": {"thread_id": "\\ud800"}}', "JSON"),
        (b"\xff\xfe{}", "JSON"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_what_is_no_request_is_refused_with_the_reason(body: bytes, says: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse(body)

    assert says.lower() in refused.value.message.lower()


def test_a_refusal_never_repeats_the_content() -> None:
    body = json.dumps({"type": "threads.get_by_id", "params": {"thread_id": ["s3cret"]}})

    with pytest.raises(InvalidRequest) as refused:
        parse(body.encode())

    assert "s3cret" not in refused.value.message


def test_a_null_character_is_refused() -> None:
    body = json.dumps({"type": "threads.get_by_id", "params": {"thread_id": "a\0b"}})

    with pytest.raises(InvalidRequest, match="null character"):
        parse(body.encode())


def test_text_that_only_looks_like_an_escaped_null_character_is_fine() -> None:
    body = json.dumps({"type": "threads.get_by_id", "params": {"thread_id": "\\u0000"}})

    assert parse(body.encode()).params.thread_id == "\\u0000"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("limit", "clamped"), [(None, 20), (-1, 1), (0, 1), (1, 1), (100, 100), (10**9, 100)]
)
def test_a_page_has_between_1_and_100_rows(limit: int | None, clamped: int) -> None:
    assert clamp(limit, 20) == clamped


def test_a_title_is_kept_on_one_line() -> None:
    assert clean_title("  a\n title ") == "a title"


@pytest.mark.parametrize("title", ["", " \n ", "x" * (MAX_TITLE + 1)])
def test_a_title_that_is_empty_or_too_long_is_refused(title: str) -> None:
    with pytest.raises(InvalidRequest):
        clean_title(title)
