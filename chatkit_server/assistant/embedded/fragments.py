"""Pieces of a message that say something about a task but name none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.attributes import LEVELS, Attributes, extract_attributes
from chatkit_server.assistant.embedded.dates import When
from chatkit_server.assistant.embedded.segments import bracketed
from chatkit_server.assistant.embedded.text import Text

_FRAGMENT = re.compile(
    r"\b(?:and|also|with|it|it's|its|is|are|be|being|they're|they|them|all|both|each|everything"
    r"|please|due|for|set|make|made|mark|on|at|by|the|a|"
    r"to|of|priority|task|tasks|one|this|that|these|those|should|both|too|as|well|instead|no"
    r"|actually|rather|but|then|now|everyone|due date|date|deadline)\b|[^\w]+"
)
_ALL_LEVEL = re.compile(
    r"(?:and\s+)?(?:make\s+|mark\s+|set\s+)?(?:both|all|each|everything|them)(?:\s+of\s+(?:them"
    r"|these))?\s+"
    r"(?:are\s+|as\s+|is\s+|to\s+)?(high|medium|low|urgent|important)"
)
_NOTE_LEAD = re.compile(r"\s*(?:notes?|tags?|labels?|due|priority|prio)\b|\s*#")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece that says something about a task but names none."""

    when: When | None
    attributes: Attributes
    for_all: bool


def read_fragment(text: Text, now: datetime) -> Fragment | None:
    """Read a piece that is nothing but a date, a priority or tags."""
    level = _ALL_LEVEL.fullmatch(text.low)
    if level:
        return Fragment(None, Attributes(LEVELS[level[1]], for_all=True), True)
    attributes, rest = extract_attributes(text)
    found = dates.extract(rest, now)
    if found.when is None and attributes == Attributes(for_all=attributes.for_all):
        return None
    if _FRAGMENT.sub(" ", found.rest.low).strip():
        return None
    everyone = attributes.for_all or bool(
        re.search(r"\b(?:all|both|each|they|them|everything|these|those)\b|they're", text.low)
    )
    return Fragment(found.when, attributes, everyone)


def shielded(text: Text, now: datetime) -> Text:
    """The text with its brackets masked, but for those that hold a date, a priority or tags."""
    return text.blank(
        (start, end)
        for start, end in bracketed(text)
        if end - start > 2
        and _NOTE_LEAD.match(text.low, start) is None
        and read_fragment(text.cut(start, end), now) is None
    )
