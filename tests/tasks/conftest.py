from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.tasks.service import TaskService


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 4, 42, tzinfo=UTC)  # Saturday, 5:42 in Berlin

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        """Move on by a timedelta's arguments, and return the time it is then."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(engine: AsyncEngine, clock: Callable[[], datetime]) -> TaskService:
    """The operations on a database of this test alone, on SQLite and on PostgreSQL."""
    return TaskService(engine, clock=clock)
