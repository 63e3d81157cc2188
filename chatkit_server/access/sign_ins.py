"""Sign-ins: what the cookie of a user who signed in at the page stands for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.access.secrets import SIGN_IN_PREFIX, digest, new_secret
from chatkit_server.clock import Clock, utc_now
from chatkit_server.database import sign_ins
from stores.engine import Database
from stores.ids import new_id
from stores.rows import read_as

_PARTS_OF_IDLE: Final = 20
"""A use is noted when this part of the idle time has passed since the last one that was."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser in which a user is signed in.

    Attributes:
        id: Begins with ``sign_``.
        owner: The user's id.
        name: What the provider calls the user; None if it says nothing.
        email: The user's address; None if the provider says none.
        id_token: What the provider said of the user; None if it was not kept.
        expires_at: From then on it is over, however much it is used.
    """

    id: str
    owner: str
    name: str | None
    email: str | None
    id_token: str | None = field(repr=False)
    created_at: datetime
    expires_at: datetime


class SignIns:
    """Starts sign-ins, knows them again, and ends them.

    Every check asks the database: a sign-in that ends anywhere is over everywhere at once. It
    lasts for as long as it is used, up to a longest time.

    Args:
        engine: The migrations have run on it.
        idle: How long one lasts without being used.
        longest: How long one lasts at most.
        clock: Gives the moment, UTC.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        idle: timedelta,
        longest: timedelta,
        clock: Clock = utc_now,
    ) -> None:
        self.longest = longest
        self._database = Database(engine)
        self._idle = idle
        self._clock = clock

    async def start(
        self, owner: str, *, name: str | None, email: str | None, id_token: str | None
    ) -> tuple[SignIn, str]:
        """Start a sign-in, and forget those of anyone that are over.

        Returns:
            The sign-in, and the secret for its cookie, which cannot be read again.
        """
        now = self._clock()
        sign_in = SignIn(
            id=new_id("sign"),
            owner=owner,
            name=name,
            email=email,
            id_token=id_token,
            created_at=now,
            expires_at=now + self.longest,
        )
        secret = new_secret(SIGN_IN_PREFIX)
        async with self._database.transaction() as connection:
            await connection.execute(
                insert(sign_ins).values(digest=digest(secret), used_at=now, **asdict(sign_in))
            )
            await connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= now))
        return sign_in, secret

    async def find(self, secret: str) -> SignIn | None:
        """The sign-in of a cookie, which this use keeps alive; None if there is none any more."""
        now = self._clock()
        found = select(sign_ins).where(sign_ins.c.digest == digest(secret))
        rows = await self._database.execute(found)
        if not rows or now >= rows[0].expires_at or now - rows[0].used_at >= self._idle:
            return None
        if now - rows[0].used_at >= self._idle / _PARTS_OF_IDLE:
            noted = update(sign_ins).where(sign_ins.c.id == rows[0].id).values(used_at=now)
            await self._database.execute(noted)
        return read_as(SignIn, rows[0])

    async def end(self, secret: str) -> SignIn | None:
        """End the sign-in of a cookie; None if there is none any more."""
        ended = delete(sign_ins).where(sign_ins.c.digest == digest(secret)).returning(sign_ins)
        rows = await self._database.execute(ended)
        return read_as(SignIn, rows[0]) if rows else None
