"""What is known of attachments, in an SQL database; their bytes are kept elsewhere."""

from __future__ import annotations

from chatkit.store import TContext
from chatkit.types import Attachment

from stores import codec
from stores.owned import OwnedRows
from stores.rows import only
from stores.statements import attachments


class SQLAttachments(OwnedRows[TContext]):
    """The part of `stores.sql_store.SQLStore` that keeps attachments."""

    async def save_attachment(self, attachment: Attachment, context: TContext) -> None:
        """Insert or update an attachment's metadata.

        It belongs to the first thread that it is saved with; further ones have it, too.

        Raises:
            NotFoundError: The id is another owner's, or the owner has no thread of its
                ``thread_id``.
        """
        values = self._parameters(
            context,
            id=attachment.id,
            thread_id=attachment.thread_id,
            data=codec.dump_attachment(attachment),
        )
        async with self._database.transaction() as connection:
            saved = await connection.execute(attachments.save_attachment(self._dialect), values)
            row = only(saved.all(), "attachment", attachment.id)
            if attachment.thread_id not in (None, row.thread_id):
                await connection.execute(attachments.use_attachment(self._dialect), values)

    async def load_attachment(self, attachment_id: str, context: TContext) -> Attachment:
        """Load an attachment's metadata.

        Raises:
            NotFoundError: The owner has no such attachment.
        """
        rows = await self._run(attachments.load_attachment, context, id=attachment_id)
        row = only(rows, "attachment", attachment_id)
        return codec.load_attachment(row.thread_id, row.data)

    async def threads_with(self, attachment_id: str, context: TContext) -> list[str]:
        """The ids of the owner's threads that have an attachment; none if it was not sent yet."""
        rows = await self._run(attachments.threads_with_attachment, context, id=attachment_id)
        return [row.thread_id for row in rows]

    async def delete_attachment(self, attachment_id: str, context: TContext) -> None:
        """Delete an attachment's metadata; nothing happens where the owner has none."""
        await self._run(attachments.delete_attachment, context, id=attachment_id)
