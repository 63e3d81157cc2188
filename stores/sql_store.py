"""A `chatkit.store.Store` on SQLite and PostgreSQL."""

from __future__ import annotations

from chatkit.store import Store, StoreItemType, TContext
from chatkit.types import ThreadMetadata

from stores.ids import new_item_id
from stores.sql_attachments import SQLAttachments
from stores.sql_items import SQLItems
from stores.sql_threads import SQLThreads


class SQLStore(SQLThreads[TContext], SQLItems[TContext], SQLAttachments[TContext], Store[TContext]):
    """Keeps threads, items, attachments and feedback, apart for each owner.

    What belongs to another owner is as unknown as what does not exist. Threads are listed by their
    last activity, items in the order in which they were first added; neither depends on a clock.
    A page's ``after`` is the id of its last row where more follow, else None. Every method is one
    short transaction at most, and raises `stores.errors.StoreUnavailable` where the database does
    not answer.

    Args:
        engine: From `stores.engine.create_engine`; `stores.migrations.upgrade` has run on it.
        owner: Tells whose data a request may see.
    """

    def generate_thread_id(self, context: TContext) -> str:
        """Return a new id of 128 bits; ids sort by time."""
        return new_item_id("thread")

    def generate_item_id(
        self, item_type: StoreItemType, thread: ThreadMetadata, context: TContext
    ) -> str:
        """Return a new id of 128 bits; ids sort by time."""
        return new_item_id(item_type)
