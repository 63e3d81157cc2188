from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.sql_store import SQLStore


@pytest.fixture
def store(engine: AsyncEngine) -> SQLStore[str]:
    """A store whose contexts are the names of owners, on SQLite and on PostgreSQL."""
    return SQLStore(engine, owner=lambda context: context)
