"""What a command has at hand: the thread, items to make, time to let pass, and chance by seed."""

from __future__ import annotations

import asyncio
from random import Random
from typing import Any, TypeAlias, cast

import orjson
from chatkit.store import StoreItemType
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartDone,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdate,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)

from chatkit_server.assistant.base import Turn
from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext
from chatkit_server.showcase.faults import Faults
from chatkit_server.wire import RawFrame, frame
from stores.ids import new_item_id
from stores.sql_store import SQLStore

Event: TypeAlias = ThreadStreamEvent


class Scene:
    """What a widget is made with, in a thread or in the gallery.

    Attributes:
        seed: Chance follows from it.
        random: The same for the same seed.
    """

    def __init__(self, base_url: str, *, seed: int = 7) -> None:
        self.seed = seed
        self.random = Random(seed)
        self._base_url = base_url

    def url(self, path: str) -> str:
        """The absolute URL of something that this server serves."""
        return f"{self._base_url}{path}"


class Stage(Scene):
    """One performance of a command.

    Attributes:
        faults: What may be done to connections.
        run_agent: Has the showcase's agent answer; gives its events.
    """

    def __init__(self, turn: Turn, faults: Faults, *, seed: int = 7, pace: float = 1.0) -> None:
        super().__init__(turn.context.base_url, seed=seed)
        self.thread: ThreadMetadata = turn.thread
        self.message: UserMessageItem | None = turn.message
        self.context: RequestContext = turn.context
        self.store: SQLStore[RequestContext] = turn.store
        self.run_agent = turn.run_agent
        self.faults = faults
        self._pace = pace

    async def pause(self, seconds: float) -> None:
        """Let time pass, as much as the pace says."""
        await asyncio.sleep(seconds * self._pace)

    def fields(self, kind: StoreItemType = "message") -> dict[str, Any]:
        """What every item has: an id of its own, the thread, and now."""
        return {
            "id": new_item_id(kind),
            "thread_id": self.thread.id,
            "created_at": item_now(),
        }

    def text(self, text: str) -> Event:
        """A whole message at once."""
        content = [AssistantMessageContent(text=text)]
        return ThreadItemDoneEvent(item=AssistantMessageItem(**self.fields(), content=content))

    def speech(self) -> Speech:
        """A message to stream."""
        return Speech(AssistantMessageItem(**self.fields(), content=[]))


class Speech:
    """A message that is streamed, part by part."""

    def __init__(self, item: AssistantMessageItem) -> None:
        self.item = item

    def start(self) -> list[Event]:
        """Add the message with its first, empty part."""
        return [ThreadItemAddedEvent(item=self.item.model_copy(deep=True)), self.part()]

    def part(self, text: str = "") -> Event:
        """Add a part."""
        content = AssistantMessageContent(text=text)
        self.item.content.append(content)
        return self.update(
            AssistantMessageContentPartAdded(
                content_index=len(self.item.content) - 1, content=content.model_copy(deep=True)
            )
        )

    def delta(self, text: str) -> Event:
        """Add to the last part."""
        self.item.content[-1].text += text
        return self.update(
            AssistantMessageContentPartTextDelta(
                content_index=len(self.item.content) - 1, delta=text
            )
        )

    def part_done(self) -> Event:
        """End the last part."""
        return self.update(
            AssistantMessageContentPartDone(
                content_index=len(self.item.content) - 1,
                content=self.item.content[-1].model_copy(deep=True),
            )
        )

    def done(self) -> Event:
        """End the message."""
        return ThreadItemDoneEvent(item=self.item.model_copy(deep=True))

    def update(self, update: ThreadItemUpdate) -> Event:
        """Any other update of the message."""
        return ThreadItemUpdatedEvent(item_id=self.item.id, update=update)


def raw(event: dict[str, Any]) -> Event:
    """An event that the SDK's types do not know."""
    return raw_bytes(b"data: " + orjson.dumps(event) + b"\n\n")


def raw_bytes(data: bytes) -> Event:
    """Bytes of the stream, whatever they are."""
    return cast(Event, RawFrame(data=data))


def again(event: Event) -> Event:
    """The same frame once more, behind the back of the storage."""
    return raw_bytes(frame(event))
