"""Phrases that name days. Each rule is a pattern and a reader of its match."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.dates import calendar
from chatkit_server.assistant.embedded.dates.values import Day, Shift, Unit

Reader = Callable[["re.Match[str]", date], "Day | None"]

_MONTH_NAMES = (
    "january february march april may june july august september october november december".split()
)
_MONTHS = {name[:size]: i for i, name in enumerate(_MONTH_NAMES, 1) for size in (3, len(name))}
_MONTHS |= {"sept": 9}
_WEEKDAYS = {
    form: index
    for index, forms in enumerate(
        (
            "monday mondays mon munday mondy",
            "tuesday tuesdays tue tues tuesdy tusday teusday",
            "wednesday wednesdays wed weds wensday wednsday wendesday wenesday",
            "thursday thursdays thu thur thurs thursdy thrusday thursady thurday",
            "friday fridays fri firday frday",
            "saturday saturdays sat saterday satuday",
            "sunday sundays sun sundy",
        )
    )
    for form in forms.split()
}
_TOMORROW = "tomorrow|tomorow|tommorow|tommorrow|tomorrrow|tomorro|tmrw|tmr|tmw|2moro|2morrow"

MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")"
WEEKDAY = r"(?P<weekday>" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")"
NUMBER = (
    r"(?P<number>\d{1,4}(?:\.\d)?|an?|half an?|a couple(?: of)?|couple(?: of)?|a few|few|several|"
)
NUMBER += "|".join(list(words.NUMBERS)[1:]) + r")"
UNIT = (
    r"(?P<unit>minutes?|mins?|m|hours?|hrs?|h|(?:working |business )?days?|d|weeks?|wks?|w"
    r"|months?|mos?|years?|yrs?)"
)
_QUALIFIER = r"(?:(?P<which>this coming|this|next|coming|following|last|past|previous)\s+)?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_DAY_NUMBER = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"


def amount_of(text: str) -> float:
    """What a number word counts: "a couple of" is 2, "a few" is 3, "half an" is 0.5."""
    if text.startswith("half"):
        return 0.5
    if "couple" in text:
        return 2
    if "few" in text or text == "several":
        return 3
    if text in ("a", "an"):
        return 1
    return words.NUMBERS[text] if text in words.NUMBERS else float(text)


def unit_of(text: str) -> Unit:
    """The unit behind its short forms."""
    text = text.removeprefix("working ").removeprefix("business ")
    units: dict[str, Unit] = {"h": "hour", "d": "day", "w": "week", "y": "year"}
    if text.startswith("mo"):
        return "month"
    return units.get(text[0], "minute")


def _word(match: re.Match[str], today: date) -> Day:
    word = match["word"]
    if word.startswith("yest"):
        return calendar.single(today - calendar.ONE_DAY)
    is_today = word in ("today", "tdy", "tonight", "tonite")
    return calendar.single(today if is_today else today + calendar.ONE_DAY)


def _this_day(match: re.Match[str], today: date) -> Day:
    return calendar.single(today)


def _after_tomorrow(match: re.Match[str], today: date) -> Day:
    return calendar.single(today + timedelta(days=-2 if match["before"] else 2))


def _weekday(match: re.Match[str], today: date) -> Day:
    form, which = match["weekday"], (match["which"] or "").removesuffix(" coming")
    day = calendar.weekday(today, _WEEKDAYS[form], which, certain=bool(which))
    if form.endswith("days"):
        return calendar.single(day.due, certain=False, repeats=True)
    later = match["later"]
    if later:
        weeks = 1 if later in ("week", "after next") else 0
        if "next" in later and not weeks:
            day = calendar.weekday(today, day.due.weekday(), "next", certain=True)
        elif later.endswith("this week"):
            day = calendar.weekday(today, day.due.weekday(), "this", certain=True)
        return calendar.single(day.due + timedelta(weeks=weeks))
    return day


def _weekday_of_week(match: re.Match[str], today: date) -> Day:
    return calendar.weekday(today, _WEEKDAYS[match["weekday"]], match["which"], certain=True)


def _weekend(match: re.Match[str], today: date) -> Day:
    which = match["which"] or ""
    return calendar.weekend(today, which, certain=bool(which) and which != "the")


def _span(match: re.Match[str], today: date) -> Day:
    which, unit = match["which"], match["unit"]
    offset = {"this": 0, "last": -1, "past": -1, "previous": -1}.get(which, 1)
    return {
        "week": calendar.week,
        "month": calendar.this_month,
        "year": calendar.year,
        "quarter": calendar.quarter,
    }[unit](today, offset)


def _edge(match: re.Match[str], today: date) -> Day:
    unit = match["unit"]
    offset = 1 if "next" in (match["which"] or "") else 0
    if unit in _MONTHS:
        whole = calendar.next_month_named(today, _MONTHS[unit], None)
    elif unit == "week" and match["edge"] == "end":
        return calendar.end_of_week(today, offset)
    else:
        whole = _span_of(unit, today, offset)
    if match["edge"] == "end":
        return calendar.single(whole.last)
    if match["edge"].startswith("mid"):
        return calendar.single(whole.first + (whole.last - whole.first) // 2)
    return calendar.single(max(whole.first, today))


def _span_of(unit: str, today: date, offset: int) -> Day:
    if unit == "week":
        return calendar.week(today, offset)
    return calendar.this_month(today, offset) if unit == "month" else calendar.year(today, offset)


def _short_edge(match: re.Match[str], today: date) -> Day:
    word = match["word"]
    if word == "eow":
        return calendar.end_of_week(today, 0)
    whole = calendar.year(today, 0) if word == "eoy" else calendar.this_month(today, 0)
    return calendar.single(whole.last)


def _nth_weekday(match: re.Match[str], today: date) -> Day | None:
    if match["unit"] in _MONTHS:
        first = calendar.next_month_named(today, _MONTHS[match["unit"]], None).first
    else:
        first = calendar.this_month(today, int("next" in (match["which"] or ""))).first
    count = -1 if match["count"] == "last" else words.ORDINALS[match["count"]]
    return calendar.single(calendar.nth_weekday(first, _WEEKDAYS[match["weekday"]], count))


def _in_days(match: re.Match[str], today: date) -> Day | None:
    unit = unit_of(match["unit"])
    if unit in ("minute", "hour"):
        return None
    start = today
    if "from" in match.groupdict() and match["from"]:
        anchor = match["from"]
        if anchor in _WEEKDAYS:
            start = calendar.weekday(today, _WEEKDAYS[anchor], "", certain=True).due
        elif anchor not in ("now", "today"):
            start = today + calendar.ONE_DAY
    moved = Shift(amount_of(match["number"]), unit).apply(start)
    return calendar.single(moved) if moved else None


def _next_days(match: re.Match[str], today: date) -> Day | None:
    moved = Shift(amount_of(match["number"] or "a"), unit_of(match["unit"])).apply(today)
    return Day(today, moved, moved) if moved else None


def _iso(match: re.Match[str], today: date) -> Day | None:
    return _dated(int(match["year"]), int(match["month"]), int(match["day"]), today)


def _month_day(match: re.Match[str], today: date) -> Day | None:
    year = int(match["year"]) if match["year"] else None
    return _dated(year, _MONTHS[match["month"]], int(match["day"]), today)


def _slashed(match: re.Match[str], today: date) -> Day | None:
    month, day, year = int(match["a"]), int(match["b"]), match["year"]
    if month > 12:
        month, day = day, month
    return _dated(_full_year(year), month, day, today, certain=bool(year))


def _dotted(match: re.Match[str], today: date) -> Day | None:
    year = match["year"]
    return _dated(_full_year(year), int(match["b"]), int(match["a"]), today, certain=bool(year))


def _full_year(text: str | None) -> int | None:
    return None if not text else int(text) + (2000 if len(text) == 2 else 0)


def _dated(
    year: int | None, month: int, day: int, today: date, *, certain: bool = True
) -> Day | None:
    found = calendar.next_month_day(today, month, day, year)
    return calendar.single(found, certain=certain) if found else None


def _day_number(text: str) -> int:
    return words.ORDINALS.get(text) or int(text)


def _the_nth(match: re.Match[str], today: date) -> Day | None:
    offset = match["which"]
    if offset in ("every", "each"):
        first = calendar.next_day_of_month(today, _day_number(match["day"]))
        return calendar.single(first, repeats=True) if first else None
    if offset in ("next", "this", "the"):
        start = calendar.this_month(today, int(offset == "next")).first
        found = calendar.next_day_of_month(start, _day_number(match["day"]))
    else:
        found = calendar.next_day_of_month(today, _day_number(match["day"]))
    return calendar.single(found, certain=False) if found else None


def _month_alone(match: re.Match[str], today: date) -> Day:
    year = int(match["year"]) if match["year"] else None
    whole = calendar.next_month_named(today, _MONTHS[match["month"]], year)
    if match["edge"] in ("end", "late"):
        return calendar.single(whole.last)
    if match["edge"] == "mid":
        return calendar.single(whole.first + timedelta(days=14))
    return whole


_HOLIDAYS = {
    "christmas eve": (12, 24), "xmas eve": (12, 24), "christmas": (12, 25), "xmas": (12, 25),
    "christmas day": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31),
    "new years eve": (12, 31), "new year's day": (1, 1), "new year's": (1, 1), "new year": (1, 1),
    "valentine's day": (2, 14), "valentines day": (2, 14), "halloween": (10, 31),
}  # fmt: skip


def _holiday(match: re.Match[str], today: date) -> Day | None:
    month, day = _HOLIDAYS[match["holiday"]]
    return _dated(None, month, day, today)


def _every(match: re.Match[str], today: date) -> Day:
    form = match["weekday"]
    day = calendar.weekday(today, _WEEKDAYS[form], "", certain=True).due if form else today
    if match[0].endswith("weekday") and today.weekday() > 4:
        day = calendar.week(today, 1).first
    return calendar.single(day, certain=not match["adverb"], repeats=True)


RULES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (
            r"\b(?:(?:early|late|later|sometime)\s+)?"
            rf"(?P<word>today|tdy|tonight|tonite|{_TOMORROW}|yesterday)\b",
            _word,
        ),
        (
            r"\bthis(?=\s+(?:early\s+|late\s+)?(?:morning|afternoon|evening|lunchtime)\b)",
            _this_day,
        ),
        (
            r"\b(?:the\s+)?day\s+(?:after\s+tomorrow|(?P<before>before\s+yesterday))\b",
            _after_tomorrow,
        ),
        (
            rf"\b{_QUALIFIER}{WEEKDAY}\b\.?"
            r"(?:\s+(?P<later>week|after next|(?:of )?(?:next|this) week)\b)?",
            _weekday,
        ),
        (rf"\b(?P<which>next|this|following)\s+week(?:\s+on|,)?\s+{WEEKDAY}\b", _weekday_of_week),
        (r"\b(?:(?P<which>this|next|coming|the|last|following)\s+)?weekend\b", _weekend),
        (
            r"\b(?:(?:early|late|later|sometime)\s+)?(?:the\s+)?"
            r"(?P<which>this|next|coming|following|last|past|previous)\s+"
            r"(?P<unit>week|month|year|quarter)\b",
            _span,
        ),
        (
            r"\b(?:the\s+)?(?P<edge>start|beginning|end|middle|mid)(?:\s+of|-)\s*"
            r"(?P<which>(?:the|this|next|the next)\s+)?"
            rf"(?P<unit>week|month|year|{'|'.join(_MONTHS)})\b",
            _edge,
        ),
        (
            rf"\b(?:the\s+)?(?P<count>first|second|third|fourth|last)\s+{WEEKDAY}\s+(?:of|in)\s+"
            rf"(?P<which>(?:the|this|next|the next)\s+)?(?P<unit>month|{'|'.join(_MONTHS)})\b",
            _nth_weekday,
        ),
        (
            r"\b(?P<word>eow|eom|eoy|month[- ]end)\b",
            _short_edge,
        ),
        (rf"\b(?:in|within)\s+(?:about\s+)?{NUMBER}\s*{UNIT}(?:'s?)?(?:\s+time)?\b", _in_days),
        (
            rf"\b{NUMBER}\s+{UNIT}\s+(?:from|after|on)\s+"
            rf"(?P<from>now|today|{_TOMORROW}|{'|'.join(_WEEKDAYS)})\b",
            _in_days,
        ),
        (
            r"\b(?:(?:in|within|for|over|during)\s+)?(?:the\s+)?(?:next|coming)\s+"
            rf"{NUMBER}\s+{UNIT}\b",
            _next_days,
        ),
        (
            r"\b(?P<year>20\d\d)[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?![\d-])t?",
            _iso,
        ),
        (rf"\b{MONTH}\.?\s+(?:the\s+)?{_DAY_NUMBER}{_YEAR}\b(?!\s*(?:am|pm|:\d|%))", _month_day),
        (rf"\b(?:the\s+)?{_DAY_NUMBER}\s+(?:of\s+)?{MONTH}\b{_YEAR}\.?", _month_day),
        (r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/])", _slashed),
        (
            r"(?<![\d/.])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<year>20\d\d|\d\d)?(?![\d/])",
            _dotted,
        ),
        (
            r"\b(?:the\s+)?(?P<day>[0-3]?\d)(?:st|nd|rd|th)"
            r"(?:\s+(?:day\s+)?of\s+(?P<which>this|next|the|every|each)\s+month)?\b",
            _the_nth,
        ),
        (
            r"\b(?:the\s+)?(?P<day>first|second|third|fourth|fifth)"
            r"\s+(?:day\s+)?of\s+(?P<which>this|next|the|every|each)\s+month\b",
            _the_nth,
        ),
        (
            r"\b(?P<edge>in|by|until|before|during|this|next|since|after|end|late|early|mid)"
            rf"[\s-]+(?:of\s+)?{MONTH}"
            rf"\b{_YEAR}(?!\s+\d)",
            _month_alone,
        ),
        (
            r"\b(?:by|before|on|until|till|at|after|over)\s+(?P<holiday>"
            + "|".join(sorted(_HOLIDAYS, key=len, reverse=True))
            + r")\b",
            _holiday,
        ),
        (
            rf"\b(?:every|each)\s+(?:other\s+|second\s+)?(?:{WEEKDAY}|(?:{NUMBER}\s+)?(?:days?"
            r"|weeks?"
            r"|weekday|months?|years?|morning|afternoon|evening|night))\b"
            r"|\b(?P<adverb>daily|weekly|monthly|yearly)\b",
            _every,
        ),
    )
)
"""In no order that matters: of two matches the one that begins first, or is longer, is taken."""
