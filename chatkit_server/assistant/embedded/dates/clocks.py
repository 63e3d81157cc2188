"""Phrases that name a time of day, or a moment from now."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.dates.days import NUMBER, UNIT, amount_of, unit_of
from chatkit_server.assistant.embedded.dates.values import PART_HOURS, Clock, Part

Reader = Callable[["re.Match[str]"], "Clock | None"]

_HOUR_WORDS = "|".join(list(words.NUMBERS)[1:13])
_HOUR = rf"(?P<hour>\d{{1,2}}|{_HOUR_WORDS})"


def _from_hour(hour: int, minute: int, half: str) -> Clock | None:
    """A clock from what was typed; hours up to 12 without am or pm stay a guess.

    The guess is what people mean by day: 1 to 6 in the afternoon, 7 to 12 up to noon.
    """
    if hour > 24 or minute > 59:
        return None
    if half and 1 <= hour <= 12:
        return Clock(hour % 12 + (12 if half[0] == "p" else 0), minute)
    if hour == 24:
        return Clock(0, minute, day_after=True)
    if hour == 0 or hour > 12:
        return Clock(hour, minute)
    return Clock(hour + 12 if hour < 7 else hour, minute, exact=False)


def _with_half(match: re.Match[str]) -> Clock | None:
    return _from_hour(int(match["hour"]), int(match["minute"] or 0), match["half"])


def _colon(match: re.Match[str]) -> Clock | None:
    clock = _from_hour(int(match["hour"]), int(match["minute"]), "")
    if clock and match["hour"].startswith("0"):
        return Clock(int(match["hour"]), clock.minute)
    return clock


def _between(match: re.Match[str]) -> Clock | None:
    """Where a range begins; its am or pm is the end's, unless that would turn it around."""
    hour, end, half = int(match["hour"]), int(match["end"]), match["half"] or ""
    if half.startswith("p") and hour % 12 > end % 12:
        half = "am"
    return _from_hour(hour, int(match["minute"] or 0), half)


def _bare(match: re.Match[str]) -> Clock | None:
    hour = words.number(match["hour"])
    return None if hour is None else _from_hour(hour, 0, "")


def _fraction(match: re.Match[str]) -> Clock | None:
    hour = words.number(match["hour"])
    if hour is None or not 1 <= hour <= 12:
        return None
    if match["side"] == "to":
        hour = hour - 1 or 12
        return _from_hour(hour, 45, "")
    return _from_hour(hour, 30 if match["piece"].startswith("half") else 15, "")


def _named(match: re.Match[str]) -> Clock:
    return Clock(0, day_after=True) if match["word"] == "midnight" else Clock(12)


def part_of_day(word: str) -> Clock:
    """The hour that stands for a part of the day."""
    if word.startswith("lunch"):
        return Clock(12, exact=False, part="afternoon")
    parts: dict[str, Part] = {"a": "afternoon", "e": "evening", "n": "night", "t": "night"}
    part = parts.get(word[0], "morning")
    return Clock(PART_HOURS[part], exact=False, part=part)


def _part(match: re.Match[str]) -> Clock:
    return part_of_day(match["part"] or match["late"])


def _end(match: re.Match[str]) -> Clock:
    return Clock(PART_HOURS["end"], exact=False, part="end")


def _whole(match: re.Match[str]) -> Clock:
    return part_of_day("morning" if match[0].startswith("first") else match[0])


_HALF = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?)"
RULES: tuple[tuple[re.Pattern[str], Reader, bool], ...] = tuple(
    (re.compile(pattern), reader, certain)
    for pattern, reader, certain in (
        (
            r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?"
            r"(?:\s?(?:-|to|until)\s?\d{1,2}(?:[:.]\d\d)?)?\s?" + _HALF,
            _with_half,
            True,
        ),
        (
            r"(?<![\d:.])(?P<hour>[01]?\d|2[0-4])[:h](?P<minute>[0-5]\d)(?![\d:])"
            r"(?:\s?(?:-|to|until)\s?[0-2]?\d:\d\d)?(?:\s?(?:o'?clock|uhr|hrs?|h)\b)?",
            _colon,
            True,
        ),
        (r"(?:\b(?:at|by)\s+|@\s*)(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)\b", _colon, True),
        (
            r"\b(?:from|between)\s+(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s?(?:-|to|and|until)\s?"
            r"(?P<end>\d{1,2})(?:(?::\d\d)?\s?" + _HALF + r"|:\d\d)",
            _between,
            True,
        ),
        (rf"\b{_HOUR}\s+o'?clock\b", _bare, True),
        (
            rf"(?:\b(?:at|by|around|about|before|until|till|til)\s+|@\s*){_HOUR}(?:ish)?\b"
            r"(?!\s*(?:[/%:€$£°]|\.\d|-\w))",
            _bare,
            False,
        ),
        (
            rf"\b(?P<piece>half|(?:a\s+)?quarter)\s+(?P<side>past|to)\s+{_HOUR}\b",
            _fraction,
            True,
        ),
        (r"\b(?:at\s+)?(?:12\s+)?(?P<word>noon|midday|midnight)\b", _named, False),
        (
            r"\b(?:(?:in\s+the|this|during\s+the|every|each)\s+(?:early\s+|late\s+)?"
            r"(?P<part>morning|afternoon|evening)"
            r"|(?:at|this)\s+(?P<late>night|lunchtime|lunch time))\b",
            _part,
            True,
        ),
        (
            r"\b(?:for |by |until )?the\s+(?P<part>morning|afternoon|evening)\b(?P<late>)",
            _part,
            False,
        ),
        (r"\b(?:tonight|tonite)\b", _whole, True),
        (
            r"\b(?:eod|cob|(?:the\s+)?(?:end|close) of (?:the\s+)?(?:day|business|play))\b",
            _end,
            True,
        ),
        (r"\bfirst thing(?:\s+in the morning)?\b", _whole, True),
    )
)
"""Pattern, reader, and whether the match can hardly be part of a title."""

PART = re.compile(
    r"[\s,]+(?:in the\s+)?(?:early\s+|late\s+)?"
    r"(morning|afternoon|evening|night|lunchtime)\b(?!')"
)
"""A part of the day right behind a day: "Friday night"."""

IN_TIME = re.compile(
    rf"\b(?:in|within)\s+(?:about\s+)?{NUMBER}\s*{UNIT}(?P<half>\s+and\s+a\s+half)?\b"
    rf"|\b{NUMBER.replace('<number>', '<number2>')}\s+{UNIT.replace('<unit>', '<unit2>')}"
    r"\s+from\s+now\b"
)


def moment_of(match: re.Match[str], now: datetime) -> datetime | None:
    """The moment that "in 90 minutes" names, to the minute, or None if it counts days."""
    unit = unit_of(match["unit"] or match["unit2"])
    if unit not in ("minute", "hour"):
        return None
    amount = amount_of(match["number"] or match["number2"]) + (0.5 if match["half"] else 0)
    minutes = round(amount * (60 if unit == "hour" else 1))
    try:
        # elapsed time, so it is counted in UTC: the wall clock may jump in between
        moved = now.astimezone(UTC) + timedelta(minutes=minutes)
    except OverflowError:
        return None
    return moved.astimezone(now.tzinfo).replace(second=0, microsecond=0)
