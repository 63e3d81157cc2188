"""From the phrases of a text to one due date, or to a range of days."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from chatkit_server.assistant.embedded.dates.calendar import ONE_DAY
from chatkit_server.assistant.embedded.dates.find import Phrase, find_phrases
from chatkit_server.assistant.embedded.dates.values import Clock, Relation, When
from chatkit_server.assistant.embedded.text import Span, Text

_GAP = re.compile(r"[\s,]*(?:(?:at|on|the|and|in|of|around|from|is|for)\s+){0,2}[\s,]*")
_LATE_CUES = re.compile(
    r"\b(?:dinner|drinks?|party|movie|cinema|concert|supper|theat(?:re|er)|gig|evening|tonight|pub"
    r"|bedtime|night|table|restaurant)\b"
)
_EARLY_CUES = re.compile(r"\b(?:breakfast|sunrise|morning|wake|gym|alarm)\b")


@dataclass(frozen=True, slots=True)
class Extract:
    """What a text says about a date, and the text without it."""

    when: When | None
    rest: Text
    spans: tuple[Span, ...] = ()


def extract(text: Text, now: datetime) -> Extract:
    """Take the date out of a text.

    Adjacent phrases make one date ("Friday 27 November at noon"); a day and a time apart from
    each other do too. Of several dates the one after "by" or "before" is the due date, else the
    first; the others stay where they are.
    """
    groups = _grouped(text, find_phrases(text, now))
    if not groups:
        return Extract(None, text)
    chosen = _chosen(groups)
    when = _merged(chosen, text)
    spans = tuple((phrase.start, phrase.end) for phrase in chosen)
    return Extract(when, text.without(spans), spans)


def _grouped(text: Text, phrases: list[Phrase]) -> list[list[Phrase]]:
    groups: list[list[Phrase]] = []
    for phrase in phrases:
        if groups:
            last = groups[-1][-1]
            gap = text.low[last.end : phrase.start]
            joined = _GAP.fullmatch(gap) and "and" not in gap
            same = any(
                other.moment
                or phrase.moment
                or (other.clock and phrase.clock and not other.clock.part and not phrase.clock.part)
                or (other.day and phrase.day and not _one_day(other, phrase))
                for other in groups[-1]
            )
            if joined and not same:
                groups[-1].append(phrase)
                continue
        groups.append([phrase])
    return groups


def _one_day(one: Phrase, other: Phrase) -> bool:
    """Whether two neighbours can describe the same day ("Friday" and "27 November")."""
    if one.day is None or other.day is None:
        return False
    if one.day.first <= other.day.first <= one.day.last:
        return True
    if other.day.first <= one.day.first <= other.day.last:
        return True
    return one.day.first.weekday() == other.day.first.weekday() and other.day.first > one.day.first


def _chosen(groups: list[list[Phrase]]) -> list[Phrase]:
    deadlines = [g for g in groups if any(p.relation in ("by", "before") and p.day for p in g)]
    main = (deadlines or groups)[0]
    has_day = any(p.day or p.moment for p in main)
    has_clock = any(p.clock or p.moment for p in main)
    for group in groups:
        if group is main:
            continue
        if has_day and not has_clock and not any(p.day or p.moment for p in group):
            return sorted([*main, *group], key=lambda p: p.start)
        if has_clock and not has_day and all(p.day and not p.clock for p in group):
            return sorted([*main, *group], key=lambda p: p.start)
    return main


def _merged(phrases: list[Phrase], text: Text) -> When:
    narrow = sorted(
        (p for p in phrases if p.day), key=lambda p: p.day.last - p.day.first if p.day else 0
    )
    day = narrow[0].day if narrow else None
    if day and len(narrow) > 1:  # a weekday beside its date: the date knows better
        certain = [p.day for p in narrow if p.day and p.day.certain and p.day.last == p.day.first]
        day = certain[0] if certain else day
        if any(p.day and p.day.repeats for p in narrow):
            day = replace(day, repeats=True)
    moment = next((p.moment for p in phrases if p.moment), None)
    all_clocks = [p.clock for p in phrases if p.clock]
    exact = [c for c in all_clocks if c.part is None]
    part = next((c.part for c in all_clocks if c.part), None)
    clock = next(iter(exact or all_clocks), None)
    if clock is not None and not clock.exact and clock.part is None:
        clock = _settled(clock, part, text)
    relation: Relation = next((p.relation for p in phrases if p.relation != "on"), "on")
    return When(day, clock, moment, relation)


def _settled(clock: Clock, part: str | None, text: Text) -> Clock:
    """The half of the day that the words around a bare hour speak for."""
    hour = clock.hour % 12
    if part == "morning" or (part is None and 4 <= hour and _EARLY_CUES.search(text.low)):
        return replace(clock, hour=hour, exact=True)
    if part in ("afternoon", "evening", "night") or (
        part is None and 5 <= hour <= 9 and _LATE_CUES.search(text.low)
    ):
        late = hour + 12 if hour else (0 if part == "night" else 12)
        return replace(clock, hour=late, exact=True, day_after=late == 0)
    return clock


def due_of(
    when: When, now: datetime, *, keep: date | None = None, past: bool = False
) -> date | datetime | None:
    """The due date of a task: a day, or a naive local moment.

    Args:
        when: What was said.
        now: The user's moment, aware, in their zone.
        keep: The day to put a lone time on (the task's own), if that is not past.
        past: Take a day that has passed too.

    Returns:
        None for a day that has passed ("yesterday"), unless those are taken.
    """
    local = now.replace(tzinfo=None)
    today = local.date()
    if when.moment is not None:
        return when.moment.replace(tzinfo=None)
    if when.day is None:
        if when.clock is None:
            return None
        if when.clock.part == "end":
            return today
        if keep is not None and keep >= today:
            fitted = _at(keep, when.clock, local)
            return fitted if fitted > local else _next_time(when.clock, local)
        return _next_time(when.clock, local)
    day = when.day.due
    if when.relation == "before" and when.clock is None:
        day = max(when.day.first - ONE_DAY, today)
    elif when.relation == "after" and when.clock is None:
        day = when.day.last + ONE_DAY
    if day < today:
        if not past:
            return None
        timed = when.clock is not None and when.clock.part != "end"
        return _at(day, when.clock, local) if timed and when.clock else day
    if when.clock is None or when.clock.part == "end":
        return day
    moment = _at(day, when.clock, local)
    if when.day.repeats and moment <= local:
        return moment + ONE_DAY
    return moment if moment > local else day


def _at(day: date, clock: Clock, local: datetime) -> datetime:
    """A time on a day; on today a guessed hour that has passed is the later one."""
    if clock.day_after:
        named = day > local.date()
        return datetime.combine(day, time(23, 59)) if named else _midnight_after(day)
    moment = datetime.combine(day, clock.time)
    if not clock.exact and clock.part is None and clock.hour < 12 and moment <= local:
        return moment + timedelta(hours=12)
    return moment


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + ONE_DAY, time(0))


def _next_time(clock: Clock, local: datetime) -> datetime:
    """The next moment at which a clock shows this time, today or tomorrow."""
    moment = _at(local.date(), clock, local)
    return moment if moment > local else _at(local.date() + ONE_DAY, clock, local)


def range_of(when: When, now: datetime) -> tuple[date | None, date | None]:
    """The first and the last day that a question about this date covers; None is open."""
    today = now.date()
    if when.moment is not None:
        return today, when.moment.date()
    if when.day is None:
        return today, today
    if when.relation == "by":
        return None, when.day.last
    if when.relation == "before":
        return None, max(when.day.first - ONE_DAY, today)
    if when.relation == "after":
        return when.day.last + ONE_DAY, None
    return when.day.first, when.day.last
