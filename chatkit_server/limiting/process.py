"""Counters in this process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from limits.aio.storage import Storage

_SWEEP_SECONDS: Final = 60.0
MAX_COUNTS: Final = 200_000
"""So many windows are kept, some 50 MB of them; the oldest one goes where another one begins."""


class ProcessStorage(Storage):
    """Counts in memory, for a process that shares its counts with no other.

    The library's own memory looks at every key with each count, which takes a millisecond with
    ten thousand users. This one looks at all of them once a minute.

    Args:
        clock: Gives seconds since the epoch.
    """

    STORAGE_SCHEME = None

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._clock = clock
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._swept_at = clock()

    def __len__(self) -> int:
        return len(self._counts)

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Nothing can go wrong here."""
        return ()

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add to a count, which begins a window of ``expiry`` seconds where there is none."""
        now = self._clock()
        self._sweep(now)
        current = self._current(key, now)
        if current is None:
            self._counts.pop(key, None)  # another window, in another place
        count, ends_at = current or (0, now + expiry)
        self._counts[key] = (count + amount, ends_at)
        if len(self._counts) > MAX_COUNTS:
            self._counts.popitem(last=False)
        return count + amount

    async def get(self, key: str) -> int:
        """The count of the window that is running; 0 where there is none."""
        current = self._current(key, self._clock())
        return 0 if current is None else current[0]

    async def get_expiry(self, key: str) -> float:
        """When the window ends; now where there is none."""
        now = self._clock()
        current = self._current(key, now)
        return now if current is None else current[1]

    async def check(self) -> bool:
        """Whether counts are kept."""
        return True

    async def reset(self) -> int:
        """Forget everything; gives how many windows there were."""
        count = len(self._counts)
        self._counts.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one count."""
        self._counts.pop(key, None)

    def _current(self, key: str, now: float) -> tuple[int, float] | None:
        found = self._counts.get(key)
        return found if found is not None and now < found[1] else None

    def _sweep(self, now: float) -> None:
        if now - self._swept_at < _SWEEP_SECONDS:
            return
        self._swept_at = now
        self._counts = OrderedDict(
            (key, count) for key, count in self._counts.items() if now < count[1]
        )
