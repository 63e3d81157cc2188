"""Whether a request makes sense, decided before a response starts.

The SDK finds most of this out when the 200 has gone out, and then cuts the stream short; some
of it after it has already written something.
"""

from __future__ import annotations

import json
import re
from typing import Final

from chatkit.store import NotFoundError, Store
from chatkit.types import (
    ActiveStatus,
    ClientToolCallItem,
    StreamingReq,
    StructuredInputItem,
    ThreadItem,
    ThreadMetadata,
    ThreadsAddClientToolOutputReq,
    ThreadsAddStructuredInputReq,
    ThreadsAddUserMessageReq,
    ThreadsCreateReq,
    ThreadsCustomActionReq,
    ThreadsRetryAfterItemReq,
    ThreadsSyncCustomActionReq,
    UserMessageInput,
    UserMessageItem,
    UserMessageTagContent,
    WidgetItem,
)
from pydantic import ValidationError

from chatkit_server.approvals.cards import is_card
from chatkit_server.approvals.service import ACTIONS as APPROVAL_ACTIONS
from chatkit_server.approvals.service import answer_of
from chatkit_server.assistant.inference import check_choices
from chatkit_server.assistant.registry import Assistants
from chatkit_server.context import RequestContext
from chatkit_server.errors import Conflict, InvalidRequest, NotFound, TooLarge
from chatkit_server.extensions import REQUEST, Request
from chatkit_server.interruption import RETRY_ACTION, retry_target
from stores.attachments.store import FileStore

MAX_PAGE = 100
MAX_TITLE = 200
"""Characters of a thread's title."""

MAX_TAGS = 100
"""Mentions in a message: each is looked up whenever a model is told of it."""

MAX_TOOL_RESULT = 200_000
"""Characters of what a tool of the page returns, as JSON."""

PENDING_CALL_WINDOW = 20
"""Newest items among which a pending client tool call is looked for."""

_REASONS: Final = {
    "missing": "it is required",
    "extra_forbidden": "there is no such parameter",
}
_MAX_SHOWN_CHARS: Final = 100

# An escaped NUL: the backslash before `u0000` must not itself be escaped.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def parse(body: bytes) -> Request:
    """Parse a request.

    Raises:
        InvalidRequest: It is not one; the message names the field, never its content.
    """
    try:
        request = REQUEST.validate_json(body)
    except ValidationError as error:
        raise refusal(error) from None
    refuse_nul(body)
    return request


def refuse_nul(body: bytes) -> None:
    """See to it that no text in a JSON body has what PostgreSQL cannot keep.

    Raises:
        InvalidRequest: One has a null character.
    """
    if b"u0000" in body and _NUL.search(body):
        raise InvalidRequest("The request contains a null character.")


def refusal(error: ValidationError) -> InvalidRequest:
    """What is wrong with a request: the field and why, never its content."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    reason = _REASONS.get(first["type"], first["msg"])
    # What stands in brackets is pydantic's own: "[key]" says that the key is meant.
    field = ".".join(str(part) for part in first["loc"] if part != "[key]")
    if not field:
        return InvalidRequest(f"{reason}.")
    param = field if len(field) <= _MAX_SHOWN_CHARS else f"{field[:_MAX_SHOWN_CHARS]}…"
    return InvalidRequest(f"{param}: {reason[:1].lower()}{reason[1:]}.", param=param)


def clamp(limit: int | None, default: int) -> int:
    """A page size between 1 and `MAX_PAGE`."""
    return default if limit is None else max(1, min(limit, MAX_PAGE))


def clean_title(title: str) -> str:
    """A thread's title on one line.

    Raises:
        InvalidRequest: It is empty or longer than `MAX_TITLE`.
    """
    title = " ".join(title.split())
    if not title:
        raise InvalidRequest("The title is empty.")
    if len(title) > MAX_TITLE:
        raise InvalidRequest(f"The title is longer than {MAX_TITLE} characters.")
    return title


class Admission:
    """Checks a request against what is stored, for its owner."""

    def __init__(
        self,
        store: Store[RequestContext],
        *,
        assistants: Assistants,
        max_message_chars: int,
        attachments: FileStore[RequestContext] | None = None,
    ) -> None:
        self._store = store
        self._attachments = attachments
        self._assistants = assistants
        self._max_message_chars = max_message_chars

    async def admit(
        self, request: StreamingReq | ThreadsSyncCustomActionReq, context: RequestContext
    ) -> None:
        """Check a request that adds to a thread.

        Raises:
            InvalidRequest: It asks for something that makes no sense.
            NotFound: It names something that does not exist or belongs to someone else.
            Conflict: The thread, or the item it is about, is not in a state to take it.
            TooLarge: It is the result of a tool, and too long.
        """
        if isinstance(request, ThreadsCreateReq):
            name = self._assistants.for_new_thread(request.metadata, context)
            await self.check_message(request.params.input, context)
            check_choices(request.params.input.inference_options, self._assistants[name], context)
            return
        thread = await self.require_open(request.params.thread_id, context)
        assistant = self._assistants[self._assistants.answering(thread)]
        match request:
            case ThreadsAddUserMessageReq():
                await self.check_message(request.params.input, context)
                check_choices(request.params.input.inference_options, assistant, context)
            case ThreadsRetryAfterItemReq():
                await self._check_retry(request.params.thread_id, request.params.item_id, context)
            case ThreadsAddStructuredInputReq():
                item = await self._item(request.params.thread_id, request.params.item_id, context)
                if not isinstance(item, StructuredInputItem):
                    raise InvalidRequest("That item does not ask for input.")
                if item.status != "pending":
                    raise Conflict("These questions have been answered already.")
            case ThreadsAddClientToolOutputReq():
                if await self.pending_call(request.params.thread_id, context) is None:
                    raise Conflict("No client tool call is waiting for its result.")
                length = len(json.dumps(request.params.result, ensure_ascii=False))
                if length > MAX_TOOL_RESULT:
                    raise TooLarge(
                        f"The result of the tool has {length:,} characters; "
                        f"at most {MAX_TOOL_RESULT:,} are allowed."
                    )
            case ThreadsCustomActionReq() | ThreadsSyncCustomActionReq():
                sender: ThreadItem | None = None
                if request.params.item_id is not None:
                    sender = item = await self._item(
                        request.params.thread_id, request.params.item_id, context
                    )
                    if not isinstance(item, WidgetItem):
                        raise InvalidRequest("An action can only come from a widget.")
                action = request.params.action
                if action.type == RETRY_ACTION:
                    await self._check_retry(request.params.thread_id, retry_target(action), context)
                elif action.type in APPROVAL_ACTIONS:
                    if not isinstance(sender, WidgetItem) or not is_card(sender):
                        raise InvalidRequest("Only a card that asks for approval can be answered.")
                    answer_of(action)
                elif action.type not in assistant.actions:
                    raise InvalidRequest("This server does not know that action.")

    async def pending_call(
        self, thread_id: str, context: RequestContext
    ) -> ClientToolCallItem | None:
        """The newest client tool call that waits for its result.

        The SDK demands that it is the very last item, which a trailing hidden item breaks.
        """
        page = await self._store.load_thread_items(
            thread_id, None, PENDING_CALL_WINDOW, "desc", context
        )
        for item in page.data:
            if isinstance(item, ClientToolCallItem) and item.status == "pending":
                return item
            if isinstance(item, UserMessageItem):
                return None
        return None

    async def require_open(self, thread_id: str, context: RequestContext) -> ThreadMetadata:
        """Load a thread that takes messages.

        Raises:
            NotFoundError: The user has no such thread.
            Conflict: It is locked or closed.
        """
        thread = await self._store.load_thread(thread_id, context)
        if not isinstance(thread.status, ActiveStatus):
            raise Conflict(thread.status.reason or f"This conversation is {thread.status.type}.")
        return thread

    async def _check_retry(self, thread_id: str, item_id: str, context: RequestContext) -> None:
        if not isinstance(await self._item(thread_id, item_id, context), UserMessageItem):
            raise InvalidRequest("Only a user's message can be retried.")

    async def _item(self, thread_id: str, item_id: str, context: RequestContext) -> ThreadItem:
        return await self._store.load_item(thread_id, item_id, context)

    async def check_message(self, message: UserMessageInput, context: RequestContext) -> None:
        """Check a message by itself, wherever it is to be sent.

        Raises:
            InvalidRequest: It is empty, too long, or mentions too much.
            FileError: It has too many attachments, or one whose bytes are not here yet.
            NotFound: It has an attachment that does not exist or belongs to someone else.
        """
        tags = [part for part in message.content if isinstance(part, UserMessageTagContent)]
        if len(tags) > MAX_TAGS:
            raise InvalidRequest(
                f"The message mentions {len(tags):,} things; at most {MAX_TAGS} are allowed."
            )
        length = sum(len(part.text) for part in message.content) + len(message.quoted_text or "")
        # What a page says of what is mentioned is kept, and may be told to a model, as well.
        length += sum(len(tag.id + (tag.group or "")) + len(json.dumps(tag.data)) for tag in tags)
        if length > self._max_message_chars:
            raise InvalidRequest(
                f"The message has {length:,} characters; "
                f"at most {self._max_message_chars:,} are allowed."
            )
        if not message.attachments and not any(part.text.strip() for part in message.content):
            raise InvalidRequest("The message is empty.")
        if not message.attachments:
            return
        try:
            if self._attachments is not None:
                await self._attachments.claim(message.attachments, context)
            else:
                for attachment_id in message.attachments:
                    await self._store.load_attachment(attachment_id, context)
        except NotFoundError:
            raise NotFound("An attachment of this message does not exist.") from None
