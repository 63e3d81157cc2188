"""New titles: "rename … to …", "call it … instead"."""

from __future__ import annotations

import re
from datetime import datetime

from chatkit_server.assistant.embedded.commands import FOCUS, AskName, Command, Reference, Rename
from chatkit_server.assistant.embedded.drafts import read_draft
from chatkit_server.assistant.embedded.intents.values import INSTEAD, as_title, without
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_NEW_TITLE = r"(?P<y>.+)"


_RENAME = tuple(
    Rule(pattern, re.DOTALL)
    for pattern in (
        r"(?:rename|retitle|re-?name|re-?title|relabel|reword"
        r"|rephrase)\s+(?P<x>.+?)\s*(?:\bto(?: be(?: called)?)?\b|\bas\b|\binto\b|->|=>|→"
        rf"|:)\s*{_NEW_TITLE}",
        r"(?:change|update|edit|set|fix|correct)\s+(?:the\s+)?(?:title|name|text|wording)\s+(?:of"
        rf"|for|on)\s+(?P<x>.+?)\s+(?:to|into|as)\s+{_NEW_TITLE}",
        r"(?:change|update|edit|set)\s+(?P<x>.+?)(?:'s)\s+(?:title|name)\s+(?:to"
        rf"|into)\s+{_NEW_TITLE}",
        r"(?:change|update|edit|set|fix)\s+(?:the |its )?(?:title|name)\s+(?:to"
        rf"|into)\s+{_NEW_TITLE}(?P<x>)",
        r"(?:call|name|title)\s+(?P<x>it|that|this|that one|this one|the (?:first|second|third"
        rf"|fourth|fifth|last)(?: one)?|number \d+|#?\d+)\s+(?:instead\s+)?{_NEW_TITLE}",
        r"(?P<x>.+?)\s+should\s+(?:be (?:called|named|titled)|say|read|actually (?:be"
        rf"|say))\s*:?\s+{_NEW_TITLE}",
        r"(?:i meant|it'?s actually|make that|i mean)\s+(?P<y>\"[^\"]*\")(?P<x>)",
        rf"replace\s+(?P<x>.+?)\s+(?:with|by)\s+{_NEW_TITLE}",
        r"(?:change|edit|update|correct|turn|make)\s+(?P<x>.+?)\s+(?:to(?: be(?: called)?| say"
        rf"| read)?|into|->|=>|→)\s*{_NEW_TITLE}",
    )
)


_CORRECTED = Rule(
    r"make (?:it|that) (?P<y>(?:an?|some|two|three|four|five|six|\d+) [\w' -]+)"
    r"|make that (?P<z>[\w'-]+(?: [\w'-]+){1,3})"
)
"""What was said last, said anew: "no, make that rye bread"."""

_RENAME_BARE = Rule(r"(?:rename|retitle)\s+(?P<x>.+)")


_FIRM_RENAMES = 7


def read_rename(text: Text, now: datetime, *, firm: bool) -> Command | None:
    """Read a request for a new title.

    Args:
        firm: Only what cannot mean anything else ("change … to …" may: "change the oil").
    """
    patterns = _RENAME[:_FIRM_RENAMES] if firm else _RENAME[_FIRM_RENAMES:]
    for pattern in patterns:
        match = pattern.fullmatch(text.low)
        if match is None:
            continue
        otherwise = None if firm else read_draft(text, now)
        options = _rename_options(text, match, now)
        if options and (firm or not text.low.startswith(("turn ", "make ")) or '"' in match["y"]):
            return Rename(options, otherwise)
    if firm:
        match = _RENAME_BARE.fullmatch(text.low)
        if match:
            return AskName(read_reference(text.cut(*match.span("x")), now))
    return None


def read_correction(text: Text) -> Command | None:
    """Read a title that takes the place of the last one: "make that rye bread"."""
    match = _CORRECTED.fullmatch(text.low)
    if match is None:
        return None
    title = text.cut(*match.span("y" if match["y"] else "z"))
    return Rename(((FOCUS, as_title(title.raw)),))


def _rename_options(
    text: Text, match: re.Match[str], now: datetime
) -> tuple[tuple[Reference, str], ...]:
    """Every way to divide "x to y to z" into the task meant and its new title."""
    start, end = match.start("x"), match.end("y")
    borders = [(match.end("x"), match.start("y"))]
    for mark in re.finditer(r"\s+(?:to|->|=>|→)\s+", text.low[match.start("y") : end]):
        shift = match.start("y")
        borders.append((mark.start() + shift, mark.end() + shift))
    options = []
    for left, right in borders[:6]:
        title = text.cut(right, end)
        new = (
            title.quoted
            if title.quoted is not None
            else as_title(without(INSTEAD, title).strip(" .").raw)
        )
        target = read_reference(text.cut(start, left), now) if match["x"] else FOCUS
        if new and not target.empty:
            options.append((target, new))
    return tuple(options)
