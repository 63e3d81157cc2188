"""Prove that a store of your own keeps what ChatKit needs kept: see `StoreContract`."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite(
    *(
        f"stores.testing.{part}"
        for part in ("base", "ownership", "contents", "paging", "concurrency", "branching")
    )
)

from stores.testing.branching import Branching  # noqa: E402  # after the registration
from stores.testing.concurrency import Concurrency  # noqa: E402  # the same
from stores.testing.contents import Contents  # noqa: E402
from stores.testing.ownership import Ownership  # noqa: E402
from stores.testing.paging import Paging  # noqa: E402

__all__ = ["BranchContract", "StoreContract"]


class StoreContract(Ownership, Contents, Paging, Concurrency):
    """Tests for your own store: subclass this in a test module, and say what to test.

    ::

        class TestMyStore(StoreContract):
            @pytest.fixture
            async def store(self, tmp_path):
                store = await MyStore.open(tmp_path / "chat.db")
                yield store
                await store.close()

            @pytest.fixture
            def context(self):
                return MyContext(user="alice")

            @pytest.fixture
            def other_context(self):
                return MyContext(user="bob")

    It needs pytest and pytest-asyncio (an async ``store`` fixture needs its ``auto`` mode, or its
    own decorator). Every test starts with a store that knows nothing of the two contexts.
    """


class BranchContract(Branching):
    """Tests for a store that can branch threads, used as `StoreContract` is."""
