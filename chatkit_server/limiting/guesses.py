"""Slows down whoever tries secrets."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from chatkit_server.access.secrets import digest
from chatkit_server.errors import RateLimited, Unauthenticated
from chatkit_server.limiting.rates import Rate, RateCounter

_REMEMBERED: Final = 10_000
"""As many secrets that held are known again, at most."""


class Guesses:
    """Counts the wrong tokens, client secrets and API keys that come from an address.

    Many may share an address, and one of them may be at fault: only what is wrong counts, and
    whoever comes with what held before is let through. What was right once, and has expired,
    is no guess.

    Args:
        counter: Counts.
        per_minute: As many wrong ones an address has in a minute; 0 for any number.
    """

    def __init__(self, counter: RateCounter, per_minute: int) -> None:
        self._counter = counter
        self._rate = Rate("guesses", per_minute, 60) if per_minute else None
        self._held: OrderedDict[str, None] = OrderedDict()

    @asynccontextmanager
    async def watch(self, secret: str, network: str, *, looked_up: bool) -> AsyncIterator[None]:
        """Stand around the check of a secret.

        Args:
            secret: What was sent.
            network: From where.
            looked_up: Whether the check asks the database, and is not to be made for an address
                that has guessed too often.

        Raises:
            RateLimited: In place of the check, or of the `Unauthenticated` that it raised.
        """
        if self._rate is None:
            yield
            return
        name = digest(secret)
        if looked_up and name not in self._held:
            self._refuse(await self._counter.spent(self._rate, network))
        try:
            yield
        except Unauthenticated as error:
            self._held.pop(name, None)
            if not error.held_once:
                self._refuse(await self._counter.spend(self._rate, network))
            raise
        if looked_up:
            self._held[name] = None
            self._held.move_to_end(name)
            if len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)

    def _refuse(self, wait: float | None) -> None:
        if wait is not None:
            raise RateLimited(
                "Too many wrong tokens or keys came from your address. Try again later.",
                retry_after=wait,
            ) from None
