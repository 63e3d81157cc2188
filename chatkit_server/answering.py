"""What the SDK asks of a server: the events that answer a message, an action, a retry."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any

from chatkit.actions import Action
from chatkit.errors import CustomStreamError
from chatkit.server import ChatKitServer
from chatkit.types import (
    FeedbackKind,
    StreamingReq,
    SyncCustomActionResponse,
    Thread,
    ThreadCreatedEvent,
    ThreadItem,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadsAddClientToolOutputReq,
    ThreadsAddStructuredInputReq,
    ThreadsCreateReq,
    ThreadsRetryAfterItemReq,
    ThreadStreamEvent,
    UserMessageInput,
    UserMessageItem,
    WidgetItem,
)

from chatkit_server.admission import Admission
from chatkit_server.approvals.service import ACTIONS as APPROVAL_ACTIONS
from chatkit_server.approvals.service import Approvals
from chatkit_server.assistant.base import ActionCall
from chatkit_server.assistant.client_tools import checked_result
from chatkit_server.assistant.registry import Assistants
from chatkit_server.assistant.responders import Responder
from chatkit_server.assistant.waiting import end_waiting
from chatkit_server.branching import Branches
from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext
from chatkit_server.errors import Conflict, InvalidRequest, ServerError
from chatkit_server.extensions import ThreadsBranchParams
from chatkit_server.files import present_attachments
from chatkit_server.generated_images import FormerImages, ImageKeeper
from chatkit_server.i18n.words import words_in
from chatkit_server.interruption import RETRY_ACTION, items_from_newest, retry_target
from chatkit_server.notices import Notices
from chatkit_server.wire import bare_thread, dated
from stores.attachments.store import FileStore
from stores.errors import StoreUnavailable
from stores.items import is_hidden
from stores.sql_store import SQLStore
from widgets.errors import ActionError


class AnsweringServer(ChatKitServer[RequestContext]):
    """Answers with assistants, whatever carries the events to a client.

    Args:
        store: Threads and items; every call is scoped to ``context.owner``.
        assistants: What answers.
        responders: Make the answers of each, by name.
        approvals: Keep what waits for users' approval.
        admission: Checks requests.
        attachments: Where files are kept; None where none are taken.
        notices: What everybody is told; None where nothing ever is.
    """

    store: SQLStore[RequestContext]

    def __init__(
        self,
        store: SQLStore[RequestContext],
        *,
        assistants: Assistants,
        responders: Mapping[str, Responder],
        approvals: Approvals,
        admission: Admission,
        attachments: FileStore[RequestContext] | None = None,
        notices: Notices | None = None,
    ) -> None:
        super().__init__(store, attachments)
        self._notices = notices
        self.attachments = attachments
        self.former_images = FormerImages(attachments)
        self._assistants = assistants
        self._responders = responders
        self._approvals = approvals
        self._admission = admission
        self._branches = Branches(store, admission, assistants)

    async def respond(
        self,
        thread: ThreadMetadata,
        input_user_message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer with the thread's assistant."""
        name = context.spent.assistant = self._assistants.answering(thread)
        images = ImageKeeper(self.attachments, self.former_images, thread, context)
        events = images.keep(self._answered(name, thread, input_user_message, context))
        async for event in _with_clear_errors(self._after_notice(events), context):
            yield event

    async def _after_notice(
        self, events: AsyncIterator[ThreadStreamEvent]
    ) -> AsyncIterator[ThreadStreamEvent]:
        notice = None if self._notices is None else await self._notices.current()
        if notice is not None:
            yield notice.event
        async for event in events:
            yield event

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer a widget's action: by the assistant's handler, or by one of the server's own."""
        if action.type == RETRY_ACTION:
            events = self._retry(thread, retry_target(action), context)
        elif action.type in APPROVAL_ACTIONS and sender is not None:
            responder = self._responders[self._assistants.answering(thread)]
            images = ImageKeeper(self.attachments, self.former_images, thread, context)
            events = images.keep(responder.go_on(thread, sender, action, context))
        else:
            events = self._handled(ActionCall(thread, action, sender, context))
        async for event in _with_clear_errors(events, context):
            yield event

    async def sync_action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: RequestContext,
    ) -> SyncCustomActionResponse:
        """Answer an action at once: what its handler changed is stored, the sender comes back."""
        if action.type == RETRY_ACTION or action.type in APPROVAL_ACTIONS:
            raise InvalidRequest(
                "This action is answered with a stream: send threads.custom_action."
            )
        updated: ThreadItem | None = None
        call = ActionCall(thread, action, sender, context)
        async for event in self._handled(call):
            match event:
                case ThreadItemReplacedEvent(item=item):
                    await self.store.save_item(thread.id, item, context)
                    if sender is not None and item.id == sender.id:
                        updated = dated(item)
                case ThreadItemDoneEvent(item=item):
                    await self.store.add_thread_item(thread.id, item, context)
                    if updated is None and sender is None and not is_hidden(item):
                        updated = dated(item)
                case ThreadItemRemovedEvent(item_id=item_id):
                    await self.store.delete_thread_item(thread.id, item_id, context)
                case _:
                    pass  # effects and notices have no place in a synchronous answer
        return SyncCustomActionResponse(updated_item=updated)

    async def _answered(
        self,
        assistant: str,
        thread: ThreadMetadata,
        message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """End what the last answer waits for, where the user goes on without; then answer."""
        if message is not None:
            async for event in end_waiting(thread, message, self.store, self._approvals, context):
                yield event
        async for event in self._responders[assistant].respond(thread, message, context):
            yield event

    async def _handled(self, call: ActionCall) -> AsyncIterator[ThreadStreamEvent]:
        try:
            assistant = self._assistants[self._assistants.answering(call.thread)]
            images = ImageKeeper(self.attachments, self.former_images, call.thread, call.context)
            async for event in images.keep(assistant.actions[call.action.type](call)):
                yield event
        except ActionError as error:
            raise InvalidRequest("; ".join(map(str, error.problems))) from error

    async def add_feedback(
        self,
        thread_id: str,
        item_ids: list[str],
        feedback: FeedbackKind,
        context: RequestContext,
    ) -> None:
        """Keep a thumb up or down for items of the user's own."""
        await self.store.save_feedback(thread_id, item_ids, feedback, context)

    async def handle_stream_cancelled(
        self,
        thread: ThreadMetadata,
        pending_items: list[ThreadItem],
        context: RequestContext,
    ) -> None:
        """Do nothing: the run keeps the unfinished items and marks the cut, wherever it struck."""

    async def _process_streaming_impl(
        self, request: StreamingReq, context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        # What was checked before may not hold any more, now that this run has the thread to itself.
        events: AsyncIterator[ThreadStreamEvent]
        match request:
            case ThreadsCreateReq():
                events = self._create(request, context)
            case ThreadsRetryAfterItemReq(params=retried):
                thread = await self._admission.require_open(retried.thread_id, context)
                events = self._process_events(
                    thread, context, lambda: self._retry(thread, retried.item_id, context)
                )
            case ThreadsAddClientToolOutputReq(params=output):
                thread = await self._admission.require_open(output.thread_id, context)
                call = await self._admission.pending_call(output.thread_id, context)
                if call is None:
                    raise Conflict("No client tool call is waiting for its result.")
                assistant = self._assistants[self._assistants.answering(thread)]
                call.output = checked_result(assistant.client_tools, call.name, output.result)
                call.status = "completed"
                await self.store.save_item(thread.id, call, context)
                await self._cleanup_pending_client_tool_call(thread, context)
                events = self._process_events(
                    thread, context, lambda: self.respond(thread, None, context)
                )
            case ThreadsAddStructuredInputReq():
                await self._admission.admit(request, context)  # nobody else has answered them
                events = super()._process_streaming_impl(request, context)
            case _:
                await self._admission.require_open(request.params.thread_id, context)
                events = super()._process_streaming_impl(request, context)
        async for event in events:
            yield event

    def new_thread(self, metadata: Mapping[str, Any], context: RequestContext) -> ThreadMetadata:
        """A thread that is yet to be saved, and knows its assistant.

        Args:
            metadata: That of the request.
            context: Who asks.
        """
        return ThreadMetadata(
            id=self.store.generate_thread_id(context),
            created_at=item_now(),
            metadata=self._assistants.kept(self._assistants.for_new_thread(metadata, context)),
        )

    async def require_open(self, thread_id: str, context: RequestContext) -> None:
        """Check that a thread takes messages; see `Admission.require_open`."""
        await self._admission.require_open(thread_id, context)

    async def check_message(self, message: UserMessageInput, context: RequestContext) -> None:
        """Check a message by itself; see `Admission.check_message`."""
        await self._admission.check_message(message, context)

    async def _create(
        self, request: ThreadsCreateReq, context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        """Make a thread that knows its assistant; answer its first message."""
        thread = self.new_thread(request.metadata, context)
        await self.store.save_thread(thread, context)
        yield ThreadCreatedEvent(thread=bare_thread(thread))
        message = await self._build_user_message_item(request.params.input, thread, context)
        async for event in self._process_new_thread_item_respond(thread, message, context):
            yield event

    async def _go_on(
        self, thread_id: str, context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        """Answer a thread as it stands: its newest message, if that is the user's."""
        thread = await self._admission.require_open(thread_id, context)
        page = await self.store.load_visible_items(thread_id, None, 1, "desc", context)
        newest = page.data[0] if page.data else None
        message = newest if isinstance(newest, UserMessageItem) else None
        events = self._process_events(
            thread, context, lambda: self.respond(thread, message, context)
        )
        async for event in events:
            yield event

    async def _branch(
        self, params: ThreadsBranchParams, context: RequestContext
    ) -> AsyncGenerator[ThreadStreamEvent, None]:
        """Make a branch; send and answer the message that was given along."""
        thread = await self._branches.begin(params, context)
        yield ThreadCreatedEvent(thread=bare_thread(thread))
        if params.input is None:
            return
        message = await self._build_user_message_item(params.input, thread, context)
        async for event in self._process_new_thread_item_respond(thread, message, context):
            yield event

    async def _retry(
        self, thread: ThreadMetadata, item_id: str, context: RequestContext
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Take back everything after a user's message and answer it again."""
        message = await self.store.load_item(thread.id, item_id, context)
        if not isinstance(message, UserMessageItem):
            raise InvalidRequest("Only a user's message can be retried.")
        following: list[ThreadItem] = []
        async for item in items_from_newest(self.store, thread.id, context):
            if item.id == item_id:
                break
            following.append(item)
        for item in following:
            if is_hidden(item):
                await self.store.delete_thread_item(thread.id, item.id, context)
            else:
                yield ThreadItemRemovedEvent(item_id=item.id)
        async for event in self.respond(thread, message, context):
            yield event

    async def _build_user_message_item(
        self, input: UserMessageInput, thread: ThreadMetadata, context: RequestContext
    ) -> UserMessageItem:
        item = await super()._build_user_message_item(input, thread, context)
        return present_attachments(item, self.attachments, context)

    def _to_thread_response(self, thread: ThreadMetadata | Thread) -> Thread:
        # Every thread that leaves the SDK's own code passes here; items never do.
        return bare_thread(thread)


async def _with_clear_errors(
    events: AsyncIterator[ThreadStreamEvent], context: RequestContext
) -> AsyncIterator[ThreadStreamEvent]:
    """Turn our own errors into the SDK's, whose message reaches the user."""
    try:
        async for event in events:
            yield event
    except ServerError as error:
        raise CustomStreamError(error.message, allow_retry=error.status >= 500) from error
    except StoreUnavailable as error:
        told = words_in(context.locale).say("storage.unavailable")
        raise CustomStreamError(told, allow_retry=True) from error
