"""Sources that tools cite become annotations of the message that follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from chatkit.types import (
    Annotation,
    AssistantMessageContentPartAnnotationAdded,
    AssistantMessageItem,
    EntitySource,
    FileSource,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    ThreadStreamEvent,
    URLSource,
)

Source: TypeAlias = URLSource | FileSource | EntitySource


class Citations:
    """What the tools of one answer have cited, in order."""

    def __init__(self) -> None:
        self._sources: list[Source] = []
        self._annotated = 0

    def add(self, sources: Sequence[Source]) -> None:
        """Cite sources."""
        self._sources.extend(sources)

    def __len__(self) -> int:
        """How many were cited so far."""
        return len(self._sources)

    def since(self, count: int) -> list[Source]:
        """Those cited when there were ``count`` already, each once."""
        return _unique(self._sources[count:])

    def annotate(self, event: ThreadStreamEvent) -> Iterator[ThreadStreamEvent]:
        """An event; with the end of a message, what was cited before it and not told yet.

        The annotations have no place in the text, and come after those of the model's own.
        """
        match event:
            case ThreadItemDoneEvent(item=AssistantMessageItem(content=[*before, part]) as message):
                sources = self.since(self._annotated)
                self._annotated = len(self._sources)
                for source in sources:
                    update = AssistantMessageContentPartAnnotationAdded(
                        content_index=len(before),
                        annotation_index=len(part.annotations),
                        annotation=Annotation(source=source),
                    )
                    part.annotations.append(update.annotation)
                    yield ThreadItemUpdatedEvent(item_id=message.id, update=update)
        yield event


def _unique(sources: Sequence[Source]) -> list[Source]:
    return [source for place, source in enumerate(sources) if source not in sources[:place]]
