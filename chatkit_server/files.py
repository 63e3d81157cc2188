"""Attachments in messages, and the cleaning up behind them."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context

from chatkit.types import GeneratedImageItem, ThreadItem, UserMessageItem

from chatkit_server.context import RequestContext
from chatkit_server.generated_images import is_kept
from stores.attachments.store import FileStore
from stores.errors import StoreUnavailable

logger = logging.getLogger(__name__)


def present_attachments(
    item: UserMessageItem,
    attachments: FileStore[RequestContext] | None,
    context: RequestContext,
) -> UserMessageItem:
    """A message whose previews can be seen: the URLs that were stored with it are old."""
    if attachments is None or not item.attachments:
        return item
    present = [attachments.present(attachment, context) for attachment in item.attachments]
    return item.model_copy(update={"attachments": present})


def present_files(
    item: ThreadItem, attachments: FileStore[RequestContext] | None, context: RequestContext
) -> ThreadItem:
    """An item whose images can be seen: the URLs that were stored with it are old."""
    match item:
        case UserMessageItem():
            return present_attachments(item, attachments, context)
        case GeneratedImageItem(image=image) if image is not None and is_kept(image):
            if attachments is None:
                return item
            now = image.model_copy(update={"url": attachments.url(image.id, context)})
            return item.model_copy(update={"image": now})
        case _:
            return item


class Sweeper:
    """Cleans files away that nobody needs, from time to time.

    Args:
        attachments: Where they are.
        interval: Seconds between two times.
    """

    def __init__(self, attachments: FileStore[RequestContext], interval: float) -> None:
        self._attachments = attachments
        self._interval = interval
        self._sweeping: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Clean now, without being waited for, and go on until `aclose`."""
        self._sweeping = asyncio.create_task(self._sweep(), name="files", context=Context())

    async def aclose(self) -> None:
        """Stop; what is left is for the next time."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.wait([self._sweeping])
            self._sweeping = None

    async def _sweep(self) -> None:
        while True:
            try:
                await self._attachments.sweep()
            except StoreUnavailable:
                logger.warning("files that are not needed could not be cleaned away")
            except Exception:  # the outermost of this task: the next round may fare better
                logger.exception("files that are not needed could not be cleaned away")
            await asyncio.sleep(self._interval)
