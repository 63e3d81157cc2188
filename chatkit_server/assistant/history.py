"""How much of a thread a model gets to see: the newest of it, and in short what was before."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, TypeAlias

from agents import TResponseInputItem
from chatkit.types import ThreadItem, UserMessageItem, WidgetItem

from chatkit_server.assistant.base import Assistant
from chatkit_server.assistant.converter import (
    FilesForModel,
    HistoryConverter,
    enclosed,
    tags_of,
    user_text,
)
from chatkit_server.assistant.models import ModelChoice
from chatkit_server.assistant.summaries import ThreadSummaries
from chatkit_server.assistant.tokens import count, fitted
from chatkit_server.context import RequestContext
from chatkit_server.i18n.locales import ENGLISH
from chatkit_server.i18n.words import words_in
from chatkit_server.interruption import is_card as is_interruption
from stores.sql_store import SQLStore
from stores.summaries import Summary

PAGE_SIZE: Final = 50
MAX_ITEMS: Final = 200
"""How many items of a thread a model is told in full, however short they are."""

FilesOf: TypeAlias = Callable[[RequestContext], FilesForModel]
"""Gives what shows a model the files of one user."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An item of a thread as a model is told of it.

    Attributes:
        tokens: What that takes.
        asks: Whether it is a message of the user's.
    """

    item_id: str
    inputs: Sequence[TResponseInputItem]
    tokens: int
    asks: bool


class History:
    """Tells a model of a thread, within a budget of tokens.

    The newest of the thread is told in full, from the user's last message on in any case: where
    that alone is too much, its longest texts are cut. What falls out of the budget is told by a
    summary. So that this happens seldom, and what a provider remembers of the beginning of a
    conversation stays good, half of the budget is empty afterwards.

    Args:
        store: The threads.
        assistant: Says what widgets show, what mentions stand for, and what commands mean.
        budget: Tokens, by the estimate of `tokens`.
        files: Shows the model the files of messages; without it, their names.
        summaries: Keep in short what falls out; without them nothing is known of it.
    """

    def __init__(
        self,
        store: SQLStore[RequestContext],
        assistant: Assistant,
        *,
        budget: int = 40_000,
        files: FilesOf | None = None,
        summaries: ThreadSummaries | None = None,
    ) -> None:
        self._store = store
        self._assistant = assistant
        self._files = files
        self._summaries = summaries
        self.budget = budget

    async def load(
        self, thread_id: str, model: ModelChoice, context: RequestContext
    ) -> list[TResponseInputItem]:
        """A thread as model input, oldest first.

        Args:
            model: The one that is told, and that summarizes what it cannot be told.
        """
        async with aclosing(self._newest_first(thread_id, context)) as newest_first:
            recent, whole = await self._recent(newest_first)
            if whole:
                return _inputs(recent, self.budget)
            if self._summaries is None or not model.understands:
                return _inputs(_newest(recent, self.budget), self.budget)
            summary = await self._summaries.find(thread_id, context)
            place = _place(summary, recent)
            fresh = recent if place is None else recent[: max(place, _last_turn(recent))]
            room = self.budget - count(_told(summary))
            if place is not None and _tokens(fresh) <= room:
                return [*_told(summary), *_inputs(fresh, room)]
            kept = _newest(fresh, room // 2, MAX_ITEMS // 2)
            fallen = fresh[len(kept) :]
            if place is None:
                fallen += await self._up_to(summary, newest_first, self.budget - _tokens(fallen))
        if fallen:
            said = _inputs(fallen, self.budget)
            newer = await self._summaries.extend(
                thread_id, summary, said, fallen[0].item_id, model, context
            )
            if newer is None:
                kept = _newest(fresh, room)
            summary = newer or summary
        return [*_told(summary), *_inputs(kept, self.budget - count(_told(summary)))]

    async def _recent(self, newest_first: AsyncIterator[_Told]) -> tuple[list[_Told], bool]:
        """The items that may be told in full, newest first, and whether that is all there is."""
        recent: list[_Told] = []
        left = self.budget
        async for told in newest_first:
            recent.append(told)
            left -= told.tokens
            if len(recent) == MAX_ITEMS or (left < 0 and any(each.asks for each in recent)):
                return recent, False
        return recent, left >= 0

    async def _up_to(
        self, summary: Summary | None, newest_first: AsyncIterator[_Told], room: int
    ) -> list[_Told]:
        """More of what no summary tells of yet, as much as can be summarized at once."""
        found: list[_Told] = []
        async for told in newest_first:
            room -= told.tokens
            if room < 0 or len(found) == MAX_ITEMS or _place(summary, [told]) is not None:
                break
            found.append(told)
        return found

    async def _newest_first(self, thread_id: str, context: RequestContext) -> AsyncGenerator[_Told]:
        files = self._files(context) if self._files is not None else None
        after: str | None = None
        while True:
            page = await self._store.load_thread_items(thread_id, after, PAGE_SIZE, "desc", context)
            converter = await self._converter(page.data, files, context)
            for item in page.data:
                inputs = await converter.to_agent_input(item)
                asks = isinstance(item, UserMessageItem)
                yield _Told(item.id, inputs, count(inputs), asks)
            if not page.has_more:
                return
            after = page.after

    async def _converter(
        self, items: Sequence[ThreadItem], files: FilesForModel | None, context: RequestContext
    ) -> HistoryConverter:
        assistant = self._assistant
        widgets = [item for item in items if isinstance(item, WidgetItem)]
        tags = [tag for item in items if isinstance(item, UserMessageItem) for tag in tags_of(item)]
        described = dict(await assistant.describe_widgets(widgets, context)) if widgets else {}
        # The card itself is in the user's language.
        interrupted = words_in(ENGLISH).say("interruption.text")
        described |= {item.id: interrupted for item in widgets if is_interruption(item)}
        return HistoryConverter(
            described,
            files,
            mentions=await assistant.describe_mentions(tags, context) if tags else {},
            commands=assistant.commands,
        )


def _last_turn(recent: Sequence[_Told]) -> int:
    """How many items there are since the user's last message, with it."""
    return next((number for number, told in enumerate(recent, 1) if told.asks), 1)


def _newest(recent: Sequence[_Told], room: int, most: int = MAX_ITEMS) -> list[_Told]:
    """The last turn, and what fits of what was before."""
    kept = list(recent[: _last_turn(recent)])
    left = room - _tokens(kept)
    for told in recent[len(kept) : most]:
        left -= told.tokens
        if left < 0:
            break
        kept.append(told)
    return kept


def _place(summary: Summary | None, newest_first: Sequence[_Told]) -> int | None:
    """Where the last item is that a summary tells of; None if it is not there."""
    if summary is None:
        return None
    ids = [told.item_id for told in newest_first]
    return ids.index(summary.item_id) if summary.item_id in ids else None


def _tokens(items: Sequence[_Told]) -> int:
    return sum(told.tokens for told in items)


def _inputs(newest_first: Sequence[_Told], room: int) -> list[TResponseInputItem]:
    """Model input, oldest first; what is too long by itself is cut."""
    return fitted([part for told in reversed(newest_first) for part in told.inputs], room)


def _told(summary: Summary | None) -> list[TResponseInputItem]:
    if summary is None:
        return []
    return [
        user_text(
            "The beginning of this conversation is not shown any more. In short:\n"
            + enclosed("summary", f"\n{summary.text}\n")
        )
    ]
