"""What a task is: values and rules, no storage and no wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Status = Literal["open", "done"]
Priority = Literal["none", "low", "medium", "high"]
Due = date | datetime
"""A whole day in the user's calendar (``date``) or a moment (aware ``datetime``)."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of one owner.

    Attributes:
        id: ``tsk_`` and 128 time-ordered bits.
        due: A day, an aware moment, or None.
        tags: Lower-case words, unique, in the order given.
        created_at: Aware, UTC; as are the other moments.
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
