"""Short English texts for widgets: days, times, titles in a sentence, counts."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_BIDI = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"})


def due_label(due: date | datetime, now: datetime, *, separator: str = ", ") -> str:
    """Write a due as people say it: ``Today``, ``Tomorrow, 9:00 AM``, ``Fri 27 Nov``.

    Args:
        due: A day of the user's calendar, or an aware moment.
        now: Aware, in the user's zone, in which the label is written.
        separator: Between the day and the time.
    """
    if not isinstance(due, datetime):
        return day_label(due, now.date())
    local = due.astimezone(now.tzinfo)
    return f"{day_label(local.date(), now.date())}{separator}{time_label(local.time())}"


def day_label(day: date, today: date) -> str:
    """Write a day relative to today; with its year if that is another one."""
    match (day - today).days:
        case -1:
            return "Yesterday"
        case 0:
            return "Today"
        case 1:
            return "Tomorrow"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{weekday_name(day)[:3]} {day.day} {month_name(day)}{year}"


def time_label(moment: time) -> str:
    """Write a time of day: ``9:00 AM``."""
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {half}"


def weekday_name(day: date) -> str:
    """The English name of a day of the week: ``Monday``."""
    return _WEEKDAYS[day.weekday()]


def month_name(day: date) -> str:
    """The short English name of a month: ``Nov``."""
    return _MONTHS[day.month - 1]


def count_label(count: int, noun: str) -> str:
    """Write a number of things: ``1 task``, ``3 tasks``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shorten(text: str, limit: int) -> str:
    """Cut a text to ``limit`` characters, with an ellipsis for what is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def quote(text: str, *, limit: int = 80) -> str:
    """Put a user's text in quotation marks, to stand in a sentence of ours.

    A text that changes the direction of writing is isolated, so that it cannot reorder the words
    around it.
    """
    return f"“{isolate_foreign(shorten(text, limit))}”"


def isolate_foreign(text: str) -> str:
    """Isolate a text if it changes the direction of writing from left to right."""
    foreign = any(unicodedata.bidirectional(character) in _BIDI for character in text)
    return isolate(text) if foreign else text


def isolate(text: str) -> str:
    """Keep a text and the words around it from reordering each other, whatever they are written in.

    Nothing of it is seen: these are characters without width (Unicode Standard Annex 9).
    """
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


# Not strftime: its names follow the locale of the process.
_WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
