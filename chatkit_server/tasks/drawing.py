"""Draw any view of tasks. Pure: the tasks and the numbers are handed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from chatkit_server.tasks.keys import encode
from chatkit_server.tasks.lists import task_list
from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.overviews import summary as draw_summary
from chatkit_server.tasks.overviews import week_summary
from chatkit_server.tasks.pictures import confirm, outcome, task_card, task_form
from chatkit_server.tasks.scene import Picture, Scene
from chatkit_server.tasks.views import (
    ConfirmView,
    EditTaskView,
    OutcomeView,
    SummaryView,
    TaskCardView,
    TaskListView,
    View,
    WeekView,
)
from chatkit_server.tasks.week import Week

_NO_WEEKS: Mapping[date, Week] = MappingProxyType({})


def render(
    view: View,
    tasks: Mapping[str, Task],
    *,
    now: datetime,
    summary: Summary | None = None,
    weeks: Mapping[date, Week] = _NO_WEEKS,
) -> Picture:
    """Draw a view.

    Args:
        view: What to show.
        tasks: Tasks by id, deleted ones included. An id that is missing here is gone for good.
        now: Aware, in the user's zone.
        summary: Needed where `needs_summary` says so.
        weeks: By their Mondays; needed by a `WeekView`.

    Raises:
        ValueError: Numbers are to be shown but were not given.
    """
    scene = Scene(key=encode(view), tasks=tasks, now=now, summary=summary, weeks=weeks)
    match view:
        case TaskListView():
            return task_list(scene, view)
        case TaskCardView():
            return task_card(scene, view)
        case EditTaskView(task_id=task_id):
            return task_form(scene, task_id)
        case ConfirmView():
            return confirm(scene, view)
        case OutcomeView():
            return outcome(scene, view)
        case SummaryView():
            return draw_summary(scene)
        case WeekView():
            return week_summary(scene, view)
