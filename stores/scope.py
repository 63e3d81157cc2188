"""A part of an owner's threads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadScope:
    """Which of an owner's threads can be seen.

    Attributes:
        recent: So many of those that were active last; 0 for none.
        ids: Threads that can be seen besides, however long ago they were active.
    """

    recent: int
    ids: Collection[str] = ()
