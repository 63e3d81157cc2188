from __future__ import annotations

import pytest

from stores.engine import create_engine
from stores.migrations import upgrade
from stores.sql_store import SQLStore
from stores.testing import BranchContract, StoreContract


class TestSQLStore(StoreContract, BranchContract):
    """On SQLite and on PostgreSQL."""

    @pytest.fixture
    def store(self, engine):
        return SQLStore[str](engine, owner=lambda context: context)


class TestSQLStoreInMemory(StoreContract, BranchContract):
    @pytest.fixture
    async def store(self):
        engine = create_engine("sqlite://")
        await upgrade(engine)
        yield SQLStore[str](engine, owner=lambda context: context)
        await engine.dispose()
