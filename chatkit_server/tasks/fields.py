"""The rules for the words in a task: each function brings a value into its kept form."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from chatkit_server.errors import InvalidRequest

MAX_TITLE = 500
MAX_NOTES = 10_000
MAX_TAGS = 20
MAX_TAG = 50
MAX_QUERY = 500


def clean_title(title: str) -> str:
    """Bring a title into one line without outer spaces.

    Raises:
        InvalidRequest: Nothing visible is left, it is too long, or it holds unstorable characters.
    """
    lines = (line.strip() for line in title.splitlines())
    title = _check_text("title", " ".join(line for line in lines if line), MAX_TITLE)
    if not any(character.isprintable() and character != " " for character in title):
        raise InvalidRequest(f"title must have 1 to {MAX_TITLE} characters, not none")
    return title


def clean_notes(notes: str) -> str:
    """Bring notes into plain line feeds, with nothing blank around them.

    Raises:
        InvalidRequest: They are too long or hold unstorable characters.
    """
    notes = notes.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _check_text("notes", notes, MAX_NOTES)


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Bring tags into lower-case words: ``#Big Trip`` and ``big-trip`` are one, ``big-trip``.

    Raises:
        InvalidRequest: There are too many, or one is too long or holds unstorable characters.
    """
    words = ("-".join(tag.strip().lstrip("#").split()).lower() for tag in tags)
    kept = tuple(dict.fromkeys(_check_text("tags", word, MAX_TAG) for word in words if word))
    if len(kept) > MAX_TAGS:
        raise InvalidRequest(f"tags must be at most {MAX_TAGS}, not {len(kept)}")
    return kept


def clean_query(query: str) -> str | None:
    """Bring the words to search for into their kept form; None if there are none.

    Raises:
        InvalidRequest: They are too long or hold characters that no task can hold.
    """
    return _check_text("query", query.strip(), MAX_QUERY) or None


def fold(text: str) -> str:
    """Bring text into the form in which two spellings that differ only in case are the same.

    The databases disagree about case beyond ASCII, so what is searched is folded here.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def check_choice(field: str, value: str, choices: Sequence[str]) -> None:
    """Refuse a value that is not one of ``choices``.

    Raises:
        InvalidRequest: It is not.
    """
    if value not in choices:
        raise InvalidRequest(f"{field} must be one of {', '.join(choices)}")


def _check_text(field: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise InvalidRequest(f"{field} must have at most {limit} characters, not {len(text)}")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidRequest(f"{field} must not contain lone surrogates") from None
    if "\0" in text:
        raise InvalidRequest(f"{field} must not contain NUL characters")
    return text
