"""Asks the user before tools are called, and lets the run go on with the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from agents import RunState, ToolApprovalItem
from chatkit.actions import Action
from chatkit.types import (
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetItem,
)
from sqlalchemy.ext.asyncio import AsyncEngine

from chatkit_server.approvals.cards import (
    APPROVE_ACTION,
    REJECT_ACTION,
    draw,
    draw_elsewhere,
    is_card,
    tell,
)
from chatkit_server.approvals.model import Answer, Approval, AskedCall
from chatkit_server.approvals.records import ApprovalRecords
from chatkit_server.clock import Clock, item_now, utc_now
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest
from chatkit_server.i18n.words import words_in
from stores.sql_store import SQLStore

ACTIONS: Final = frozenset({APPROVE_ACTION, REJECT_ACTION})
"""Those of the card."""

MAX_REASON_CHARS: Final = 2_000


class Approvals:
    """Keeps runs that wait for the user's approval.

    Args:
        engine: The migrations have run on it.
        store: The threads.
        life: How long a question may be answered.
        clock: Gives the moment, UTC.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        store: SQLStore[RequestContext],
        life: timedelta = timedelta(days=1),
        clock: Clock = utc_now,
    ) -> None:
        self._records = ApprovalRecords(engine)
        self._store = store
        self._life = life
        self._clock = clock

    # While a run goes on

    async def ask(
        self,
        thread: ThreadMetadata,
        context: RequestContext,
        run: RunState[Any],
        beside: Mapping[str, Any],
    ) -> WidgetItem | None:
        """Ask about the calls at which a run stopped.

        Args:
            run: What the user always allows is approved in it.
            beside: What else is needed to go on; JSON.

        Returns:
            The card, for the thread; None if there is nothing to ask and the run can go on.
        """
        always = await self._records.always(thread.id, context.owner)
        calls = []
        for item in run.get_interruptions():
            call = _asked(item)
            if (call.agent, call.tool) in always:
                run.approve(item)
            else:
                calls.append(call)
        if not calls:
            return None
        now = self._clock()
        approval = Approval(
            thread_id=thread.id,
            item_id=self._store.generate_item_id("message", thread, context),
            owner=context.owner,
            calls=tuple(calls),
            created_at=now,
            expires_at=now + self._life,
            state={"run": run.to_json(context_serializer=lambda _: {}), "beside": dict(beside)},
        )
        await self._records.add(approval)
        return self._card(approval, context)

    async def withdraw(
        self, card: WidgetItem, context: RequestContext
    ) -> AsyncIterator[ThreadStreamEvent]:
        """End the question of a card, if nobody has answered it: its thread goes on without."""
        approval = await self.find(card.thread_id, card.id, context)
        if approval is None:
            yield self.shown(card, None, context)
        elif approval.outcome is None:
            now = self._clock()
            if approval.status(now) == "pending":
                await self._records.end(approval, "withdrawn", now=now)
                approval = replace(approval, outcome="withdrawn", state=None)
            yield self.shown(card, approval, context)

    # When the user answers

    async def find(self, thread_id: str, item_id: str, context: RequestContext) -> Approval | None:
        """The question of a card; None if it was asked elsewhere."""
        found = await self._records.find(thread_id, [item_id], context.owner)
        return found[0] if found else None

    def is_pending(self, approval: Approval) -> bool:
        """Whether it can be answered now."""
        return approval.status(self._clock()) == "pending" and approval.state is not None

    async def answer(self, approval: Approval, answer: Answer) -> Approval | None:
        """Take an answer: that of the first who gives one.

        Returns:
            The question with it; None if it came too late.
        """
        calls = tuple(
            replace(call, granted=answer.grants(place)) for place, call in enumerate(approval.calls)
        )
        answered = replace(
            approval, outcome="answered", calls=calls, always=answer.always, reason=answer.reason
        )
        took = await self._records.end(
            approval,
            "answered",
            now=self._clock(),
            calls=calls,
            always=answer.always,
            reason=answer.reason,
        )
        return answered if took else None

    async def give_up(self, approval: Approval) -> Approval:
        """End a question whose run cannot go on, because the assistant is another one now."""
        await self._records.end(approval, "stale", now=self._clock())
        return replace(approval, outcome="stale")

    def shown(
        self, card: WidgetItem, approval: Approval | None, context: RequestContext
    ) -> ThreadItemReplacedEvent:
        """Tell how a question stands now.

        Args:
            card: What the user has pressed a button of.
            approval: Its question; None if it was asked elsewhere.
            context: The user, in whose language it is told.
        """
        return ThreadItemReplacedEvent(item=self._redrawn(card, approval, context))

    # What is read, what is gone

    async def present(
        self, thread_id: str, items: Sequence[WidgetItem], context: RequestContext
    ) -> dict[str, WidgetItem]:
        """The cards among widgets as they are now, in the user's language, by their ids."""
        cards = {item.id: item for item in items if is_card(item)}
        if not cards:
            return {}
        found = await self._records.find(thread_id, list(cards), context.owner)
        approvals = {approval.item_id: approval for approval in found}
        return {
            item_id: self._redrawn(card, approvals.get(item_id), context)
            for item_id, card in cards.items()
        }

    async def forget_thread(self, thread_id: str, context: RequestContext) -> None:
        """Drop the questions of a thread that is gone."""
        await self._records.forget_thread(thread_id, context.owner)

    def _redrawn(
        self, card: WidgetItem, approval: Approval | None, context: RequestContext
    ) -> WidgetItem:
        words = words_in(context.locale)
        if approval is None:
            return card.model_copy(update={"widget": draw_elsewhere(words)})
        now = self._clock()
        return card.model_copy(
            update={"widget": draw(approval, now, words), "copy_text": tell(approval, now)}
        )

    def _card(self, approval: Approval, context: RequestContext) -> WidgetItem:
        now = self._clock()
        return WidgetItem(
            id=approval.item_id,
            thread_id=approval.thread_id,
            created_at=item_now(),
            widget=draw(approval, now, words_in(context.locale)),
            copy_text=tell(approval, now),
        )


def decide(run: RunState[Any], approval: Approval) -> None:
    """Tell a run that goes on what the user said."""
    granted = {call.call_id: call.granted for call in approval.calls}
    why = f" The user says: {approval.reason}" if approval.reason else ""
    for item in run.get_interruptions():
        call = _asked(item)
        if call.call_id not in granted:
            continue  # the user has always allowed it
        if granted[call.call_id]:
            run.approve(item)
        else:
            said = f"The user rejected this call, so it was not made.{why}"
            run.reject(item, rejection_message=said)


def answer_of(action: Action[str, Any]) -> Answer:
    """What a button of the card says.

    Raises:
        InvalidRequest: The payload makes no sense.
    """
    payload = {} if action.payload is None else action.payload
    if not isinstance(payload, dict):
        raise InvalidRequest("payload must be an object.")
    if action.type == REJECT_ACTION:
        reason = payload.get("reason") or ""
        if not isinstance(reason, str) or len(reason) > MAX_REASON_CHARS:
            raise InvalidRequest(
                f"payload.reason must be a text of at most {MAX_REASON_CHARS:,} characters."
            )
        return Answer(approved=False, reason=reason.strip() or None)
    chosen, always = payload.get("chosen", {}), payload.get("always", False)
    if not isinstance(chosen, dict) or not isinstance(always, bool):
        raise InvalidRequest("payload.chosen must be an object, and payload.always a boolean.")
    left_out = frozenset(
        int(place) for place, stays in chosen.items() if place.isdecimal() and not stays
    )
    return Answer(approved=True, always=always, left_out=left_out)


def _asked(item: ToolApprovalItem) -> AskedCall:
    return AskedCall(
        call_id=item.call_id or "",
        agent=item.agent.name,
        tool=item.qualified_name or item.name or "tool",
        arguments=item.arguments or "",
    )
