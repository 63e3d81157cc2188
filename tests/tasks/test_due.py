from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatkit_server.errors import InvalidRequest
from chatkit_server.tasks.due import (
    LAST_DAY,
    due_day,
    end_of_day,
    format_due,
    is_past,
    midnight_offsets,
    normalize_due,
    parse_due,
    start_of_day,
    week_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
CAIRO = ZoneInfo("Africa/Cairo")  # its summer time begins at midnight
HAVANA = ZoneInfo("America/Havana")  # its summer time ends at one, back to midnight
APIA = ZoneInfo("Pacific/Apia")  # had no 30 December 2011

zones = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)
days = st.dates(date(1970, 1, 3), date(2100, 1, 1))
moments = st.datetimes(datetime(1970, 1, 3), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_date_is_a_whole_day():
    assert parse_due("2026-11-21", BERLIN) == date(2026, 11, 21)


def test_a_time_without_an_offset_is_the_wall_clock_of_the_zone():
    assert parse_due("2026-11-21T09:00", BERLIN) == datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert parse_due("2026-07-21 09:00:30", BERLIN) == datetime(2026, 7, 21, 7, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-11-21T09:00-05:00", "2026-11-21T14:00Z"])
def test_a_time_with_an_offset_is_that_moment_in_any_zone(text):
    assert parse_due(text, BERLIN) == datetime(2026, 11, 21, 14, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_moves_forward():
    due = parse_due("2026-03-29T02:30", BERLIN)
    assert format_due(due, BERLIN) == "2026-03-29T03:30:00+02:00"


def test_a_time_that_occurs_twice_is_the_first_one():
    due = parse_due("2026-10-25T02:30", BERLIN)
    assert format_due(due, BERLIN) == "2026-10-25T02:30:00+02:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-02-30",
        "2026-11-21T25:00",
        "2026-11-21T09:00 tomorrow",
        "2026-11-21T09:00+99:00",
        "20261121",
        "2026-W47-6",
        "٢٠٢٦-١١-٢١",
        "2026-11-21\0",
        "0" * 10_000,
    ],
)
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(InvalidRequest, match=r"due must be a date \(2026-11-21\) or"):
        parse_due(text, BERLIN)


@pytest.mark.parametrize(
    "text", ["0001-01-01", "1969-12-31", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59-23:59"]
)
def test_years_that_calendars_cannot_hold_are_refused(text):
    with pytest.raises(InvalidRequest, match="due must be in the years 1970 to 9998"):
        parse_due(text, ZoneInfo("Asia/Tokyo"))


def test_a_moment_without_an_offset_is_refused():
    with pytest.raises(InvalidRequest, match="due must have an offset"):
        normalize_due(datetime(2026, 11, 21))  # noqa: DTZ001


def test_moments_are_kept_in_utc_to_the_second():
    moment = datetime(2026, 11, 21, 9, 0, 0, 999_999, timezone(timedelta(hours=5, minutes=45)))
    kept = normalize_due(moment)
    assert kept == datetime(2026, 11, 21, 3, 15, tzinfo=UTC)
    assert kept.tzinfo is UTC


@given(due=st.one_of(days, moments), zone=zones)
def test_what_is_written_is_read_as_the_same_due(due, zone):
    kept = normalize_due(due)
    offset = kept.astimezone(zone).utcoffset() if isinstance(kept, datetime) else None
    if offset is None or offset.total_seconds() % 60 == 0:
        assert parse_due(format_due(kept, zone), BERLIN) == kept


def test_a_day_is_past_when_it_is_over_in_the_users_zone():
    late = datetime(2026, 11, 21, 23, 59, 59, 999_999, BERLIN)
    assert not is_past(date(2026, 11, 21), late)
    assert is_past(date(2026, 11, 21), late + timedelta(microseconds=1))


def test_a_moment_is_past_once_it_has_gone_by():
    due = datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert not is_past(due, datetime(2026, 11, 21, 9, tzinfo=BERLIN))
    assert is_past(due, datetime(2026, 11, 21, 9, 0, 0, 1, BERLIN))


def test_the_same_day_is_past_in_one_zone_and_not_in_another():
    now = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert is_past(date(2026, 11, 21), now.astimezone(ZoneInfo("Asia/Tokyo")))
    assert not is_past(date(2026, 11, 21), now.astimezone(ZoneInfo("America/New_York")))


def test_the_days_on_which_the_clocks_change_are_23_and_25_hours_long():
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        length = end_of_day(day, BERLIN) - start_of_day(day, BERLIN)
        assert length == timedelta(hours=hours, seconds=-1)


def test_a_day_without_a_midnight_begins_when_the_clocks_change():
    assert start_of_day(date(2026, 4, 24), CAIRO) == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert datetime(2026, 4, 23, 22, tzinfo=UTC).astimezone(CAIRO).hour == 1


def test_a_day_with_two_midnights_begins_at_the_first():
    assert start_of_day(date(2026, 11, 1), HAVANA) == datetime(2026, 11, 1, 4, tzinfo=UTC)


def test_a_day_that_never_was_takes_no_time():
    missing = date(2011, 12, 30)
    assert start_of_day(missing, APIA) == start_of_day(missing + timedelta(days=1), APIA)


@given(moment=moments, zone=zones)
def test_a_moment_lies_between_the_start_and_the_end_of_its_day(moment, zone):
    moment = moment.replace(microsecond=0)
    day = due_day(moment, zone)
    assert start_of_day(day, zone) <= moment <= end_of_day(day, zone)


@given(due=st.one_of(days, moments), now=moments, zone=zones)
def test_a_due_that_is_past_stays_past(due, now, zone):
    later = now + timedelta(hours=1)
    if is_past(due, now.astimezone(zone)):
        # Where the clocks go back over midnight, a day comes back, too, for that hour.
        assert is_past(due, later.astimezone(zone)) or later.astimezone(zone).date() <= due


@given(day=days)
def test_a_week_runs_from_monday_to_sunday(day):
    monday, sunday = week_of(day)
    assert (monday.weekday(), sunday.weekday()) == (0, 6)
    assert monday <= day <= sunday
    assert sunday - monday == timedelta(days=6)


@given(zone=zones, year=st.integers(1975, 2090), data=st.data())
def test_the_offsets_of_midnights_agree_with_the_calendar(zone, year, data):
    day = data.draw(st.dates(date(year - 1, 1, 1), date(year + 5, 12, 31)))
    steps = midnight_offsets(zone, year)
    seconds = next((seconds for until, seconds in steps if day < until), steps[-1][1])
    assert start_of_day(day, zone) == datetime(
        day.year, day.month, day.day, tzinfo=timezone(timedelta(seconds=seconds))
    )


def test_the_last_day_has_an_end_in_every_zone():
    for zone in map(ZoneInfo, ("Pacific/Kiritimati", "Etc/GMT+12")):
        assert end_of_day(LAST_DAY, zone) > start_of_day(LAST_DAY, zone)
