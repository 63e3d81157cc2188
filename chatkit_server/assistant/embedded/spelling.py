"""Misspelt verbs of commands and names of days, put right where nothing else can be meant."""

from __future__ import annotations

from functools import lru_cache

from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text
from chatkit_server.assistant.embedded.words import VERBS, past_forms

_COMMANDS = (
    "complete delete remove reschedule postpone rename finish finished completed reopen restore "
    "remind move mark show"
).split()
"""Looked for where a sentence or a clause begins."""

_DATES = (
    "today tomorrow tonight morning afternoon evening weekend monday tuesday wednesday thursday "
    "friday saturday sunday"
).split()
"""Looked for everywhere."""

_OTHER_WORDS = frozenset(
    """
    compete competed competes relate related remote removed remover finnish finisher mourning
    moaning sundae toady sundry mandate reopened restored removes deletes renamed mobile motive
    remand mondays tuesdays wednesdays thursdays fridays saturdays sundays mornings evenings
    afternoons weekends tomorrows eventing completes finishes movie movies more most moved mode
    rewind rewound make shop shoe shot short shown shows marks mars mask march mary dates deleted
    """.split()
)
"""Words that look like a mistake and are none."""

_WORD = Rule(r"[a-z]{4,12}(?![\w'])")
_FIRST = Rule(
    r"(?:^|[.!?;,\n]\s*|\b(?:and|then|please|also|can you|could you|pls)\s+)(?=[a-z]{4,12}\b)"
)


def respelt(text: Text) -> Text:
    """The text with misspelt command verbs and names of days put right; titles stay as typed."""
    starts = {match.end() for match in _FIRST.finditer(text.low)}
    changes: list[tuple[int, int, str]] = []
    position = 0
    for match in _WORD.finditer(text.low):
        start, end = match.span()
        before = text.low[start - 1 : start]
        if start < position or before.isalnum() or before in ("#", "'", "-", "_"):
            continue
        right = _meant(match[0], start in starts, text.raw[start].isupper() and start > 0)
        if right:
            changes.append((start, end, right))
            position = end
    for start, end, right in reversed(changes):
        text = Text(
            text.raw[:start] + right + text.raw[end:], text.low[:start] + right + text.low[end:]
        )
    return text


@lru_cache(maxsize=2048)
def _meant(word: str, first: bool, name: bool) -> str:
    """The word that a misspelt one stands for, or an empty text.

    Args:
        word: In small letters.
        first: It stands where a verb may.
        name: It may be a name: only its letters may be in disorder.
    """
    candidates = [*_DATES, *_COMMANDS] if first else _DATES
    if word in candidates or word in VERBS or word in _OTHER_WORDS or word in past_forms():
        return ""
    for candidate in candidates:
        if word[0] != candidate[0] or abs(len(word) - len(candidate)) > 2:
            continue
        if sorted(word) == sorted(candidate):
            return candidate
        if name or len(candidate) < 5:
            continue
        allowed = 2 if len(candidate) > (7 if candidate in _DATES else 9) else 1
        if _distance(word, candidate, allowed) <= allowed:
            return candidate
    return ""


def _distance(word: str, other: str, allowed: int) -> int:
    from rapidfuzz.distance import OSA  # needed only for a word that is not known; see matching

    return OSA.distance(word, other, score_cutoff=allowed)
