from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.text import read
from chatkit_server.assistant.embedded.wording import full_due

SATURDAY = datetime(2026, 11, 21, 5, 42, tzinfo=ZoneInfo("Europe/Berlin"))
MONDAY_EVENING = datetime(2026, 11, 16, 20, 10, tzinfo=ZoneInfo("America/New_York"))


def due(text: str, now: datetime = SATURDAY) -> str | None:
    when = dates.extract(read(text), now).when
    found = dates.due_of(when, now) if when else None
    return found.isoformat()[:16] if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-21"),
        ("tonight", "2026-11-21T20:00"),
        ("tomorrow", "2026-11-22"),
        ("tommorow", "2026-11-22"),
        ("tomorrow morning", "2026-11-22T09:00"),
        ("tomorrow evening", "2026-11-22T18:00"),
        ("tomorrow evening at 8", "2026-11-22T20:00"),
        ("the day after tomorrow", "2026-11-23"),
        ("on Friday", "2026-11-27"),
        ("fri", "2026-11-27"),
        ("on Saturday", "2026-11-28"),
        ("next Friday", "2026-11-27"),
        ("next week Friday", "2026-11-27"),
        ("Friday after next", "2026-12-04"),
        ("a week from Friday", "2026-12-04"),
        ("this weekend", "2026-11-21"),
        ("next weekend", "2026-11-28"),
        ("in 3 days", "2026-11-24"),
        ("in two weeks", "2026-12-05"),
        ("in a couple of days", "2026-11-23"),
        ("in half an hour", "2026-11-21T06:12"),
        ("in an hour and a half", "2026-11-21T07:12"),
        ("in 90 minutes", "2026-11-21T07:12"),
        ("next week", "2026-11-23"),
        ("next month", "2026-12-01"),
        ("end of the month", "2026-11-30"),
        ("end of the week", "2026-11-22"),
        ("end of next week", "2026-11-27"),
        ("end of the year", "2026-12-31"),
        ("mid-December", "2026-12-16"),
        ("June 3", "2027-06-03"),
        ("June 3rd", "2027-06-03"),
        ("3rd of June", "2027-06-03"),
        ("3 June 2028", "2028-06-03"),
        ("Dec 1 at 9am", "2026-12-01T09:00"),
        ("by 6/3", "2027-06-03"),
        ("27/11", "2026-11-27"),
        ("24.12.", "2026-12-24"),
        ("2026-12-01", "2026-12-01"),
        ("2026-12-01T14:00", "2026-12-01T14:00"),
        ("at 9", "2026-11-21T09:00"),
        ("at 5", "2026-11-21T17:00"),
        ("9:30pm", "2026-11-21T21:30"),
        ("noon", "2026-11-21T12:00"),
        ("midnight", "2026-11-22T00:00"),
        ("half past six", "2026-11-21T18:30"),
        ("from 3 to 5pm tomorrow", "2026-11-22T15:00"),
        ("by Friday", "2026-11-27"),
        ("before Monday", "2026-11-22"),
        ("before the end of the month", "2026-11-30"),
        ("on the 15th", "2026-12-15"),
        ("the 2nd of December", "2026-12-02"),
        ("EOD", "2026-11-21"),
        ("by EOD Friday", "2026-11-27"),
        ("first thing tomorrow", "2026-11-22T09:00"),
        ("Friday 27 November at noon", "2026-11-27T12:00"),
        ("last Friday of the month", "2026-11-27"),
        ("every Monday", "2026-11-23"),
        ("on the first of every month", "2026-12-01"),
        ("Feb 29", "2028-02-29"),
        ("by Christmas", "2026-12-25"),
    ],
)
def test_a_phrase_names_a_date(text: str, expected: str) -> None:
    assert due(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at 9", "2026-11-16T21:00"),
        ("at 8", "2026-11-17T08:00"),
        ("9am", "2026-11-17T09:00"),
        ("at 3", "2026-11-17T15:00"),
        ("tonight", "2026-11-16"),
        ("this Friday", "2026-11-20"),
        ("next Friday", "2026-11-27"),
        ("on Monday", "2026-11-23"),
        ("this Monday", "2026-11-16"),
        ("this week", "2026-11-20"),
        ("end of the week", "2026-11-20"),
        ("this weekend", "2026-11-21"),
        ("this afternoon", "2026-11-16"),
        ("today at 9am", "2026-11-16"),
    ],
)
def test_what_has_passed_today_rolls_to_the_next_suitable_time(text: str, expected: str) -> None:
    assert due(text, MONDAY_EVENING) == expected


@pytest.mark.parametrize(
    "text",
    [
        "buy Sunday roast ingredients", "read The Martian", "call May", "plan second wedding",
        "read The Sun", "watch Friday Night Lights", "prepare slides for Monday meeting",
        "buy 1/2 pound of butter", "book a table for 4", "meet at 10 Downing Street",
        "plan Saturday's party", "ask about next week's schedule", "release 1.2.3", "31 June",
        "reply to the Black Friday offer", "order May flowers", "pay April rent", "run 5k",
        "midnight snack", "the second one", "buy a new year's card", "call 911",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_date_stays_in_the_title(text: str) -> None:
    found = dates.extract(read(text), SATURDAY)
    assert found.when is None
    assert found.rest.raw == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("buy milk tomorrow at 9", "buy milk"),
        ("call the dentist on Friday about the tooth", "call the dentist about the tooth"),
        ("at 3pm call mum tomorrow", "call mum"),
        ("submit the March 3 report by Friday", "submit the March 3 report"),
        ("get tickets on Friday for the gig on June 3", "get tickets for the gig on June 3"),
    ],
)  # fmt: skip
def test_the_date_is_cut_out_of_the_text(text: str, rest: str) -> None:
    assert dates.extract(read(text), SATURDAY).rest.raw == rest


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-11-21", "2026-11-21"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("next week", "2026-11-23", "2026-11-29"),
        ("this weekend", "2026-11-21", "2026-11-22"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("in December", "2026-12-01", "2026-12-31"),
        ("in the next 3 days", "2026-11-21", "2026-11-24"),
        ("by Friday", None, "2026-11-27"),
        ("before Friday", None, "2026-11-26"),
        ("after Friday", "2026-11-28", None),
    ],
)
def test_a_question_covers_a_range_of_days(text: str, first: str | None, last: str | None) -> None:
    when = dates.extract(read(text), SATURDAY).when
    assert when is not None
    found = dates.range_of(when, SATURDAY)
    assert tuple(day and day.isoformat() for day in found) == (first, last)


def test_elapsed_time_is_counted_across_the_change_to_summer_time() -> None:
    night = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert due("in an hour", night) == "2026-03-29T03:30"


MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 # the zone is given below
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
).flatmap(
    lambda moment: st.sampled_from(
        ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"]
    ).map(lambda zone: moment.replace(tzinfo=ZoneInfo(zone)))
)
WORDS = st.sampled_from(
    """
    today tomorrow tonight friday next this last weekend week month in at by before after on the
    of 3 9 15th 31 12:30 9pm noon midnight eod may march june 2027 2026-02-30 6/3 end every
    other day a two half an hour hours minutes days from now morning evening and , - until
    due ' yesterday year 999 9999 31st february 29
    """.split()
)


@given(st.lists(WORDS, max_size=9), MOMENTS)
def test_any_words_give_a_date_or_none_and_never_raise(parts: list[str], now: datetime) -> None:
    found = dates.extract(read(" ".join(parts)), now)
    if found.when is not None:
        dates.range_of(found.when, now)
        dates.due_of(found.when, now)


FUTURE = (
    "at 9",
    "tonight",
    "at 5pm",
    "noon",
    "on Friday",
    "next week",
    "this weekend",
    "today at 8",
    "tomorrow at 7",
    "in 20 minutes",
    "by the 15th",
    "end of the month",
    "EOD",
    "May 3",
    "this morning",
    "every Tuesday at 6",
    "midnight",
    "before Monday",
    "this week",
)


@given(st.sampled_from(FUTURE), MOMENTS)
def test_a_phrase_about_the_future_is_never_due_in_the_past(text: str, now: datetime) -> None:
    when = dates.extract(read(text), now).when
    assert when is not None
    found = dates.due_of(when, now)
    assert found is not None
    local = now.replace(tzinfo=None)
    if isinstance(found, datetime):
        assert found >= local.replace(second=0, microsecond=0)
    else:
        assert found >= local.date()


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)), st.booleans())
def test_a_date_written_in_full_is_read_back(day: date, timed: bool) -> None:
    moment = datetime(day.year, day.month, day.day, 17, 5) if timed else day  # noqa: DTZ001
    when = dates.extract(read(full_due(moment)), SATURDAY).when
    assert when is not None and when.day is not None
    assert when.day.due == day
