"""How many tokens a model is sent, roughly, and how texts are cut that are too many.

Nothing here asks a tokenizer: each model has its own, and the libraries that know them load their
vocabularies from the network. Three bytes of UTF-8 for a token are more than a tokenizer of today
makes of prose in any script, and about what it makes of code; English has four and a half. So a
budget is rather not used up than exceeded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from agents import TResponseInputItem

BYTES_PER_TOKEN: Final = 3

ITEM_TOKENS: Final = 8
"""What stands around an item: its role, and what ends it."""

IMAGE_TOKENS: Final = 1_600
"""Providers reckon by an image's size in pixels; this is what the largest that is sent takes."""

_NOTE_TOKENS: Final = 25
_SAID: Final = ("content", "output")
_Values: TypeAlias = Mapping[str, Any]


def count(items: Iterable[TResponseInputItem]) -> int:
    """How many tokens items take."""
    return sum(map(_item_tokens, items))


def fitted(items: Sequence[TResponseInputItem], budget: int) -> list[TResponseInputItem]:
    """Items whose longest texts are cut, with a note of it, until all of them fit a budget.

    Images stay whole, and so does what a tool is called with.
    """
    over = count(items) - budget
    if over <= 0:
        return list(items)
    sizes = [text_tokens(text) for item in items for text in texts_of(item)]
    # A note of what was cut takes room as well.
    most = max(_level(sizes, sum(sizes) - over) - _NOTE_TOKENS, 0)
    return [with_texts(item, lambda text: cut_to_tokens(text, most)) for item in items]


def text_tokens(text: str) -> int:
    """How many tokens a text takes."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)


def cut(text: str, max_chars: int) -> str:
    """The beginning of a text, with a note of how much of it that is."""
    if len(text) <= max_chars:
        return text
    return f"{text[:max_chars]}\n[Cut here: {len(text):,} characters in all, {max_chars:,} shown.]"


def cut_to_tokens(text: str, most: int) -> str:
    """The same of a text that takes too many tokens."""
    if text_tokens(text) <= most:
        return text
    shown = text.encode("utf-8", "replace")[: most * BYTES_PER_TOKEN]
    return cut(text, len(shown.decode("utf-8", "ignore")))


def _level(sizes: Iterable[int], room: int) -> int:
    """The most that each of several sizes may be so that together they fit."""
    rising = sorted(sizes)
    left = max(room, 0)
    for place, size in enumerate(rising):
        share = left // (len(rising) - place)
        if size > share:
            return share
        left -= size
    return max(rising, default=0)


def texts_of(item: TResponseInputItem) -> list[str]:
    """What is said in an item, or returned by a tool; not what the tool is called with."""
    found = []
    for key in _SAID:
        match cast(_Values, item).get(key):
            case str(text):
                found.append(text)
            case list(parts):
                found += [part["text"] for part in parts if "text" in part]
    return found


def with_texts(item: TResponseInputItem, change: Callable[[str], str]) -> TResponseInputItem:
    """An item with each of these texts changed."""
    values = dict(cast(_Values, item))
    for key in _SAID:
        match values.get(key):
            case str(text):
                values[key] = change(text)
            case list(parts):
                values[key] = [
                    {**part, "text": change(part["text"])} if "text" in part else part
                    for part in parts
                ]
    return cast(TResponseInputItem, values)


def _item_tokens(item: TResponseInputItem) -> int:
    tokens = ITEM_TOKENS
    for value in cast(_Values, item).values():
        match value:
            case str(text):
                tokens += text_tokens(text)
            case list(parts):
                tokens += sum(map(_part_tokens, parts))
    return tokens


def _part_tokens(part: Any) -> int:
    match part:
        case {"type": "input_image"}:
            return IMAGE_TOKENS
        case {"text": str(text)}:
            return text_tokens(text)
    return text_tokens(json.dumps(part, ensure_ascii=False, default=str))
