"""Finding date phrases in a text, and leaving alone what only looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.dates import clocks, days
from chatkit_server.assistant.embedded.dates.values import Clock, Day, Relation
from chatkit_server.assistant.embedded.text import Text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date phrase in a text.

    Attributes:
        start: Where it begins, with its preposition.
        end: Where it ends.
    """

    start: int
    end: int
    day: Day | None = None
    clock: Clock | None = None
    moment: datetime | None = None
    relation: Relation = "on"


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    certain: bool
    day: Day | None = None
    clock: Clock | None = None
    moment: datetime | None = None


_BEFORE = re.compile(
    r"(?:\b(?:is|it's|that's|are|be|being)\s+)?"
    r"(?:\b(?:(?:due|deadline|scheduled|planned)(?:\s+date)?(?:\s+is)?|needed|when)\s*:?\s*)?"
    r"(?:\b(?P<word>on|by|before|after|until|till|til|for|from|since|starting|at|around|about|over"
    r"|during|in|of|no later than|not later than)\s+|@\s*)?(?:the\s+)?$"
)
_RELATIONS: dict[str, Relation] = {
    "by": "by", "before": "before", "after": "after", "until": "by", "till": "by", "til": "by",
    "since": "after", "no later than": "by", "not later than": "by",
}  # fmt: skip
_END = re.compile(r"(?:the\s+)?end\b|eo[dwmy]\b|month[- ]end\b|cob\b")
_FIRM = frozenset("on by before until till til due starting around".split()) | {
    "no later than",
    "not later than",
}
_INSIDE = re.compile(r"(by|before|after|until|till|since)\b")
_NEXT = re.compile(r"\s*([^\W_][\w']*|\S)?")
_LAST = re.compile(r"([^\W_][\w']*)\s*$")
_MAY_FOLLOW = (
    words.PREPOSITIONS
    | words.DETERMINERS
    | frozenset(
        """
        i i'm i'll we he she they you and or but then instead please too also now if so because when
        while until till before after not no high low medium urgent urgently important asap with
        without tag tagged note priority noon midday midnight morning afternoon evening night
        early late first if as via per than which who where tasks task thanks todos items ones
        """.split()
    )
)
_CALENDAR_NAMES = frozenset(
    "black good ash fat casual shrove palm super cyber giving bloody the every".split()
)

_STARTS = re.compile(
    rf"\s*(?:{days.WEEKDAY}|{days.MONTH}|today|tomorrow|tonight|next|this|noon|midnight|in\s)\b"
)


def find_phrases(text: Text, now: datetime) -> list[Phrase]:
    """The date phrases of a text, in order, none overlapping another.

    Args:
        text: What to look at.
        now: The user's moment, aware, in their zone.
    """
    low = text.low
    found: list[Phrase] = []
    position = 0
    for candidate in sorted(_candidates(low, now), key=lambda c: (c.start, -c.end)):
        if candidate.start < position:
            continue
        phrase = _accept(low, candidate, position)
        if phrase is not None:
            found.append(phrase)
            position = phrase.end
    return found


def _candidates(low: str, now: datetime) -> list[_Candidate]:
    today = now.date()
    found: list[_Candidate] = []
    for match in clocks.IN_TIME.finditer(low):
        moment = clocks.moment_of(match, now)
        if moment is not None:
            found.append(_Candidate(match.start(), match.end(), True, moment=moment))
    for pattern, read_day in days.RULES:
        for match in pattern.finditer(low):
            day = read_day(match, today)
            if day is None:
                continue
            part = clocks.PART.match(low, match.end())
            clock = clocks.part_of_day(part[1]) if part else None
            if part is None and re.match("toni(?:ght|te)", match[0]):
                clock = clocks.part_of_day("night")
            end = part.end() if part else match.end()
            found.append(_Candidate(match.start(), end, day.certain, day, clock))
    for clock_pattern, read_clock, certain in clocks.RULES:
        for match in clock_pattern.finditer(low):
            clock = read_clock(match)
            if clock is not None:
                found.append(_Candidate(match.start(), match.end(), certain, clock=clock))
    return found


def _accept(low: str, candidate: _Candidate, floor: int) -> Phrase | None:
    start, end = candidate.start, candidate.end
    if low[end : end + 2] == "'s" or (low[start - 1 : start] in tuple("-#$€£") and start):
        return None
    if low[end : end + 1] in tuple("-/") and low[end + 1 : end + 2].isalpha():
        return None
    inside = _INSIDE.match(low, start, end)
    before = _BEFORE.search(low, floor, start)
    word = inside[1] if inside else (before["word"] or "" if before else "")
    lead = low[before.start() : start] if before else ""
    if not candidate.certain:
        plural = candidate.day is not None and candidate.day.repeats
        if not word and ((plural and low[start:end].endswith("days")) or lead.endswith("the ")):
            return None
        if not _plausible(low, candidate, word or lead.split(" ")[0], floor):
            return None
    return Phrase(
        before.start() if before else start,
        end,
        candidate.day,
        candidate.clock,
        candidate.moment,
        "by" if word == "before" and _END.match(low, start) else _RELATIONS.get(word, "on"),
    )


def _plausible(low: str, candidate: _Candidate, lead: str, floor: int) -> bool:
    """Whether a phrase that could be part of a title is one here, by what stands around it."""
    if lead in _FIRM and candidate.day is not None:
        return True
    following = _NEXT.match(low, candidate.end)
    after = (following[1] or "") if following else ""
    ends = not after or not (after[0].isalnum() or after[0] == '"')
    last = _LAST.search(low, floor, candidate.start)
    previous = last[1] if last else ""
    if candidate.day is not None and not lead and previous in _CALENDAR_NAMES:
        return False
    if ends or after in _MAY_FOLLOW or after[0].isdigit() or _STARTS.match(low, candidate.end):
        return True
    opens = not low[: candidate.start].strip(" ,:-")
    return opens and after in words.VERBS
