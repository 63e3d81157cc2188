"""Dates, titles and lists in the words of a reply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from widgets.labels import time_label

MAX_QUOTE = 80
"""Characters of a title in a sentence."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")


def quote(title: str, longest: int = MAX_QUOTE) -> str:
    """A title in quotation marks, on one line, without a meaning in Markdown."""
    line = " ".join(title.split())
    if len(line) > longest:
        line = line[: longest - 1].rstrip() + "…"
    escaped = _MARKDOWN.sub(r"\\\1", line)
    return f"“{escaped}”"


def unquote(text: str) -> str:
    """A title as it was before ``quote``; a shortened one stays short."""
    return re.sub(r"\\([\\`*_\[\]<>#|~])", r"\1", text.strip("“”"))


def join(parts: Sequence[str]) -> str:
    """The parts with commas and an "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def count(number: int, noun: str = "task") -> str:
    """A number with its noun: "1 task", "3 tasks", "no tasks"."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def day_words(day: date, today: date) -> str:
    """A day as one says it: "today", "tomorrow", "Friday 27 November"."""
    distance = (day - today).days
    if distance in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[distance + 1]
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {day:%B}{year}"


def due_words(due: date | datetime, now: datetime) -> str:
    """A due date as one says it: "tomorrow at 9:00 AM"."""
    if not isinstance(due, datetime):
        return day_words(due, now.date())
    return f"{day_words(due.date(), now.date())} at {time_label(due.time())}"


def with_on(words: str) -> str:
    """The same behind a verb: "tomorrow", but "on Friday 27 November"."""
    return words if words.startswith(("today", "tomorrow", "yesterday")) else f"on {words}"


def full_due(due: date | datetime | None) -> str:
    """A due date that reads the same on any other day: "27 November 2026, 9:00 AM"."""
    if due is None:
        return "no date"
    day = f"{due.day} {due:%B} {due.year}"
    return f"{day}, {time_label(due.time())}" if isinstance(due, datetime) else day


def range_words(first: date | None, last: date | None, today: date) -> str:
    """A range of days as one says it: "today", "this week", "until Friday 27 November"."""
    if first is None and last is None:
        return ""
    if first is None and last is not None:
        return f"until {day_words(last, today)}"
    if last is None and first is not None:
        return f"from {day_words(first, today)} on"
    assert first is not None and last is not None  # the other cases are above
    if first == last:
        return with_on(day_words(first, today))
    monday = today - timedelta(days=today.weekday())
    for name, start in (("this", monday), ("next", monday + timedelta(days=7))):
        if (first, last) == (start, start + timedelta(days=6)):
            return f"{name} week"
        if (first, last) == (start + timedelta(days=5), start + timedelta(days=6)):
            return f"{name} weekend"
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and (last - first).days < 31:
        month = first.year * 12 + first.month - (today.year * 12 + today.month)
        return {0: "this month", 1: "next month"}.get(month, f"in {first:%B} {first.year}")
    return f"from {day_words(first, today)} to {day_words(last, today)}"
