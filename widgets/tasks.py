"""The widgets of the task assistant, one typed builder for each ``.widget`` file.

The data says what to show in words that are ready to be read; how it looks is the template's.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from widgets.builder import Builder, Data

Tone = Literal["secondary", "info", "success", "warning", "danger"]
TaskIds = Annotated[tuple[str, ...], Field(min_length=1)]
Midnight = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT00:00:00$")]
"""The midnight of a day in the user's calendar, without an offset: one with an offset, or a bare
date, which JavaScript reads as UTC, would show as the day before west of Greenwich."""


class Action(Data):
    """What the server is asked to do."""

    type: str
    payload: dict[str, Any] = Field(default_factory=dict)


class ActionButton(Data):
    """A button below the content."""

    label: str
    action: Action


class Badge(Data):
    """A fact about a task in a word or two."""

    label: str
    tone: Tone = "secondary"
    outline: bool = False
    """Drawn with a line only: for what was added by hand, such as tags."""


class TaskRow(Data):
    """A task in a list."""

    kind: Literal["task"] = "task"
    id: str
    title: str
    quoted: str
    """The title as it stands in the accessible names of the buttons."""
    done: bool = False
    badges: tuple[Badge, ...] = ()


class DeletedRow(Data):
    """What is left in a list of tasks that were deleted: a way back."""

    kind: Literal["deleted"] = "deleted"
    key: str
    text: str
    task_ids: TaskIds


class More(Data):
    """The row that asks for the rest of a list."""

    label: str
    limit: Annotated[int, Field(ge=1)]
    """How many rows to show then."""


class TaskGroup(Data):
    """Some rows of a list under a name of their own."""

    key: str
    label: str | None = None
    rows: tuple[Annotated[TaskRow | DeletedRow, Field(discriminator="kind")], ...]


class TaskList(Builder):
    """Tasks, each with its own controls."""

    template: ClassVar = "task_list"
    label: ClassVar = "Task list"

    heading: str
    progress: str | None = None
    """How far it is done, in a few words."""
    all_done: bool = False
    sorted: bool = False
    """Whether each group is a list of its own; else there is one group, which is the widget."""
    groups: Annotated[tuple[TaskGroup, ...], Field(min_length=1)]
    more: More | None = None


class Moved(Data):
    """That a task was given another due, and the way back."""

    text: str
    due: str
    """What it was due before, as it is written; empty for no due."""


class TaskCard(Builder):
    """One task with its notes."""

    template: ClassVar = "task_card"
    label: ClassVar = "Task"

    id: str
    title: str
    notes: str = ""
    done: bool = False
    badges: tuple[Badge, ...] = ()
    due: Midnight | None = None
    moved: Moved | None = None


class Choice(Data):
    """An option of a form field."""

    value: str
    label: str


class TaskForm(Builder):
    """A form to edit a task, filled in with what it is now."""

    template: ClassVar = "task_form"
    label: ClassVar = "Edit task"

    id: str
    title: str
    notes: str = ""
    due: Midnight | None = None
    due_time: Annotated[str, Field(pattern=r"^\d\d:\d\d$")] | None = None
    times: Annotated[tuple[Choice, ...], Field(min_length=1)]
    """The times of day to choose from; the current one is among them."""
    priority: Literal["none", "low", "medium", "high"] = "none"
    tags: str = ""
    """The tags as people type them: words with spaces between."""
    was: dict[str, Any] = Field(default_factory=dict)
    """The values of the fields, which come back with them: what is the same was not changed."""


class Confirm(Builder):
    """A question before something is done, perhaps with things to choose among."""

    template: ClassVar = "confirm"
    label: ClassVar = "Confirm"

    question: str
    hint: str | None = None
    choices: tuple[Choice, ...] = ()
    """What it is about, each to be left out by its checkbox; ids of tasks as values."""
    more: More | None = None
    note: str | None = None
    tone: Literal["primary", "danger"] = "primary"
    confirm: ActionButton
    cancel: ActionButton


class Outcome(Builder):
    """What was done to tasks, with a way back."""

    template: ClassVar = "outcome"
    label: ClassVar = "Outcome"

    text: str
    icon: Literal["check-circle", "lucide:trash-2", "lucide:rotate-ccw"] = "check-circle"
    lines: tuple[str, ...] = ()
    more: str | None = None
    undo: Action | None = None
    """None once everything is as it was."""


class Tile(Data):
    """A number and what it counts."""

    label: str
    value: Annotated[int, Field(ge=0)]
    tone: Literal["plain", "danger"] = "plain"


class Summary(Builder):
    """How the user is doing, in a few numbers."""

    template: ClassVar = "summary"
    label: ClassVar = "Summary"

    title: str
    tiles: Annotated[tuple[Tile, ...], Field(min_length=1)]
    achievement: str | None = None
    button: ActionButton | None = None


class Column(Data):
    """One day in a chart."""

    day: str
    done: Annotated[int, Field(ge=0)]
    added: Annotated[int, Field(ge=0)]


class Week(Builder):
    """What was done in a week."""

    template: ClassVar = "week"
    label: ClassVar = "Week"

    title: str
    days: str
    """From when to when."""
    tiles: Annotated[tuple[Tile, ...], Field(min_length=1)]
    columns: tuple[Column, ...] = ()
    """None where there is nothing to compare."""
    text: str
    button: ActionButton | None = None


class Empty(Builder):
    """There is nothing to show."""

    template: ClassVar = "empty"
    label: ClassVar = "Nothing here"

    title: str
    text: str
    button: ActionButton | None = None


class AllDone(Builder):
    """There is nothing left to do."""

    template: ClassVar = "all_done"
    label: ClassVar = "All done"

    title: str
    text: str
    button: ActionButton | None = None


class Gone(Builder):
    """What was shown here does not exist any more."""

    template: ClassVar = "gone"
    label: ClassVar = "Gone"

    text: str
    button: ActionButton | None = None


BUILDERS: tuple[type[Builder], ...] = (
    TaskList,
    TaskCard,
    TaskForm,
    Confirm,
    Outcome,
    Summary,
    Week,
    Empty,
    AllDone,
    Gone,
)
