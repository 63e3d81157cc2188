"""Rates: how much of something in how long, counted in this process or in Redis."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from chatkit_server.limiting.process import ProcessStorage

if TYPE_CHECKING:
    from redis.asyncio import ConnectionPool

logger = logging.getLogger(__name__)
T = TypeVar("T")

_PREFIX: Final = "chatkit"
_PATIENCE_SECONDS: Final = 0.5
"""How long Redis may take; a request waits for it."""
_PAUSE_SECONDS: Final = 5.0
"""How long Redis is left alone once it has failed, so that not every request waits for it."""
_WARN_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """How much, in how long.

    Attributes:
        name: What is counted; part of the counter's name.
        amount: As much is let through in a window, which begins with the first that is counted.
        seconds: The length of a window.
    """

    name: str
    amount: int
    seconds: int


class RateCounter:
    """Counts for everybody.

    While Redis does not answer, each process counts for itself: a limit then holds in each of
    them, and nobody is turned away for it.

    Args:
        redis_url: Where processes count together; None for this process alone.
        clock: Gives seconds since the epoch.

    Raises:
        ImportError: There is a URL, but the package for it is not installed.
    """

    def __init__(
        self, redis_url: str | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._clock = clock
        self._own = FixedWindowRateLimiter(ProcessStorage(clock))
        self._pool: ConnectionPool | None = None
        self._shared: FixedWindowRateLimiter | None = None
        if redis_url is not None:
            self._pool = _connect(redis_url)
            self._shared = FixedWindowRateLimiter(_shared_storage(redis_url, self._pool))
        self._paused_until = 0.0
        self._warned_at = float("-inf")

    async def spend(self, rate: Rate, whose: str, amount: int = 1) -> float | None:
        """Count something.

        Args:
            rate: What is counted, and how much of it there may be.
            whose: For whom.
            amount: How much; where that is more than there is left, it is not counted.

        Returns:
            None where that is within the rate; otherwise seconds until the window ends.
        """
        item = _item(rate)

        async def spend(limiter: FixedWindowRateLimiter) -> float | None:
            if await limiter.hit(item, whose, cost=amount):
                return None
            if amount > 1:  # a smaller one may still fit
                await limiter.hit(item, whose, cost=-amount)
            return await self._wait(limiter, item, whose)

        return await self._ask(spend)

    async def spent(self, rate: Rate, whose: str) -> float | None:
        """Whether nothing is left: None, or seconds until the window ends. Counts nothing."""
        item = _item(rate)

        async def look(limiter: FixedWindowRateLimiter) -> float | None:
            if await limiter.test(item, whose):
                return None
            return await self._wait(limiter, item, whose)

        return await self._ask(look)

    async def aclose(self) -> None:
        """Let go of connections."""
        if self._pool is not None:
            await self._pool.aclose()

    async def _wait(
        self, limiter: FixedWindowRateLimiter, item: RateLimitItemPerSecond, whose: str
    ) -> float:
        ends_at, _ = await limiter.get_window_stats(item, whose)
        return max(0.0, ends_at - self._clock())

    async def _ask(self, question: Callable[[FixedWindowRateLimiter], Awaitable[T]]) -> T:
        if self._shared is not None and self._clock() >= self._paused_until:
            try:
                return await question(self._shared)
            except StorageError as error:
                self._pause(error)
        return await question(self._own)

    def _pause(self, error: StorageError) -> None:
        now = self._clock()
        self._paused_until = now + _PAUSE_SECONDS
        if now - self._warned_at >= _WARN_SECONDS:
            self._warned_at = now
            # Its class only: a URL with a password may be part of what it says.
            cause = type(error.__cause__ or error).__name__
            logger.warning("Redis does not answer (%s): limits hold in each process alone", cause)


def _item(rate: Rate) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(rate.amount, rate.seconds, namespace=rate.name)


def _connect(url: str) -> ConnectionPool:
    from redis.asyncio import ConnectionPool  # an extra; only where it is set
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    return ConnectionPool.from_url(
        url,
        socket_timeout=_PATIENCE_SECONDS,
        socket_connect_timeout=_PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 1),  # at once: the first connection may have been an old one
    )


def _shared_storage(url: str, pool: Any) -> RedisStorage:
    return RedisStorage(
        url,
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix=_PREFIX,
        connection_pool=pool,
    )
