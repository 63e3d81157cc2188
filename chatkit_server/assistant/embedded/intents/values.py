"""New values in words: a date, a priority, tags, a length of time; and what they are given to."""

from __future__ import annotations

import re
from datetime import datetime

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.attributes import extract_attributes
from chatkit_server.assistant.embedded.commands import FOCUS, Changes, Draft, Reference
from chatkit_server.assistant.embedded.dates import Shift
from chatkit_server.assistant.embedded.dates.days import NUMBER, UNIT, amount_of, unit_of
from chatkit_server.assistant.embedded.drafts import read_draft
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_BY = Rule(
    r"(?P<lead>\b(?:by|back|forward|out|for|another|an extra|an additional)\s+|^)?(?:another "
    rf"|an additional |an extra |about )?{NUMBER}\s+(?:more |extra |additional )?{UNIT}"
    r"(?P<after>\s+(?:later|earlier|sooner|back|forward|ahead|further|up|more|longer|before"
    r"|out))?\s*$"
)


_TO = Rule(
    r"\s*(?:\b(?:back |forward |ahead |out |over |off )?(?:to|until|till|til|for|onto|on|->|=>)\s+"
    r"|→\s*|[:=]\s+)"
)


_MAX_BORDERS = 8
"""Places where "x to y" is tried to be divided."""

INSTEAD = Rule(
    r"[\s,]+(?:instead|rather|please|then|now|again|too|as well|also)$|^(?:rather|instead)[\s,]+"
)
"""A word that only says that something is to be different."""

_LEFTOVER = Rule(
    r"\b(?:to|for|on|at|by|until|it|is|be|as|and|with|the|a|an|due|make|set|instead|date|them|all"
    r"|both|priority|rather|please|one|then|say|maybe|let's|of|from|now|back|another|new|also|too"
    r"|but|that|do|till|deadline|in|about|how)\b|[^\w]+"
)


def read_changes(text: Text, now: datetime) -> tuple[Changes, Text]:
    """Read a date, a priority and tags out of a text, and what is left of it."""
    attributes, rest = extract_attributes(text)
    found = dates.extract(rest, now)
    return Changes(
        when=found.when, priority=attributes.priority, add_tags=attributes.tags
    ), found.rest


def read_shift(text: Text, *, allow_bare: bool = True) -> tuple[Shift | None, Text]:
    """Read how far to move: "by two days", "a week later"; with ``allow_bare`` also "two days"."""
    match = _BY.search(text.low)
    if match is None:
        return None, text
    lead, after = (match["lead"] or "").strip(), (match["after"] or "").strip()
    if not (allow_bare or after or lead in ("by", "another", "back", "forward")):
        return None, text
    amount, unit = amount_of(match["number"]), unit_of(match["unit"])
    earlier = after in ("earlier", "sooner", "ahead", "up", "forward", "before")
    before = text.cut(0, match.start())
    return Shift(-amount if earlier else amount, unit), before


def divide_at_value(rest: Text, now: datetime) -> tuple[Text, Changes] | None:
    """Divide "the dentist to Friday": all behind the last such "to" says when, and how urgent."""
    marks = list(_TO.finditer(rest.low))[-_MAX_BORDERS:]
    for mark in reversed(marks):
        changes, left = read_changes(rest.cut(mark.start() + _leading(mark[0])), now)
        if (changes.when is None and not changes.priority) or leftover(left):
            continue
        before = rest.cut(0, mark.start())
        if before:
            return before, changes
    return None


def _leading(mark: str) -> int:
    return len(mark) - len(mark.lstrip())


def leftover(text: Text) -> str:
    """The words of a text that neither a value nor a connection between values explains."""
    return _LEFTOVER.sub(" ", text.low).strip()


def moved_reference(text: Text, now: datetime) -> Reference:
    """The reference in front of the new date, without the little words of moving."""
    text = text.strip(" ,")
    while True:
        tail = re.search(
            r"\s+(?:back|forward|out|off|up|ahead|over|due|to|until|till|for|on|by|again|task|'s)$",
            text.low,
        )
        if tail is None or tail.start() == 0:
            break
        text = text.cut(0, tail.start())
    return read_reference(text, now)


def target_of(text: Text, match: re.Match[str], group: str, now: datetime) -> Reference:
    """The reference in a group of a match; without one, "it"."""
    if not match[group]:
        return FOCUS
    return read_reference(text.cut(*match.span(group)), now)


def as_title(raw: str) -> str:
    """Words as a title: with a capital, unless the first has one of its own ("iPhone")."""
    first = raw.split(" ", 1)[0]
    return raw[:1].upper() + raw[1:] if first[1:] == first[1:].lower() else raw


def without(pattern: Rule, text: Text) -> Text:
    """The text without the first match, if anything else is left."""
    match = pattern.search(text.low)
    if match is None or match.end() - match.start() == len(text.low):
        return text
    return text.without([match.span()])


TASK_WORD = Rule(
    r"^(?:the |my |that |this )?(?:task|todo|to-do|item|entry|reminder)s?\b"
    r"|\b(?:tasks?|ones?|todos?|items?|list|number \d+)\b"
    r"|^(?:it|that|this|them|those|these|both|all|everything|#?\d+)\b"
    r"|^the (?:first|second|third|fourth|fifth|last)\b"
)
"""Words that plainly speak of a task that exists."""


def unless_known(text: Text, inner: str, now: datetime) -> Draft | None:
    """The task that a text would make, unless ``inner`` plainly speaks of one that exists."""
    return None if TASK_WORD.search(inner) else read_draft(text, now)
