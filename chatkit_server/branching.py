"""Branches: a new thread that begins as another one does."""

from __future__ import annotations

from typing import Any

from chatkit.types import ActiveStatus, ThreadMetadata, UserMessageItem

from chatkit_server.admission import Admission
from chatkit_server.assistant.inference import check_choices
from chatkit_server.assistant.registry import ASSISTANT, Assistants
from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext
from chatkit_server.errors import Conflict, InvalidRequest
from chatkit_server.extensions import ThreadsBranchParams
from chatkit_server.wire import BRANCHED_FROM
from stores.errors import ItemUnfinishedError
from stores.sql_store import SQLStore

UNFINISHED = "This part of the conversation is still being written. Wait for it, or stop it first."


class Branches:
    """Makes branches in a store.

    Args:
        store: The threads.
        admission: Checks the message that is sent along.
        assistants: Know which one answers in a branch: that of the thread it is made of.
    """

    def __init__(
        self, store: SQLStore[RequestContext], admission: Admission, assistants: Assistants
    ) -> None:
        self._store = store
        self._admission = admission
        self._assistants = assistants

    async def admit(self, params: ThreadsBranchParams, context: RequestContext) -> None:
        """Check a request before anything is written.

        Raises:
            InvalidRequest: A message is to take the place of something that is no message.
            NotFound: It names something that does not exist or belongs to someone else.
            Conflict: The thread is locked or closed, or its assistant is not here any more.
        """
        thread = await self._store.load_thread(params.thread_id, context)
        if not isinstance(thread.status, ActiveStatus):
            raise Conflict(thread.status.reason or f"This conversation is {thread.status.type}.")
        item = await self._store.load_item(params.thread_id, params.item_id, context)
        if params.input is not None:
            if not isinstance(item, UserMessageItem):
                raise InvalidRequest("Only a user's message can be edited.")
            assistant = self._assistants[self._assistants.answering(thread)]
            await self._admission.check_message(params.input, context)
            check_choices(params.input.inference_options, assistant, context)

    async def begin(self, params: ThreadsBranchParams, context: RequestContext) -> ThreadMetadata:
        """Make the new thread.

        It has the title of the other one, unless nothing is kept: then its first message names
        it. It has the same assistant. The integration's metadata stay behind: they may speak of
        what was said later.

        Returns:
            The new thread, stored.

        Raises:
            NotFoundError: The thread or the item is gone.
            Conflict: What is to be kept is still being written.
        """
        including = params.input is None
        source = await self._store.load_thread(params.thread_id, context)
        last = params.item_id if including else await self._item_before(params, context)
        origin: dict[str, Any] = {"thread_id": source.id, "item_id": params.item_id}
        if source.title is not None:
            origin["title"] = source.title
        if last is not None:
            origin["last_item_id"] = last
        assistant = {key: source.metadata[key] for key in (ASSISTANT,) if key in source.metadata}
        thread = ThreadMetadata(
            id=self._store.generate_thread_id(context),
            created_at=item_now(),
            title=source.title if last is not None else None,
            allowed_image_domains=source.allowed_image_domains,
            metadata={BRANCHED_FROM: origin, **assistant},
        )
        try:
            await self._store.branch_thread(
                source.id, params.item_id, thread, context, including=including
            )
        except ItemUnfinishedError:
            raise Conflict(UNFINISHED) from None
        return thread

    async def _item_before(
        self, params: ThreadsBranchParams, context: RequestContext
    ) -> str | None:
        page = await self._store.load_visible_items(
            params.thread_id, params.item_id, 1, "desc", context
        )
        return page.data[0].id if page.data else None
