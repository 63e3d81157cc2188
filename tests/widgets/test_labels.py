from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from widgets.labels import count_label, due_label, quote, shorten, time_label

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 5, 42, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("due", "label"),
    [
        (date(2026, 11, 20), "Yesterday"),
        (date(2026, 11, 21), "Today"),
        (date(2026, 11, 22), "Tomorrow"),
        (date(2026, 11, 23), "Mon 23 Nov"),
        (date(2026, 11, 27), "Fri 27 Nov"),
        (date(2026, 1, 1), "Thu 1 Jan"),
        (date(2027, 1, 1), "Fri 1 Jan 2027"),
        (date(2025, 12, 31), "Wed 31 Dec 2025"),
        (datetime(2026, 11, 22, 9, tzinfo=BERLIN), "Tomorrow, 9:00 AM"),
        (datetime(2026, 11, 21, 22, 59, tzinfo=UTC), "Today, 11:59 PM"),
        (datetime(2026, 11, 21, 23, tzinfo=UTC), "Tomorrow, 12:00 AM"),
        (datetime(2026, 11, 20, 12, 5, tzinfo=BERLIN), "Yesterday, 12:05 PM"),
    ],
)
def test_a_due_is_written_as_people_say_it_in_the_users_zone(
    due: date | datetime, label: str
) -> None:
    assert due_label(due, NOW) == label


def test_tomorrow_is_the_next_day_of_the_calendar_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 24, 23, 30, tzinfo=BERLIN)
    assert due_label(datetime(2026, 10, 25, 23, 30, tzinfo=BERLIN), before) == "Tomorrow, 11:30 PM"


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        (time(0, 0), "12:00 AM"),
        (time(9, 5), "9:05 AM"),
        (time(12), "12:00 PM"),
        (time(23, 59), "11:59 PM"),
    ],
)
def test_a_time_is_written_with_twelve_hours(moment: time, label: str) -> None:
    assert time_label(moment) == label


def test_counts_agree_with_their_noun() -> None:
    assert [count_label(n, "task") for n in (0, 1, 2, 1234)] == [
        "0 tasks",
        "1 task",
        "2 tasks",
        "1,234 tasks",
    ]


def test_a_long_text_is_cut_to_the_limit_with_an_ellipsis() -> None:
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abc defg", 5) == "abc…"


def test_a_quoted_text_is_in_quotation_marks() -> None:
    assert quote("Buy milk") == "“Buy milk”"
    assert quote("x" * 100, limit=10) == f"“{'x' * 9}…”"


@pytest.mark.parametrize("text", ["שלום", "مرحبا", "a\u202eb", "a\u2067b"])
def test_a_quoted_text_that_changes_the_direction_is_isolated(text: str) -> None:
    assert quote(text) == f"“\u2068{text}\u2069”"
