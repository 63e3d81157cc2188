"""Keeps what a run has shown safe while it is still being said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from chatkit.types import (
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadItemUpdatedEvent,
    ThreadStreamEvent,
)

from chatkit_server.context import RequestContext
from chatkit_server.fold import apply_update
from stores.errors import StoreUnavailable
from stores.items import is_hidden

logger = logging.getLogger(__name__)


class CheckpointStore(Protocol):
    """What a run needs of a store beyond the SDK's interface."""

    async def open_item(self, thread_id: str, item: ThreadItem, context: RequestContext) -> None:
        """Give a new item its place in the thread while its content still streams."""

    async def checkpoint_item(
        self, thread_id: str, item: ThreadItem, context: RequestContext
    ) -> None:
        """Save the content so far; nothing happens once the item is complete."""

    async def settle_items(self, thread_id: str, context: RequestContext) -> list[ThreadItem]:
        """Make what is unfinished complete as it stands; returns it, in order."""


class Recorder:
    """Follows one run's events and writes unfinished items down every so often.

    An item gets its row, and so its place in the thread, when it is first added. Its content
    is written at most ``interval`` seconds after it changed, so that even a killed process
    leaves behind what people saw.
    """

    def __init__(
        self, store: CheckpointStore, thread_id: str, context: RequestContext, *, interval: float
    ) -> None:
        self._store = store
        self._thread_id = thread_id
        self._context = context
        self._interval = interval
        self._items: dict[str, ThreadItem] = {}
        self._open: set[str] = set()
        self._hidden: set[str] = set()
        self._changed: set[str] = set()
        self._saving: asyncio.Task[None] | None = None

    @property
    def items(self) -> Mapping[str, ThreadItem]:
        """Every item of the run so far, as a client shows it, in order of appearance."""
        return self._items

    @property
    def open_ids(self) -> frozenset[str]:
        """The items that were added and are not done."""
        return frozenset(self._open)

    async def record(self, event: ThreadStreamEvent) -> bool:
        """Take note of an event.

        Returns:
            Whether clients may see it: nothing about a hidden item leaves the server.
        """
        match event:
            case ThreadItemUpdatedEvent(item_id=item_id):
                if item_id in self._open:
                    apply_update(self._items[item_id], event.update)
                    self._changed.add(item_id)
                    if self._saving is None:
                        self._saving = asyncio.create_task(self._save_soon())
                return item_id not in self._hidden
            case (
                ThreadItemAddedEvent(item=item)
                | ThreadItemDoneEvent(item=item)
                | ThreadItemReplacedEvent(item=item)
            ) if is_hidden(item):
                self._hidden.add(item.id)
                return False
            case ThreadItemAddedEvent(item=item):
                if item.id not in self._items:
                    await self._store.open_item(self._thread_id, item, self._context)
                self._items[item.id] = item.model_copy(deep=True)
                self._open.add(item.id)
            case ThreadItemDoneEvent(item=item) | ThreadItemReplacedEvent(item=item):
                self._items[item.id] = item
                self._close(item.id)
            case ThreadItemRemovedEvent(item_id=item_id):
                self._items.pop(item_id, None)
                self._close(item_id)
                return item_id not in self._hidden
            case _:
                pass
        return True

    async def save(self) -> None:
        """Write what changed since the last time."""
        while self._changed:
            item_id = self._changed.pop()
            if item_id in self._open:
                await self._store.checkpoint_item(
                    self._thread_id, self._items[item_id], self._context
                )

    async def settle(self) -> tuple[list[ThreadItem], list[str]]:
        """End the run's record: nothing stays unfinished.

        Returns:
            The items that were unfinished, complete as they stand, and the ids of those that
            had no content and are gone.

        Raises:
            StoreUnavailable: What was said last could not be written.
        """
        await self._stop_saving()
        if not self._open:
            return [], []
        await self.save()
        settled = await self._store.settle_items(self._thread_id, self._context)
        for item in settled:
            self._items[item.id] = item
        empty = sorted(self._open - {item.id for item in settled})
        for item_id in empty:
            self._items.pop(item_id, None)
        self._open.clear()
        return settled, empty

    def _close(self, item_id: str) -> None:
        self._open.discard(item_id)
        self._changed.discard(item_id)

    async def _save_soon(self) -> None:
        await asyncio.sleep(self._interval)
        self._saving = None
        try:
            await self.save()
        except StoreUnavailable:
            # The next change tries again; if it is not back by the end, settle() raises.
            logger.warning("a checkpoint of thread %s could not be written", self._thread_id)

    async def _stop_saving(self) -> None:
        saving, self._saving = self._saving, None
        if saving is not None:
            saving.cancel()
            await asyncio.wait([saving])
