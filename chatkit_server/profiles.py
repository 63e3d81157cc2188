"""What the server remembers of an owner between requests: so far, the time zone."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.database import profiles
from stores.engine import Database
from stores.inserts import insert_into

CACHE_SIZE = 10_000
CACHE_SECONDS = 300.0
"""After this long a replica sees what another one has written."""

logger = logging.getLogger(__name__)


class _Entry(NamedTuple):
    zone: ZoneInfo | None
    expires_at: float


class Profiles:
    """The time zones of owners, kept in the database and for a while in this process.

    Args:
        engine: From `stores.engine.create_engine`, migrated.
        clock: Seconds that only go forward.
    """

    def __init__(self, engine: AsyncEngine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = Database(engine)
        self._clock = clock
        self._cache: OrderedDict[str, _Entry] = OrderedDict()

    async def zone(self, owner: str) -> ZoneInfo | None:
        """Return the zone the owner was last seen in, or None if that is not known."""
        cached = self._recall(owner)
        if cached is not None:
            return cached.zone
        query = select(profiles.c.timezone).where(profiles.c.owner == owner)
        rows = await self._database.execute(query)
        zone = _zone_named(rows[0].timezone) if rows else None
        self._remember(owner, zone)
        return zone

    async def set_zone(self, owner: str, zone: ZoneInfo) -> None:
        """Remember the zone; one that is known to be remembered already costs nothing."""
        cached = self._recall(owner)
        if cached is not None and cached.zone == zone:
            return
        insert = insert_into(self._database.engine.dialect.name, profiles)
        upsert = insert.values(owner=owner, timezone=zone.key).on_conflict_do_update(
            index_elements=[profiles.c.owner], set_={"timezone": insert.excluded.timezone}
        )
        await self._database.execute(upsert)
        self._remember(owner, zone)

    def forget(self, owner: str) -> None:
        """Ask the database next time: something else has changed what it has of an owner."""
        self._cache.pop(owner, None)

    def _recall(self, owner: str) -> _Entry | None:
        entry = self._cache.get(owner)
        return entry if entry is not None and self._clock() < entry.expires_at else None

    def _remember(self, owner: str, zone: ZoneInfo | None) -> None:
        self._cache[owner] = _Entry(zone, self._clock() + CACHE_SECONDS)
        self._cache.move_to_end(owner)
        if len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)


def _zone_named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        logger.warning("the remembered time zone %s is not known here any more", name)
        return None
