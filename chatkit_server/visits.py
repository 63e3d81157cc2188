"""Requests that are under way: while a user is moved or erased, there are none of theirs."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from chatkit_server.errors import Unavailable

logger = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 5.0
"""How long one that takes its time, such as a slow upload, is waited for."""


class Visits:
    """The requests of this process that were not answered yet, by user."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()
        self._waiting: defaultdict[str, list[asyncio.Event]] = defaultdict(list)

    @contextmanager
    def of(self, owner: str) -> Iterator[None]:
        """Stand around a request, until its answer begins: by then it has written what it writes.

        Raises:
            Unavailable: The user is being moved or erased.
        """
        if owner in self._waiting:
            raise being_moved()
        self._under_way[owner] += 1
        try:
            yield
        finally:
            self._under_way[owner] -= 1
            if not self._under_way[owner]:
                del self._under_way[owner]
                for none_left in self._waiting.get(owner, ()):
                    none_left.set()

    @asynccontextmanager
    async def without_those_of(self, owner: str) -> AsyncIterator[None]:
        """Wait for a user's requests, for a while; none can begin until the block ends."""
        none_left = asyncio.Event()
        self._waiting[owner].append(none_left)
        try:
            if owner in self._under_way:
                try:
                    await asyncio.wait_for(none_left.wait(), PATIENCE_SECONDS)
                except TimeoutError:
                    logger.warning("a request goes on while its user is moved or erased")
            yield
        finally:
            self._waiting[owner].remove(none_left)
            if not self._waiting[owner]:
                del self._waiting[owner]


def being_moved() -> Unavailable:
    """What whoever asks for the user in the meantime is told."""
    return Unavailable("What you have is being moved or erased. Try again in a moment.")
