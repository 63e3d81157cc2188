"""Keeps what a run has shown safe while it is still being said."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from chatkit.types import (
    StreamOptionsEvent,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadItemUpdatedEvent,
    ThreadStreamEvent,
)

from chatkit_server.context import RequestContext
from chatkit_server.runs.fold import apply_update
from stores.errors import StoreUnavailable
from stores.items import is_empty, is_hidden

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
        self._removed: dict[str, None] = {}
        self._options: StreamOptionsEvent | None = None
        self._saving: asyncio.Task[None] | None = None

    def snapshot(self) -> list[ThreadStreamEvent]:
        """Events that bring a client that knows the stored thread up to now."""
        options: list[ThreadStreamEvent] = [] if self._options is None else [self._options]
        return [
            *options,
            *(ThreadItemRemovedEvent(item_id=item_id) for item_id in self._removed),
            *(
                ThreadItemAddedEvent(item=item)
                if item.id in self._open
                else ThreadItemDoneEvent(item=item)
                for item in self._items.values()
            ),
        ]

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
                    if self._saving is None or self._saving.done():
                        self._saving = asyncio.create_task(self._keep_saving())
                return item_id not in self._hidden
            case (
                ThreadItemAddedEvent(item=item)
                | ThreadItemDoneEvent(item=item)
                | ThreadItemReplacedEvent(item=item)
            ) if is_hidden(item):
                self._hidden.add(item.id)
                return False
            case ThreadItemAddedEvent(item=item):
                is_new = item.id not in self._items
                # Known as open before it is: a write that is cut short may have come through.
                self._items[item.id] = item.model_copy(deep=True)
                self._open.add(item.id)
                if is_new:
                    await self._store.open_item(self._thread_id, item, self._context)
            case ThreadItemDoneEvent(item=item) | ThreadItemReplacedEvent(item=item):
                self._items[item.id] = item
                self._close(item.id)
            case ThreadItemRemovedEvent(item_id=item_id):
                self._items.pop(item_id, None)
                self._close(item_id)
                if item_id in self._hidden:
                    return False
                self._removed[item_id] = None
            case StreamOptionsEvent():
                self._options = event
            case _:
                pass
        return True

    async def save(self) -> None:
        """Write what changed since the last time."""
        while self._changed:
            item_id = self._changed.pop()
            if item_id not in self._open:
                continue
            try:
                await self._store.checkpoint_item(
                    self._thread_id, self._items[item_id], self._context
                )
            except BaseException:
                self._changed.add(item_id)  # it may or may not have been written
                raise

    async def settle(self) -> tuple[list[ThreadItem], list[str]]:
        """End the run's record: nothing stays unfinished.

        Returns:
            The items that were unfinished, complete as they stand, and the ids of those that
            had no content and are gone.

        Raises:
            StoreUnavailable: What was said last could not be written.
        """
        await self.close()
        if not self._open:
            return [], []
        try:
            await self.save()
        except StoreUnavailable:
            raise
        except Exception:
            # It stands as it was last written; that it stands settled matters more.
            logger.exception("the end of thread %s cannot be written", self._thread_id)
        settled = await self._store.settle_items(self._thread_id, self._context)
        for item in settled:
            self._items[item.id] = item
        # The store may have completed others by itself: the SDK does so with a workflow that the
        # next turn goes on with.
        kept = {item.id for item in settled}
        empty = sorted(
            item_id
            for item_id in self._open
            if item_id not in kept and is_empty(self._items[item_id])
        )
        for item_id in empty:
            self._items.pop(item_id, None)
        self._open.clear()
        return settled, empty

    async def close(self) -> None:
        """Write nothing down any more; a write that is under way has ended after this."""
        if self._saving is not None:
            self._saving.cancel()
            await asyncio.wait([self._saving])
            self._saving = None

    def _close(self, item_id: str) -> None:
        self._open.discard(item_id)
        self._changed.discard(item_id)

    async def _keep_saving(self) -> None:
        while self._changed:
            await asyncio.sleep(self._interval)
            try:
                await self.save()
            except StoreUnavailable:
                # Tried again after the same time; if it is not back by the end, settle() raises.
                logger.warning("a checkpoint of thread %s could not be written", self._thread_id)
            except Exception:
                logger.exception("checkpoints of thread %s cannot be written", self._thread_id)
                return
