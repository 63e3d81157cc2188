"""The migrations of `stores.tables`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from stores import migrate
from stores.tables import metadata

LOCATION = Path(__file__).parent
VERSION_TABLE = "chatkit_stores_version"


async def upgrade(engine: AsyncEngine) -> bool:
    """Create the tables of `stores.sql_store.SQLStore`, or bring them up to date.

    Returns:
        Whether anything ran.
    """
    return await migrate.upgrade(engine, LOCATION, version_table=VERSION_TABLE, metadata=metadata)


async def check(engine: AsyncEngine) -> migrate.Revisions:
    """Tell where the database stands, and change nothing."""
    return await migrate.check(engine, LOCATION, version_table=VERSION_TABLE)
