"""The migrations of `chatkit_server.database`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.database import metadata
from stores import migrate

LOCATION = Path(__file__).parent
VERSION_TABLE = "chatkit_server_version"


async def upgrade(engine: AsyncEngine) -> bool:
    """Create the server's own tables, or bring them up to date.

    Returns:
        Whether anything ran.
    """
    return await migrate.upgrade(engine, LOCATION, version_table=VERSION_TABLE, metadata=metadata)


async def check(engine: AsyncEngine) -> migrate.Revisions:
    """Tell where the database stands, and change nothing."""
    return await migrate.check(engine, LOCATION, version_table=VERSION_TABLE)
