"""How long a model may say nothing before it counts as gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

_T = TypeVar("_T")


class ModelSilent(Exception):
    """A model that was asked says nothing."""


class Silence:
    """Watches for events while a model is to speak; while tools are at work nobody waits for it.

    Any event counts, of a reasoning as well; what keeps a connection open does not.

    Attributes:
        seconds: How long there may be none.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._speaking = False
        self._limit: asyncio.Timeout | None = None

    def begin(self) -> None:
        """Note that a model is asked."""
        self._speaking = True
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(asyncio.get_running_loop().time() + self.seconds)

    def end(self) -> None:
        """Note that it has said what it had to say."""
        self._speaking = False
        if self._limit is not None and not self._limit.expired():
            self._limit.reschedule(None)

    async def next(self, event: Awaitable[_T]) -> _T:
        """Wait for an event.

        Raises:
            ModelSilent: It does not come in time.
        """
        limit = asyncio.timeout(self.seconds if self._speaking else None)
        try:
            async with limit:
                self._limit = limit
                try:
                    return await event
                finally:
                    self._limit = None
        except TimeoutError as error:
            if not limit.expired():
                raise  # somebody else's
            raise ModelSilent from error
