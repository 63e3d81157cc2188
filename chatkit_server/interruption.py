"""What a thread keeps of an answer that was cut off: a note for the agent, a card for the user."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from chatkit.actions import Action as ReceivedAction
from chatkit.store import Store
from chatkit.types import HiddenContextItem, ThreadItem, ThreadMetadata, UserMessageItem, WidgetItem
from chatkit.widgets import DynamicWidgetRoot

from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext, User
from chatkit_server.errors import InvalidRequest
from chatkit_server.i18n.words import Words, words_in
from stores.leases import Lease
from stores.sql_store import SQLStore
from widgets.chat import Interrupted
from widgets.tasks import Action, ActionButton

NOTE = "The answer before this point was interrupted and is incomplete."

CARD_KEY = "run.interrupted"
"""The key of the card's root, by which it is known."""

RETRY_ACTION = "run.retry"
"""Payload: ``{"item_id": the user message to answer again}``."""


def is_card(item: WidgetItem) -> bool:
    """Whether a widget says that an answer was cut off."""
    return item.widget.key == CARD_KEY


def interruption_card(message_id: str, words: Words) -> DynamicWidgetRoot:
    """A card that any ChatKit client can draw and act on.

    Args:
        message_id: The user message that Retry answers again.
        words: Those of the language it is drawn in.
    """
    retry = Action(type=RETRY_ACTION, payload={"item_id": message_id})
    return Interrupted(
        key=CARD_KEY,
        text=words.say("interruption.text"),
        button=ActionButton(label=words.say("interruption.retry"), action=retry),
    ).build()


def present(items: Sequence[WidgetItem], context: RequestContext) -> dict[str, WidgetItem]:
    """The cards among widgets in the user's language, by their ids."""
    words = words_in(context.locale)
    return {
        item.id: item.model_copy(update={"widget": interruption_card(message_id, words)})
        for item in items
        if is_card(item) and (message_id := _message_of(item.widget.model_dump())) is not None
    }


def retry_target(action: ReceivedAction[str, Any]) -> str:
    """The user message to answer again.

    Raises:
        InvalidRequest: The payload does not name one.
    """
    payload = action.payload
    item_id = payload.get("item_id") if isinstance(payload, dict) else None
    if not isinstance(item_id, str):
        raise InvalidRequest("payload.item_id must name the message to answer again.")
    return item_id


def _message_of(node: Any) -> str | None:
    """The message that the button in a drawn card answers again."""
    match node:
        case {"onClickAction": {"type": action, "payload": {"item_id": str(message_id)}}} if (
            action == RETRY_ACTION
        ):
            return message_id
        case {"children": [*children]}:
            return next(filter(None, map(_message_of, children)), None)
    return None


class Interruptions:
    """Marks interrupted answers in a store."""

    def __init__(self, store: SQLStore[RequestContext]) -> None:
        self._store = store

    async def recover(self, lease: Lease) -> None:
        """Keep and mark what a process that is gone was saying.

        Raises:
            NotFoundError: The thread is gone, too.
        """
        context = RequestContext(User(lease.owner))
        await self._store.settle_items(lease.thread_id, context)
        await self.note(lease.thread_id, context)
        await self.mark(lease.thread_id, context)

    async def note(self, thread_id: str, context: RequestContext) -> None:
        """Tell the agent, out of the user's sight."""
        item = HiddenContextItem(
            id=self._new_id(thread_id, context),
            thread_id=thread_id,
            created_at=item_now(),
            content=NOTE,
        )
        await self._store.add_thread_item(thread_id, item, context)

    async def mark(self, thread_id: str, context: RequestContext) -> WidgetItem | None:
        """Tell the user, with a button that answers the last message again.

        Returns:
            The card; None when nobody has said anything in the thread.
        """
        async for item in items_from_newest(self._store, thread_id, context):
            if isinstance(item, UserMessageItem):
                card = WidgetItem(
                    id=self._new_id(thread_id, context),
                    thread_id=thread_id,
                    created_at=item_now(),
                    widget=interruption_card(item.id, words_in(context.locale)),
                )
                await self._store.add_thread_item(thread_id, card, context)
                return card
        return None

    def _new_id(self, thread_id: str, context: RequestContext) -> str:
        thread = ThreadMetadata(id=thread_id, created_at=context.now)
        return self._store.generate_item_id("message", thread, context)


async def items_from_newest(
    store: Store[RequestContext], thread_id: str, context: RequestContext
) -> AsyncIterator[ThreadItem]:
    """All items of a thread, hidden ones included, the newest first."""
    after: str | None = None
    while True:
        page = await store.load_thread_items(thread_id, after, 50, "desc", context)
        for item in page.data:
            yield item
        if not page.has_more:
            return
        after = page.after
