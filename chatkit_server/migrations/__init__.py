"""The migrations of `chatkit_server.database`, and whether all tables are as new as the program."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

import stores.migrations
from chatkit_server.database import metadata
from stores import migrate
from stores.errors import DatabaseTooNew

LOCATION = Path(__file__).parent
VERSION_TABLE = "chatkit_server_version"


class NotMigrated(Exception):
    """Tables are missing or old; the message says what to do."""


async def upgrade(engine: AsyncEngine) -> bool:
    """Create the server's own tables, or bring them up to date.

    Returns:
        Whether anything ran.
    """
    return await migrate.upgrade(engine, LOCATION, version_table=VERSION_TABLE, metadata=metadata)


async def check(engine: AsyncEngine) -> migrate.Revisions:
    """Tell where the database stands, and change nothing."""
    return await migrate.check(engine, LOCATION, version_table=VERSION_TABLE)


async def require_newest(engine: AsyncEngine) -> None:
    """Make sure that all tables are those of this program, and change nothing.

    Raises:
        NotMigrated: They are older.
        DatabaseTooNew: They are newer.
    """
    for revisions in (await stores.migrations.check(engine), await check(engine)):
        if revisions.too_new:
            raise DatabaseTooNew
        if not revisions.up_to_date:
            raise NotMigrated(
                "the database is not at the newest version; run `chatkit-server migrate` first"
            )
