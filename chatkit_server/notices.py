"""What everybody who chats is told, such as that the server will be away for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chatkit.types import NoticeEvent
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.clock import Clock, utc_now
from chatkit_server.database import notices
from stores.engine import Database


@dataclass(frozen=True, slots=True)
class Notice:
    """What everybody is told.

    Attributes:
        event: As the protocol tells it.
        until: When it ends by itself, aware; None where somebody ends it.
    """

    event: NoticeEvent
    until: datetime | None = None


class Notices:
    """Keeps the one notice that there may be. It is told at the beginning of answers, too.

    Every method raises `stores.errors.StoreUnavailable` where the database does not answer.

    Args:
        engine: The migrations have run on it.
        clock: What time it is, aware.
    """

    def __init__(self, engine: AsyncEngine, *, clock: Clock = utc_now) -> None:
        self._database = Database(engine)
        self._clock = clock

    async def current(self) -> Notice | None:
        """What everybody is told now."""
        newest = select(notices).order_by(notices.c.seq.desc()).limit(1)
        for row in await self._database.execute(newest):
            if row.until is None or row.until > self._clock():
                event = NoticeEvent(level=row.level, title=row.title, message=row.message)
                return Notice(event, row.until)
        return None

    async def put(self, notice: Notice) -> None:
        """Tell everybody something, in the place of what they were told before."""
        event = notice.event
        new = insert(notices).values(
            level=event.level, title=event.title, message=event.message, until=notice.until
        )
        async with self._database.transaction() as connection:
            seq = (await connection.execute(new.returning(notices.c.seq))).scalar_one()
            await connection.execute(delete(notices).where(notices.c.seq < seq))

    async def end(self) -> None:
        """Tell nobody anything any more."""
        await self._database.execute(delete(notices))
