"""Draw how the user is doing: all tasks in numbers, and a week day by day."""

from __future__ import annotations

from datetime import date, timedelta

from chatkit_server.tasks.due import week_of
from chatkit_server.tasks.scene import SHOW_DONE, SHOW_OPEN, Picture, Scene, finish
from chatkit_server.tasks.views import WeekView
from chatkit_server.tasks.week import Week
from widgets import tasks as widgets
from widgets.labels import count_label, month_name, weekday_name

_WEEK = timedelta(weeks=1)
_THIS_WEEK = "This week"


def summary(scene: Scene) -> Picture:
    """Draw how the user is doing.

    Raises:
        ValueError: The scene has no summary.
    """
    numbers = scene.summary
    if numbers is None:
        raise ValueError("a summary is drawn from numbers, and none were given")
    title, button = "No tasks yet", None
    if numbers.open:
        title, button = "Your tasks", SHOW_OPEN
    elif numbers.done:
        title, button = "All done", SHOW_DONE
    finished = numbers.completed_this_week
    tiles = (
        widgets.Tile(label="Open", value=numbers.open),
        widgets.Tile(
            label="Overdue", value=numbers.overdue, tone="danger" if numbers.overdue else "plain"
        ),
        widgets.Tile(label="Due today", value=numbers.due_today),
        widgets.Tile(label="Due this week", value=numbers.due_this_week),
    )
    builder = widgets.Summary(
        key=scene.key,
        title=title,
        tiles=tiles,
        achievement=f"{count_label(finished, 'task')} done this week" if finished else None,
        button=button,
    )
    lines = [f"{tile.label}: {tile.value:,}" for tile in tiles]
    return finish(builder, [title, *lines, f"Done this week: {finished:,}"])


def week_summary(scene: Scene, view: WeekView) -> Picture:
    """Draw what was done and added in a week, day by day.

    Raises:
        ValueError: The scene does not have the week.
    """
    week = scene.weeks.get(view.monday)
    if week is None:
        raise ValueError("a week is drawn from its numbers, and none were given")
    title = _title(view.monday, scene.now.date())
    days = _span(view.monday, view.monday + timedelta(days=6))
    tiles = (
        widgets.Tile(label="Done", value=week.done),
        widgets.Tile(label="Added", value=week.added),
        widgets.Tile(label="Still due", value=week.due),
    )
    columns = tuple(
        widgets.Column(day=weekday_name(day.day)[:3], done=day.done, added=day.added)
        for day in week.days
    )
    text = week_text(week, "this week" if title == _THIS_WEEK else "that week")
    builder = widgets.Week(
        key=scene.key,
        title=title,
        days=days,
        tiles=tiles,
        columns=columns if week.done or week.added else (),
        text=text,
        button=SHOW_OPEN if week.due else None,
    )
    table = [f"{column.day}: {column.done} done, {column.added} added" for column in columns]
    return finish(builder, [f"{title}, {days}", text, *(table if builder.columns else ())])


def week_text(week: Week, when: str) -> str:
    """The numbers of a week in a few sentences; ``when`` is what the week is called in them."""
    if not (week.done or week.added or week.due):
        return "Nothing was added or done, and nothing is due."
    sentences = [_compared(week)]
    if week.best is not None:
        day = weekday_name(week.best.day)
        sentences.append(f"The most was done on {day}: {count_label(week.best.done, 'task')}.")
    if week.due:
        verb = "is" if week.due == 1 else "are"
        sentences.append(f"{count_label(week.due, 'task')} due {when} {verb} still open.")
    return " ".join(sentences)


def _compared(week: Week) -> str:
    """How much was done, beside the week before where there is something to set it against."""
    done = f"{count_label(week.done, 'task')} done" if week.done else "No task done"
    if not week.done_before:
        return f"{done}."
    more = week.done - week.done_before
    if more == 0:
        return f"{done}, as many as the week before."
    return f"{done}, {abs(more):,} {'more' if more > 0 else 'fewer'} than the week before."


def _title(monday: date, today: date) -> str:
    this = week_of(today)[0]
    if monday == this:
        return _THIS_WEEK
    return "Last week" if monday == this - _WEEK else "Week"


def _span(first: date, last: date) -> str:
    """A span of days: ``16–22 Nov 2026``, ``30 Nov – 6 Dec 2026``."""
    end = f"{last.day} {month_name(last)} {last.year}"
    if first.month == last.month:
        return f"{first.day}–{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {month_name(first)}{year} – {end}"
