"""What a task is: values and rules, no storage and no wire.

What a caller hands in (`NewTask`, `TaskChanges`, `TaskFilter`) is brought into its kept form when
it is made, so that nothing past this module has to look at it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Final, Literal, get_args

from chatkit_server.errors import InvalidRequest
from chatkit_server.tasks.due import (
    FIRST_DAY,
    LAST_DAY,
    Due,
    due_day,
    is_past,
    normalize_due,
    week_of,
)
from chatkit_server.tasks.fields import (
    check_choice,
    clean_notes,
    clean_query,
    clean_tags,
    clean_title,
)

__all__ = [
    "PRIORITIES",
    "UNSET",
    "Due",
    "NewTask",
    "Priority",
    "Status",
    "StatusFilter",
    "Summary",
    "Task",
    "TaskChanges",
    "TaskFilter",
    "TaskPage",
    "TaskTitle",
    "Unset",
]

Status = Literal["open", "done"]
StatusFilter = Literal["open", "done", "all"]
Priority = Literal["none", "low", "medium", "high"]

PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority)
"""From the least to the most urgent."""


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""Stands for "leave this field alone" where None means "clear it"."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of one owner.

    Attributes:
        id: ``tsk_`` and 128 time-ordered bits.
        due: A day, an aware moment, or None.
        tags: Lower-case words, unique, in the order given.
        created_at: Aware, UTC; as are the other moments.
        completed_at: Set exactly while the status is ``done``.
        deleted_at: Set while the task is deleted but can still be restored.
    """

    id: str
    title: str
    notes: str = ""
    status: Status = "open"
    priority: Priority = "none"
    due: Due | None = None
    tags: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    completed_at: datetime | None = None
    deleted_at: datetime | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is open and its day or moment is past; ``now`` is in the user's zone."""
        return self.status == "open" and self.due is not None and is_past(self.due, now)

    def is_due_today(self, now: datetime) -> bool:
        """Whether it is open and due on the day of ``now``, earlier moments of it included."""
        return self._is_open_and_due(now, now.date(), now.date())

    def is_due_this_week(self, now: datetime) -> bool:
        """Whether it is open and due from Monday to Sunday of the week of ``now``."""
        return self._is_open_and_due(now, *week_of(now.date()))

    def completed(self, now: datetime) -> Task:
        """The task as done; one that is done already keeps its moment."""
        if self.status == "done":
            return self
        return replace(self, status="done", completed_at=now, updated_at=now)

    def reopened(self, now: datetime) -> Task:
        """The task as open."""
        if self.status == "open":
            return self
        return replace(self, status="open", completed_at=None, updated_at=now)

    def deleted(self, now: datetime) -> Task:
        """The task as deleted; it keeps the moment of its first deletion."""
        return replace(self, deleted_at=now, updated_at=now) if self.deleted_at is None else self

    def restored(self, now: datetime) -> Task:
        """The task as not deleted."""
        return self if self.deleted_at is None else replace(self, deleted_at=None, updated_at=now)

    def changed(self, changes: TaskChanges, now: datetime) -> Task:
        """The task with some fields changed; itself if they all are what they were.

        Raises:
            InvalidRequest: It would have too many tags.
        """
        task = replace(
            self,
            title=self.title if changes.title is UNSET else changes.title,
            notes=self.notes if changes.notes is UNSET else changes.notes,
            due=self.due if changes.due is UNSET else changes.due,
            priority=self.priority if changes.priority is UNSET else changes.priority,
            tags=changes.apply_to_tags(self.tags),
        )
        if task != self:
            task = replace(task, updated_at=now)
        if changes.status is UNSET:
            return task
        return task.completed(now) if changes.status == "done" else task.reopened(now)

    def _is_open_and_due(self, now: datetime, first: date, last: date) -> bool:
        if self.status == "done" or self.due is None:
            return False
        assert now.tzinfo is not None, "now must be aware, in the user's zone"
        return first <= due_day(self.due, now.tzinfo) <= last


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to add.

    Raises:
        InvalidRequest: A field breaks its rule; the message names the field and the limit.
    """

    title: str
    notes: str = ""
    due: Due | None = None
    priority: Priority = "none"
    tags: Sequence[str] = ()

    def __post_init__(self) -> None:
        _keep(self, "title", clean_title(self.title))
        _keep(self, "notes", clean_notes(self.notes))
        _keep(self, "due", None if self.due is None else normalize_due(self.due))
        _keep(self, "tags", clean_tags(self.tags))
        check_choice("priority", self.priority, PRIORITIES)

    def as_task(self, task_id: str, now: datetime) -> Task:
        """The task that this becomes when it is added."""
        return Task(
            id=task_id,
            title=self.title,
            notes=self.notes,
            priority=self.priority,
            due=self.due,
            tags=tuple(self.tags),
            created_at=now,
            updated_at=now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChanges:
    """What to change in a task: a field that is `UNSET` stays as it is.

    Attributes:
        due: None clears it.
        tags: Replaces all tags.
        add_tags: Tags to add to those that the task has by then.
        remove_tags: Tags to take away, before any are added.
        status: ``done`` completes the task, ``open`` reopens it.

    Raises:
        InvalidRequest: A field breaks its rule; the message names the field and the limit.
    """

    title: str | Unset = UNSET
    notes: str | Unset = UNSET
    due: Due | Unset | None = UNSET
    priority: Priority | Unset = UNSET
    tags: Sequence[str] | Unset = UNSET
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()
    status: Status | Unset = UNSET

    def __post_init__(self) -> None:
        if self.title is not UNSET:
            _keep(self, "title", clean_title(self.title))
        if self.notes is not UNSET:
            _keep(self, "notes", clean_notes(self.notes))
        if self.due is not UNSET and self.due is not None:
            _keep(self, "due", normalize_due(self.due))
        if self.priority is not UNSET:
            check_choice("priority", self.priority, PRIORITIES)
        if self.tags is not UNSET:
            _keep(self, "tags", clean_tags(self.tags))
        _keep(self, "add_tags", clean_tags(self.add_tags))
        _keep(self, "remove_tags", clean_tags(self.remove_tags))
        if self.status is not UNSET:
            check_choice("status", self.status, get_args(Status))

    def apply_to_tags(self, tags: Sequence[str]) -> tuple[str, ...]:
        """The tags of a task after the change.

        Raises:
            InvalidRequest: There would be too many.
        """
        kept = tags if self.tags is UNSET else self.tags
        removed = set(self.remove_tags)
        return clean_tags([*(tag for tag in kept if tag not in removed), *self.add_tags])


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to list; every condition that is set must hold.

    Attributes:
        query: Words that must each occur in the title, the notes or the tags, in any case.
        due_from: The first local day that a task may be due on.
        due_to: The last one, included.
        no_due: Only tasks without a due.
        overdue: Only open tasks whose day or moment is past.
        tag: Only tasks with this tag.

    Raises:
        InvalidRequest: A value breaks its rule; the message names it.
    """

    status: StatusFilter = "open"
    query: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    no_due: bool = False
    overdue: bool = False
    priority: Priority | None = None
    tag: str | None = None

    def __post_init__(self) -> None:
        check_choice("status", self.status, get_args(StatusFilter))
        if self.query is not None:
            _keep(self, "query", clean_query(self.query))
        if self.priority is not None:
            check_choice("priority", self.priority, PRIORITIES)
        if self.tag is not None:
            _keep(self, "tag", next(iter(clean_tags([self.tag])), None))
        for name in ("due_from", "due_to"):
            day = getattr(self, name)
            if day is not None:
                _keep(self, name, min(max(day, FIRST_DAY), LAST_DAY))
        if self.due_from and self.due_to and self.due_from > self.due_to:
            raise InvalidRequest("due_from must not be after due_to")


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of a list.

    Attributes:
        tasks: Open tasks first: by due (the undated last), then the more urgent, then the older;
            then done tasks, the latest completed first.
        after: Where the list goes on, whatever becomes of its tasks; None on the last page.
    """

    tasks: list[Task]
    has_more: bool
    after: str | None


@dataclass(frozen=True, slots=True)
class TaskTitle:
    """What a task is called, and whether it is done."""

    id: str
    title: str
    done: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """How an owner is doing; days and weeks (from Monday) are those of the user's zone.

    Attributes:
        overdue: Open tasks whose day or moment is past.
        due_today: Open tasks due today, earlier moments of it included.
        due_this_week: Open tasks due from Monday to Sunday.
        completed_this_week: Tasks completed since Monday.
        high_priority: Open tasks of high priority.
    """

    open: int = 0
    done: int = 0
    overdue: int = 0
    due_today: int = 0
    due_this_week: int = 0
    completed_this_week: int = 0
    high_priority: int = 0


def _keep(instance: object, field: str, value: object) -> None:
    """Set a field of a frozen instance while it is being made."""
    object.__setattr__(instance, field, value)
