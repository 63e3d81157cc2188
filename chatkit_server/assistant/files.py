"""What a model is shown of the files that a user sends."""

from __future__ import annotations

from base64 import b64encode

from chatkit.store import NotFoundError
from chatkit.types import Attachment
from openai.types.responses import ResponseInputContentParam, ResponseInputImageParam

from chatkit_server.assistant.converter import attachment_text
from chatkit_server.assistant.history import FilesOf
from chatkit_server.context import RequestContext
from stores.attachments.contents import IMAGES
from stores.attachments.images import MODEL_TYPE
from stores.attachments.reading import FileReader

GONE = "This file is not kept any more."


class StoredFiles:
    """Shows a model the files of one user, as they are stored: nothing of it is written down.

    Args:
        reader: Reads the files.
        context: Whose they are.
        images: Whether the model can see images; otherwise it gets to know their names.
    """

    def __init__(
        self, reader: FileReader[RequestContext], context: RequestContext, *, images: bool
    ) -> None:
        self._reader = reader
        self._context = context
        self._images = images

    async def show(self, attachment: Attachment, max_chars: int) -> ResponseInputContentParam:
        """An image as an image, a text as its beginning, anything else by its name."""
        try:
            if attachment.mime_type in IMAGES:
                return await self._image(attachment)
            excerpt = await self._reader.excerpt(attachment.id, self._context, max_chars)
        except NotFoundError:
            return attachment_text(attachment, note=GONE)
        return attachment_text(attachment, excerpt.text or "", excerpt.note)

    async def _image(self, attachment: Attachment) -> ResponseInputContentParam:
        if not self._images:
            return attachment_text(attachment, note="The content of images cannot be shown.")
        data = await self._reader.image(attachment.id, self._context)
        if data is None:
            return attachment_text(attachment, note="The image cannot be shown.")
        return ResponseInputImageParam(
            type="input_image",
            detail="auto",
            image_url=f"data:{MODEL_TYPE};base64,{b64encode(data).decode()}",
        )


def stored_files(reader: FileReader[RequestContext], *, images: bool) -> FilesOf:
    """What shows a model the files of whoever asks."""
    return lambda context: StoredFiles(reader, context, images=images)
