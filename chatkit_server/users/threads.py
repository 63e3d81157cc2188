"""What back ends put into the threads of users."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, TypeAlias

from chatkit.types import (
    ActiveStatus,
    AssistantMessageContent,
    AssistantMessageItem,
    InferenceOptions,
    ThreadItem,
    ThreadMetadata,
    ThreadStatus,
    UserMessageInput,
    UserMessageItem,
    UserMessageTextContent,
)

from chatkit_server.admission import clean_title
from chatkit_server.assistant.registry import ASSISTANT
from chatkit_server.assistant.titles import title_for
from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext
from chatkit_server.errors import Conflict, InvalidRequest
from chatkit_server.plain import message_request
from chatkit_server.runs.runs import ThreadBusy, busy
from chatkit_server.runs.tail import Tail
from chatkit_server.server import AssistantServer
from chatkit_server.wire import BRANCHED_FROM

Role: TypeAlias = Literal["assistant", "user"]

MAX_REASON: Final = 500
"""Characters of why a thread is locked or closed, which its user is shown."""


class UserThreads:
    """Adds to the threads of any user, whose open pages show it at once.

    What is someone else's is unknown: every method raises `NotFoundError` for a thread that the
    user does not have.

    Args:
        server: The server, whose rules hold.
    """

    def __init__(self, server: AssistantServer) -> None:
        self._server = server

    async def begin(
        self,
        role: Role,
        text: str,
        title: str | None,
        context: RequestContext,
        *,
        metadata: Mapping[str, Any] | None = None,
    ) -> tuple[ThreadMetadata, ThreadItem]:
        """Make a thread that begins with a message; it is not answered.

        Args:
            role: Who says it.
            text: Markdown of an assistant's, plain text of a user's.
            title: The thread's; a user's message gives it one where there is none.
            context: The user.
            metadata: The thread's; its ``assistant`` is who answers in it.

        Raises:
            InvalidRequest: The message, the title or the metadata makes no sense.
        """
        metadata = metadata or {}
        if BRANCHED_FROM in metadata:
            raise InvalidRequest(f"metadata.{BRANCHED_FROM} is for the server to set.")
        await self._check(text, context)
        title = None if title is None else clean_title(title)
        thread = self._server.new_thread(metadata, context)
        own = {name: value for name, value in metadata.items() if name != ASSISTANT}
        thread.metadata = {**own, **thread.metadata}
        message = self._message(role, text, thread, context)
        thread.title = title
        if title is None and isinstance(message, UserMessageItem):
            thread.title = title_for(message)
        await self._server.store.save_thread(thread, context)
        await self._add(message, context)
        return thread, message

    async def add(
        self, thread_id: str, role: Role, text: str, context: RequestContext
    ) -> ThreadItem:
        """Add a message to a thread; it is not answered, and interrupts no answer.

        Raises:
            InvalidRequest: The message makes no sense.
            Conflict: It is the user's, and the thread is locked or closed.
        """
        thread = await self._server.store.load_thread(thread_id, context)
        await self._check(text, context)
        if role == "user":
            await self._server.require_open(thread_id, context)
        message = self._message(role, text, thread, context)
        await self._add(message, context)
        return message

    async def answer(self, thread_id: str, text: str | None, context: RequestContext) -> Tail:
        """Have a thread answered.

        Args:
            thread_id: The thread.
            text: A message of the user's to answer; None to answer the thread as it stands.
            context: The user.

        Returns:
            What follows the run; the caller closes it.

        Raises:
            Conflict: An answer is being written, or the thread takes no messages.
            InvalidRequest: The message makes no sense.
        """
        try:
            if text is None:
                tail = await self._server.answer_as_it_stands(thread_id, context)
            else:
                tail = await self._server.start(message_request(text, thread_id), context)
        except ThreadBusy:
            raise Conflict(busy(context)) from None
        self._server.changes.tell(context.owner, thread_id)
        return tail

    async def set_status(
        self, thread_id: str, status: ThreadStatus, context: RequestContext
    ) -> ThreadMetadata:
        """Lock a thread, close it, or open it again, after its answer was stopped.

        Raises:
            InvalidRequest: The reason is longer than `MAX_REASON`.
        """
        reason = None if isinstance(status, ActiveStatus) else status.reason
        if reason is not None and len(reason) > MAX_REASON:
            raise InvalidRequest(
                f"The reason is longer than {MAX_REASON} characters.", param="status.reason"
            )
        await self._server.store.load_thread(thread_id, context)
        # An answer has a thread of its own in mind, which it would put in this one's place.
        await self._server.runs.stop(context.owner, thread_id)
        thread = await self._server.store.load_thread(thread_id, context)
        thread.status = status
        await self._server.store.save_thread(thread, context)
        self._server.changes.tell(context.owner, thread_id)
        return thread

    def let_go(self, tail: Tail, thread_id: str, context: RequestContext) -> None:
        """Stop following an answer, which goes on to its end all the same."""
        tail.close()
        run = self._server.runs.get(context.owner, thread_id)
        if run is not None:
            run.adopt()

    async def _check(self, text: str, context: RequestContext) -> None:
        message = UserMessageInput(
            content=[UserMessageTextContent(text=text)],
            attachments=[],
            inference_options=InferenceOptions(),
        )
        await self._server.check_message(message, context)

    async def _add(self, message: ThreadItem, context: RequestContext) -> None:
        await self._server.store.add_thread_item(message.thread_id, message, context)
        self._server.changes.tell(context.owner, message.thread_id)

    def _message(
        self, role: Role, text: str, thread: ThreadMetadata, context: RequestContext
    ) -> ThreadItem:
        item_id = self._server.store.generate_item_id("message", thread, context)
        if role == "assistant":
            return AssistantMessageItem(
                id=item_id,
                thread_id=thread.id,
                created_at=item_now(),
                content=[AssistantMessageContent(text=text, annotations=[])],
            )
        return UserMessageItem(
            id=item_id,
            thread_id=thread.id,
            created_at=item_now(),
            content=[UserMessageTextContent(text=text)],
            attachments=[],
            inference_options=InferenceOptions(),
        )
