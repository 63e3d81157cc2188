"""What pictures of tasks are drawn from, and what a picture is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from chatkit.widgets import DynamicWidgetRoot

from chatkit_server.tasks.model import Summary, Task
from chatkit_server.tasks.week import Week
from widgets import tasks as widgets
from widgets.builder import Builder

SHOW_OPEN = widgets.ActionButton(
    label="Show open tasks",
    action=widgets.Action(type="tasks.list", payload={"status": "open"}),
)
SHOW_DONE = widgets.ActionButton(
    label="Show finished tasks",
    action=widgets.Action(type="tasks.list", payload={"status": "done"}),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A widget, and what Copy puts on the clipboard in its place."""

    widget: DynamicWidgetRoot
    copy_text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What every picture is drawn from.

    Attributes:
        key: Of the widget's root.
        tasks: By id, deleted ones included.
        now: Aware, in the user's zone.
        summary: The numbers of all tasks, where they are needed.
        weeks: The numbers of weeks by their Mondays, where they are needed.
    """

    key: str
    tasks: Mapping[str, Task]
    now: datetime
    summary: Summary | None = None
    weeks: Mapping[date, Week] = field(default_factory=dict)

    @property
    def zone(self) -> tzinfo:
        """The user's."""
        assert self.now.tzinfo is not None, "now must be aware, in the user's zone"
        return self.now.tzinfo

    def known(self, task_ids: Iterable[str]) -> list[Task]:
        """Those of the tasks that exist or can be brought back, in the order given, each once."""
        return [self.tasks[i] for i in dict.fromkeys(task_ids) if i in self.tasks]

    def present(self, task_ids: Iterable[str]) -> list[Task]:
        """Those that exist."""
        return [task for task in self.known(task_ids) if task.deleted_at is None]

    def deleted(self, task_ids: Iterable[str]) -> list[Task]:
        """Those that are deleted and can be brought back."""
        return [task for task in self.known(task_ids) if task.deleted_at is not None]


def finish(builder: Builder, lines: Iterable[str | None]) -> Picture:
    """Build the widget; the lines that are there are its text."""
    return Picture(builder.build(), "\n".join(line for line in lines if line))


def gone(scene: Scene, *, many: bool = False) -> Picture:
    """Say that what was shown does not exist any more."""
    text = "These tasks no longer exist." if many else "This task no longer exists."
    return finish(widgets.Gone(key=scene.key, text=text, button=SHOW_OPEN), [text])
