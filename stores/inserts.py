"""INSERT statements that can say what to do about a row that is there already."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_into(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """One for a database of a kind: the two write it alike, but SQLAlchemy has one for each."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
