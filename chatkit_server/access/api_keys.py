"""API keys of back ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Final

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.access.model import DEFAULT_SCOPES, SCOPES, ApiKey, Scope
from chatkit_server.access.secrets import API_KEY_PREFIX, digest, hint, new_secret
from chatkit_server.clock import Clock, utc_now
from chatkit_server.database import api_keys
from stores.engine import Database
from stores.ids import new_id
from stores.rows import read_as

MAX_NAME_CHARS: Final = 100
_USE_RESOLUTION: Final = timedelta(minutes=1)


class ApiKeys:
    """Makes API keys, knows them again, and takes them back.

    Every check asks the database: a key that is revoked anywhere is refused everywhere at once.

    Args:
        engine: The migrations have run on it.
        clock: Gives the moment, UTC.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock = utc_now) -> None:
        self._database = Database(engine)
        self._clock = clock

    async def create(
        self, name: str, scopes: Sequence[Scope] = DEFAULT_SCOPES
    ) -> tuple[ApiKey, str]:
        """Make a key.

        Returns:
            What is known of it, and the key itself, which cannot be read again.

        Raises:
            ValueError: The name or the scopes make no sense; the message may be shown.
        """
        name = name.strip()
        if not name or len(name) > MAX_NAME_CHARS or not name.isprintable():
            raise ValueError(f"a key's name has 1 to {MAX_NAME_CHARS} printable characters")
        if not scopes or not set(scopes) <= set(SCOPES):
            raise ValueError(f"a key's scopes are some of {', '.join(SCOPES)}")
        secret = new_secret(API_KEY_PREFIX)
        key = ApiKey(
            id=new_id("key"),
            name=name,
            hint=hint(secret),
            scopes=tuple(scope for scope in SCOPES if scope in scopes),
            created_at=self._clock(),
        )
        new = insert(api_keys).values(digest=digest(secret), **asdict(key))
        await self._database.execute(new)
        return key, secret

    async def list(self) -> list[ApiKey]:
        """All keys, those that were revoked too, in the order in which they were made."""
        rows = await self._database.execute(select(api_keys).order_by(api_keys.c.id))
        return [read_as(ApiKey, row) for row in rows]

    async def revoke(self, key_id: str) -> ApiKey | None:
        """Refuse a key from now on; None if there is none of that id. Twice is as good as once."""
        async with self._database.transaction() as connection:
            await connection.execute(
                update(api_keys)
                .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=self._clock())
            )
            found = await connection.execute(select(api_keys).where(api_keys.c.id == key_id))
            row = found.first()
        return None if row is None else read_as(ApiKey, row)

    async def verify(self, secret: str) -> ApiKey | None:
        """The key that this is, or None if it is none, or is revoked."""
        rows = await self._database.execute(
            select(api_keys).where(
                api_keys.c.digest == digest(secret), api_keys.c.revoked_at.is_(None)
            )
        )
        if not rows:
            return None
        key = read_as(ApiKey, rows[0])
        await self._note_use(key)
        return key

    async def _note_use(self, key: ApiKey) -> None:
        now = self._clock()
        if key.last_used_at is not None and now - key.last_used_at < _USE_RESOLUTION:
            return
        before = now - _USE_RESOLUTION
        await self._database.execute(
            update(api_keys)
            .where(
                api_keys.c.id == key.id,
                or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at <= before),
            )
            .values(last_used_at=now)
        )
