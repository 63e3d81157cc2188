"""Numbers as widgets: all tasks, and a week."""

from datetime import date
from typing import Any

import pytest

from chatkit_server.tasks.drawing import render
from chatkit_server.tasks.model import Summary
from chatkit_server.tasks.overviews import week_text
from chatkit_server.tasks.views import SummaryView, WeekView
from chatkit_server.tasks.week import DayCount, Week, days_of, monday_of
from tests.tasks.pictures import NOW, actions, draw, of

MONDAY = date(2026, 11, 16)


def week(done: list[int], *, added: int = 0, due: int = 0, before: int = 0) -> Week:
    """A week with so many tasks done a day, and the rest on its Monday."""
    counts = [DayCount(day, number) for day, number in zip(days_of(MONDAY), done, strict=True)]
    counts[0] = DayCount(MONDAY, done[0], added, due)
    return Week(tuple(counts), before)


NOTHING = week([0] * 7)
BUSY = week([2, 0, 4, 1, 2, 0, 0], added=7, due=2, before=6)


def test_a_summary_shows_the_numbers() -> None:
    root, copied = draw(SummaryView())
    assert of(root, "Text", "value") == ["4", "1", "0", "1", "1 task done this week"]
    assert of(root, "Caption", "value") == ["Open", "Overdue", "Due today", "Due this week"]
    assert actions(root) == [("tasks.list", {"status": "open"})]
    assert copied.splitlines() == [
        "Your tasks",
        "Open: 4",
        "Overdue: 1",
        "Due today: 0",
        "Due this week: 1",
        "Done this week: 1",
    ]


@pytest.mark.parametrize(
    ("summary", "title", "offered"),
    [
        (Summary(done=2), "All done", [("tasks.list", {"status": "done"})]),
        (Summary(), "No tasks yet", []),
    ],
)
def test_a_summary_of_nothing_open_offers_what_there_is(
    summary: Summary, title: str, offered: list[tuple[str, Any]]
) -> None:
    root, _ = draw(SummaryView(), summary=summary)
    assert of(root, "Title", "value") == [title]
    assert actions(root) == offered


def test_a_summary_without_numbers_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="numbers"):
        render(SummaryView(), {}, now=NOW)


def drawn(shown: Week, monday: date = MONDAY) -> tuple[Any, str]:
    return draw(WeekView(monday), {}, weeks={monday: shown})


def test_a_week_has_figures_a_chart_and_words() -> None:
    root, copied = drawn(BUSY)
    assert of(root, "Title", "value") == ["This week"]
    assert of(root, "Caption", "value") == ["16–22 Nov 2026", "Done", "Added", "Still due"]
    assert of(root, "Text", "value")[:3] == ["9", "7", "2"]
    (chart,) = of(root, "Chart", "data")
    assert [row["day"] for row in chart] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert [row["done"] for row in chart] == [2, 0, 4, 1, 2, 0, 0]
    assert chart[0] == {"day": "Mon", "done": 2, "added": 7}
    assert actions(root) == [("tasks.list", {"status": "open"})]
    assert copied.splitlines()[:3] == [
        "This week, 16–22 Nov 2026",
        week_text(BUSY, "this week"),
        "Mon: 2 done, 7 added",
    ]


def test_a_week_without_anything_has_no_chart_and_no_button() -> None:
    root, copied = drawn(NOTHING)
    assert of(root, "Chart", "data") == []
    assert actions(root) == []
    assert copied.splitlines()[1:] == ["Nothing was added or done, and nothing is due."]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (week([1, 0, 0, 0, 0, 0, 0]), "1 task done."),
        (week([1] * 7, before=7), "7 tasks done, as many as the week before."),
        (week([1, 1, 0, 0, 0, 0, 0], before=5), "2 tasks done, 3 fewer than the week before."),
        (week([0] * 7, due=1), "No task done. 1 task due this week is still open."),
        (
            BUSY,
            "9 tasks done, 3 more than the week before. The most was done on Wednesday: 4 tasks. "
            "2 tasks due this week are still open.",
        ),
    ],
)
def test_a_week_in_words(shown: Week, text: str) -> None:
    assert week_text(shown, "this week") == text


@pytest.mark.parametrize(
    ("monday", "title", "days"),
    [
        (date(2026, 11, 9), "Last week", "9–15 Nov 2026"),
        (date(2026, 10, 26), "Week", "26 Oct – 1 Nov 2026"),
        (date(2025, 12, 29), "Week", "29 Dec 2025 – 4 Jan 2026"),
    ],
)
def test_a_week_is_named_from_now(monday: date, title: str, days: str) -> None:
    assert drawn(NOTHING, monday)[1].splitlines()[0] == f"{title}, {days}"


def test_a_week_begins_on_a_monday() -> None:
    assert [monday_of(date(2026, 11, day), 0).day for day in (15, 16, 22)] == [9, 16, 16]
    assert monday_of(date(2026, 11, 21), 2) == date(2026, 11, 2)


def test_a_week_without_numbers_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="numbers"):
        render(WeekView(MONDAY), {}, now=NOW)
