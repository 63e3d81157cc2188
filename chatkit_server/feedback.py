"""What users think of answers, as those are told who look after a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from chatkit.types import AssistantMessageItem, FeedbackKind, ThreadItem, WidgetItem
from pydantic import AwareDatetime, BaseModel, Field

from stores.opinions import Opinion, Opinions

_PAGE: Final = 500


class FeedbackEntry(BaseModel):
    """What a user thinks of an item; the latest opinion counts."""

    user: str
    thread_id: str
    item_id: str
    item_type: str
    kind: FeedbackKind
    at: AwareDatetime
    text: str | None = Field(description="What was said there, of items that say something.")


async def all_feedback(opinions: Opinions) -> AsyncIterator[FeedbackEntry]:
    """All of it, in the order in which it was given.

    Raises:
        StoreUnavailable: The database does not answer.
    """
    page = await opinions.page(_PAGE)
    while page:
        for opinion in page:
            yield entry_of(opinion)
        page = await opinions.page(_PAGE, after=page[-1].place)


def entry_of(opinion: Opinion) -> FeedbackEntry:
    """An opinion as it is told."""
    return FeedbackEntry(
        user=opinion.owner,
        thread_id=opinion.thread_id,
        item_id=opinion.item.id,
        item_type=opinion.item.type,
        kind=opinion.kind,
        at=opinion.saved_at,
        text=_text_of(opinion.item),
    )


def _text_of(item: ThreadItem) -> str | None:
    match item:
        case AssistantMessageItem(content=content):
            return "\n\n".join(part.text for part in content)
        case WidgetItem(copy_text=text):
            return text
        case _:
            return None
