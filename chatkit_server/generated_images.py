"""Generated images: kept as files, so that no thread, and no event, has an image in it."""

from __future__ import annotations

import asyncio
import binascii
import logging
from base64 import b64decode
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from chatkit.types import (
    GeneratedImage,
    GeneratedImageItem,
    GeneratedImageUpdated,
    NoticeEvent,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
)

from chatkit_server.context import RequestContext
from stores.attachments.contents import HEAD_BYTES, IMAGES, media_type_of
from stores.attachments.errors import FileError, FileInvalid, FileTypeRefused
from stores.attachments.store import FileStore
from stores.errors import StoreUnavailable
from stores.ids import PREFIXES

logger = logging.getLogger(__name__)

LINGER_SECONDS: Final = 30.0
"""How long an image is still served that another one has taken the place of."""

_DATA: Final = "data:"
_KEPT: Final = f"{PREFIXES['attachment']}_"


class FormerImages:
    """Drops images that are not shown any more, a while later: a slow page may be fetching them.

    Args:
        files: Where they are kept; None where no files are.
        seconds: How long they stay.
    """

    def __init__(
        self, files: FileStore[RequestContext] | None, seconds: float = LINGER_SECONDS
    ) -> None:
        self._files = files
        self._seconds = seconds
        self._closing = asyncio.Event()
        self._dropping: set[asyncio.Task[None]] = set()

    def drop(self, attachment_id: str, context: RequestContext) -> None:
        """Drop an image soon."""
        task = asyncio.create_task(self._drop(attachment_id, context))
        self._dropping.add(task)
        task.add_done_callback(self._dropping.discard)

    async def aclose(self) -> None:
        """Drop now what is left."""
        self._closing.set()
        await asyncio.gather(*self._dropping)

    async def _drop(self, attachment_id: str, context: RequestContext) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self._seconds)
        assert self._files is not None, "what is dropped was kept"
        try:
            await self._files.drop(attachment_id, context)
        except (FileError, StoreUnavailable) as error:  # it goes with its thread
            logger.warning("a former image could not be dropped: %s", type(error).__name__)


class ImageKeeper:
    """Puts files in the place of the images that one answer shows as data.

    Every event that shows an image with a ``data:`` URL leaves with that of a file, which belongs
    to the thread, and goes with it. A partial image is kept until the next one is there, and a
    little longer. An image that is somewhere else already stays there.

    Args:
        files: Where they are kept; None where no files are.
        former: Drops what another image has taken the place of.
        thread: The thread, which is stored.
        context: Whose it is.
    """

    def __init__(
        self,
        files: FileStore[RequestContext] | None,
        former: FormerImages,
        thread: ThreadMetadata,
        context: RequestContext,
    ) -> None:
        self._files = files
        self._former = former
        self._thread = thread
        self._context = context
        self._kept: dict[str, str] = {}
        """The files of this answer, by the items that they are shown in."""
        self._replaced: defaultdict[str, list[str]] = defaultdict(list)
        """Those that others have taken the place of there."""

    async def keep(
        self, events: AsyncIterator[ThreadStreamEvent]
    ) -> AsyncIterator[ThreadStreamEvent]:
        """The events, with files in the place of data.

        An image that cannot be kept is not shown: a partial one is left out, and the item of a
        whole one is taken back, with a notice that says why.
        """
        async for event in events:
            match event:
                case ThreadItemUpdatedEvent(
                    item_id=item_id, update=GeneratedImageUpdated(image=image)
                ):
                    former = self._kept.get(item_id)
                    try:
                        await self._keep(item_id, image)
                    except FileError:
                        continue  # the whole one will tell
                case (
                    ThreadItemAddedEvent(item=GeneratedImageItem(id=item_id, image=image))
                    | ThreadItemDoneEvent(item=GeneratedImageItem(id=item_id, image=image))
                    | ThreadItemReplacedEvent(item=GeneratedImageItem(id=item_id, image=image))
                ) if image is not None:
                    former = self._kept.get(item_id)
                    try:
                        await self._keep(item_id, image)
                    except FileError as error:
                        yield ThreadItemRemovedEvent(item_id=item_id)
                        yield _lost(error)
                        await self._drop_all(item_id)
                        continue
                case ThreadItemRemovedEvent(item_id=item_id):
                    yield event
                    await self._drop_all(item_id)
                    continue
                case _:
                    yield event
                    continue
            yield event
            # Only now that whoever follows knows of the one that takes its place.
            if former is not None and former != self._kept[item_id]:
                self._replaced[item_id].append(former)
                self._former.drop(former, self._context)

    async def _keep(self, item_id: str, image: GeneratedImage) -> None:
        if not image.url.startswith(_DATA):
            return
        data = _decoded(image.url)
        media_type = media_type_of(data[:HEAD_BYTES], "")
        if media_type not in IMAGES:
            raise FileTypeRefused("It is of a kind that cannot be shown.")
        if self._files is None:
            raise FileInvalid("This server keeps no files.")
        name = f"image.{media_type.partition('/')[2]}"
        kept = await self._files.keep(name, data, self._thread.id, self._context)
        # In place: the SDK goes on with this object, and stores it.
        image.id = self._kept[item_id] = kept.id
        image.url = self._files.url(kept.id, self._context)

    async def _drop_all(self, item_id: str) -> None:
        """Drop at once what an item has shown: nobody is to see it any more."""
        shown = [*self._replaced.pop(item_id, ())]
        if item_id in self._kept:
            shown.append(self._kept.pop(item_id))
        if self._files is not None:
            for attachment_id in shown:
                await self._files.drop(attachment_id, self._context)


def is_kept(image: GeneratedImage) -> bool:
    """Whether an image is a file of this server's, by the id that it has then."""
    return image.id.startswith(_KEPT)


def _decoded(url: str) -> bytes:
    head, _, payload = url.partition(",")
    if not head.endswith(";base64"):
        raise FileInvalid("It is not written as images are.")
    try:
        return b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise FileInvalid("It is damaged.") from None


def _lost(error: FileError) -> NoticeEvent:
    return NoticeEvent(
        level="warning", message=f"An image was made, but it could not be kept. {error.message}"
    )
