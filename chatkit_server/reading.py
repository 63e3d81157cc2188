"""What a client reads of its threads: hidden items left out, widgets as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from chatkit.server import DEFAULT_PAGE_SIZE
from chatkit.types import (
    ItemsListReq,
    Page,
    ThreadItem,
    ThreadListParams,
    ThreadMetadata,
    ThreadsGetByIdReq,
    ThreadsListReq,
    WidgetItem,
)

from chatkit_server import interruption
from chatkit_server.admission import clamp
from chatkit_server.approvals.service import Approvals
from chatkit_server.assistant.registry import Assistants
from chatkit_server.context import RequestContext
from chatkit_server.extensions import ActivityPage, ListedThread
from chatkit_server.files import present_files
from chatkit_server.wire import bare_thread, dated_page, dated_thread, serialize, with_offset
from stores.attachments.store import FileStore
from stores.metadata import MetadataFilter
from stores.scope import ThreadScope
from stores.sql_store import SQLStore
from stores.sql_threads import ActiveThread


class ThreadReader:
    """Answers the requests that read.

    Args:
        store: The threads.
        assistants: Bring their widgets up to date before a client sees them.
        approvals: So with the cards that ask for approval.
        attachments: Where files are kept; None where none are taken.
    """

    def __init__(
        self,
        store: SQLStore[RequestContext],
        assistants: Assistants,
        approvals: Approvals,
        attachments: FileStore[RequestContext] | None = None,
    ) -> None:
        self._store = store
        self._assistants = assistants
        self._approvals = approvals
        self._attachments = attachments

    async def thread(self, request: ThreadsGetByIdReq, context: RequestContext) -> bytes:
        """A thread with the oldest page of its items, as the official client expects it."""
        stored = await self._store.load_thread(request.params.thread_id, context)
        thread = bare_thread(stored)
        items = await self._items(stored, None, DEFAULT_PAGE_SIZE, "asc", context)
        return serialize(dated_thread(thread.model_copy(update={"items": items})))

    async def items(self, request: ItemsListReq, context: RequestContext) -> bytes:
        """A page of a thread's items."""
        params = request.params
        thread = await self._store.load_thread(params.thread_id, context)
        limit = clamp(params.limit, DEFAULT_PAGE_SIZE)
        page = await self._items(thread, params.after, limit, params.order, context)
        return serialize(dated_page(page))

    async def threads(
        self, request: ThreadsListReq, context: RequestContext, scope: ThreadScope | None
    ) -> bytes:
        """A page of those threads that are in a scope."""
        page = await self._threads(request.params, context, scope)
        rows = [bare_thread(row.thread) for row in page.data]
        return serialize(Page(data=rows, has_more=page.has_more, after=page.after))

    async def threads_by_activity(
        self,
        params: ThreadListParams,
        context: RequestContext,
        scope: ThreadScope | None,
        metadata: MetadataFilter,
    ) -> bytes:
        """A page of those that have some metadata, each with the moment of its last activity."""
        page = await self._threads(params, context, scope, metadata)
        rows = [
            ListedThread(
                thread=bare_thread(row.thread), last_activity_at=with_offset(row.active_at)
            )
            for row in page.data
        ]
        return serialize(ActivityPage(data=rows, has_more=page.has_more, after=page.after))

    async def _threads(
        self,
        params: ThreadListParams,
        context: RequestContext,
        scope: ThreadScope | None,
        metadata: MetadataFilter | None = None,
    ) -> Page[ActiveThread]:
        limit = clamp(params.limit, DEFAULT_PAGE_SIZE)
        return await self._store.load_threads_with_activity(
            limit, params.after, params.order, context, scope=scope, metadata=metadata
        )

    async def _items(
        self,
        thread: ThreadMetadata,
        after: str | None,
        limit: int,
        order: str,
        context: RequestContext,
    ) -> Page[ThreadItem]:
        page = await self._store.load_visible_items(thread.id, after, limit, order, context)
        widgets = [item for item in page.data if isinstance(item, WidgetItem)]
        name = self._assistants.of(thread)  # None: pictures of what is gone stay as they are
        redrawn: Sequence[WidgetItem] = ()
        if widgets and name is not None:
            redrawn = await self._assistants[name].redraw_widgets(widgets, context)
        for item in redrawn:
            # Not saved: a retry may have taken it back since it was read.
            await self._store.replace_item(thread.id, item, context)
        now: dict[str, ThreadItem] = {item.id: item for item in redrawn}
        # Not stored either: whoever answers one, or writes on instead, does that.
        now |= await self._approvals.present(thread.id, widgets, context)
        now |= interruption.present(widgets, context)
        if now:
            page.data = [now.get(item.id, item) for item in page.data]
        page.data = [present_files(item, self._attachments, context) for item in page.data]
        return page
