"""What is limited: requests, answers of a chat session, bytes, wrong secrets."""

from __future__ import annotations

from typing import Final

from chatkit_server.context import RequestContext
from chatkit_server.errors import RateLimited, TooLarge
from chatkit_server.limiting.rates import Rate, RateCounter
from chatkit_server.settings import Settings

_MINUTE: Final = 60
_DAY: Final = 24 * 60 * 60


class TrafficLimits:
    """How much may come from an address, from a user, and in a chat session.

    Each method counts, and nothing is counted that is switched off.

    Args:
        counter: Counts.
        settings: The amounts; 0 switches a limit off.
    """

    def __init__(self, counter: RateCounter, settings: Settings) -> None:
        self._counter = counter
        self._by_address = _rate("address", settings.rate_requests_per_address, _MINUTE)
        self._by_user = _rate("user", settings.rate_requests_per_minute, _MINUTE)
        self._bytes = _rate("bytes", settings.bytes_per_day, _DAY)

    @property
    def counts_bytes(self) -> bool:
        """Whether there is a limit to the bytes of a day."""
        return self._bytes is not None

    async def request_from(self, network: str) -> None:
        """A request comes from an address.

        Raises:
            RateLimited: It is one too many.
        """
        await self._count(
            self._by_address, network, "There are too many requests from your address."
        )

    async def request_of(self, owner: str) -> None:
        """A user makes a request.

        Raises:
            RateLimited: It is one too many.
        """
        await self._count(self._by_user, owner, "There are too many requests.")

    async def answer_for(self, context: RequestContext) -> None:
        """A request asks for an answer or a transcription, maybe in a chat session.

        Raises:
            RateLimited: It is one more than the session allows.
        """
        session = context.session
        if session is not None and session.requests_per_minute is not None:
            rate = Rate("session", session.requests_per_minute, _MINUTE)
            await self._count(rate, session.id, "There are too many requests in this chat session.")

    async def bytes_of(self, owner: str, size: int) -> None:
        """A user sends something.

        Args:
            owner: The user.
            size: Bytes.

        Raises:
            RateLimited: The day's allowance does not suffice; what is left of it stays.
            TooLarge: Not even a whole day's would.
        """
        if self._bytes is None or size == 0:
            return
        if size > self._bytes.amount:
            raise TooLarge(f"At most {self._bytes.amount:,} bytes may be sent in a day.")
        await self._count(
            self._bytes, owner, "You have sent as much as you may in a day.", amount=size
        )

    async def _count(self, rate: Rate | None, whose: str, message: str, *, amount: int = 1) -> None:
        if rate is None:
            return
        wait = await self._counter.spend(rate, whose, amount)
        if wait is not None:
            raise RateLimited(f"{message} Try again later.", retry_after=wait)


def _rate(name: str, amount: int, seconds: int) -> Rate | None:
    return Rate(name, amount, seconds) if amount else None
