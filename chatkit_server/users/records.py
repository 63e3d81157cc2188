"""The rows of the server's own tables that belong to a user, whatever the tables are."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chatkit_server.database import metadata
from stores.engine import Database

_SECRET: Final = frozenset({"digest", "id_token"})


def owned_tables() -> list[Table]:
    """The tables with an ``owner``; what depends on another one comes before it."""
    return [table for table in reversed(metadata.sorted_tables) if "owner" in table.c]


async def read_records(
    engine: AsyncEngine, owner: str, *, without: Table
) -> dict[str, list[dict[str, Any]]]:
    """All rows of a user by table, with their columns; what lets somebody in is left out."""
    database = Database(engine)
    found = {}
    for table in owned_tables():
        if table is not without:
            columns = (column for column in table.c if column.name not in _SECRET)
            rows = await database.execute(select(*columns).where(table.c.owner == owner))
            found[str(table.name)] = [
                {str(name): value for name, value in row._mapping.items()} for row in rows
            ]
    return found


async def erase_records(connection: AsyncConnection, owner: str) -> None:
    """Delete all rows of a user."""
    for table in owned_tables():
        await connection.execute(delete(table).where(table.c.owner == owner))
