"""What a store raises besides ``chatkit.store.NotFoundError``."""

from __future__ import annotations


class StoreError(Exception):
    """The base of the errors of this package."""


class StoreUnavailable(StoreError):
    """The database is locked or gone, or no connection came free in time.

    Nothing of the operation was kept; the same call may succeed later. The driver's own error
    is the ``__cause__``.
    """


class DatabaseTooNew(StoreError):
    """A newer version of this program has changed the tables."""

    def __init__(self) -> None:
        super().__init__("the database was used by a newer version of this program")


class ItemExistsError(StoreError):
    """The thread already holds an item with this id, and it may not be replaced by adding."""

    def __init__(self, item_id: str) -> None:
        super().__init__(f"item {item_id} already exists")
        self.item_id = item_id


class ItemUnfinishedError(StoreError):
    """Something of what is to be copied is still being said."""
