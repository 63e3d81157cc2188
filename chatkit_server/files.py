"""Attachments in messages."""

from __future__ import annotations

from chatkit.types import GeneratedImageItem, ThreadItem, UserMessageItem

from chatkit_server.context import RequestContext
from chatkit_server.generated_images import is_kept
from stores.attachments.store import FileStore


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
