"""Notices, errors, progress, effects; and what a client has never heard of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final, get_args

from chatkit.errors import CustomStreamError, ErrorCode, StreamError
from chatkit.icons import IconName
from chatkit.types import (
    AssistantMessageContentPartTextDelta,
    ClientEffectEvent,
    ErrorEvent,
    HiddenContextItem,
    NoticeEvent,
    ProgressUpdateEvent,
    SDKHiddenContextItem,
    StreamOptions,
    StreamOptionsEvent,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemReplacedEvent,
    ThreadItemUpdatedEvent,
)

from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.stage import Event, Stage, again, raw, raw_bytes

LEVELS: Final = ("info", "warning", "danger")
ICONS: Final[tuple[str, ...]] = get_args(get_args(IconName)[0])
CUSTOM: Final = "The kitchen is on fire. This message is the assistant's own."


async def notices(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Notices of every level."""
    yield NoticeEvent(level="info", message="A notice without a title.")
    yield NoticeEvent(
        level="warning",
        title="Nearly there",
        message="You have used 90 of 100 messages. [Upgrade](https://example.com/plans) **now**.",
    )
    yield NoticeEvent(level="danger", title="Maintenance", message="From 22:00 to 23:00 UTC.")
    yield stage.text("Three notices belong to this answer.")


ERRORS: Final = ("retry", "final", "custom", "raised", "code", "crash", "newcode", "bare")


async def error(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """End with an error, at once or in the middle of a message."""
    if arguments.has("midway"):
        speech = stage.speech()
        for event in speech.start():
            yield event
        for word in ("This ", "sentence ", "will ", "never ", "be "):
            yield speech.delta(word)
            await stage.pause(0.1)
    match arguments.word(ERRORS):
        case "retry":
            yield ErrorEvent(code="custom", message=CUSTOM, allow_retry=True)
        case "final":
            yield ErrorEvent(code="custom", message=CUSTOM, allow_retry=False)
        case "custom":
            raise CustomStreamError(CUSTOM, allow_retry=True)
        case "raised":
            raise StreamError(ErrorCode.STREAM_ERROR, allow_retry=False)
        case "code":
            yield ErrorEvent(code=ErrorCode.STREAM_ERROR, allow_retry=True)
        case "newcode":
            yield raw({"type": "error", "code": "quota.exceeded", "allow_retry": False})
        case "bare":
            yield raw({"type": "error"})
        case _:
            raise RuntimeError("the showcase was told to crash")


async def progress(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Lines about what is going on, until something is there."""
    icons = ICONS if arguments.has("icons") else ("search", "globe", "document")
    yield ProgressUpdateEvent(text="Thinking about it…")
    await stage.pause(0.6)
    for icon in icons:
        yield ProgressUpdateEvent(icon=icon, text=f"Looking with the icon {icon}…")
        await stage.pause(0.6 if len(icons) < 10 else 0.1)
    for name in ("vendor:acme", "lucide:anchor"):
        yield ProgressUpdateEvent(icon=name, text=f"Looking with the icon {name}…")
        await stage.pause(0.3)
    yield stage.text("Found it.")


async def effects(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Effects for the page."""
    yield ClientEffectEvent(name="showcase.confetti", data={"amount": 3, "colors": ["red"]})
    yield ClientEffectEvent(name="showcase.bare")
    yield stage.text("Two effects went to the page.")


async def nocancel(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """An answer that cannot be stopped, then one that can."""
    yield StreamOptionsEvent(stream_options=StreamOptions(allow_cancel=False))
    speech = stage.speech()
    for event in speech.start():
        yield event
    for word in "This part cannot be stopped. ".split(" "):
        yield speech.delta(f"{word} ")
        await stage.pause(0.3)
    yield StreamOptionsEvent(stream_options=StreamOptions(allow_cancel=True))
    for word in "But this one can.".split(" "):
        yield speech.delta(f"{word} ")
        await stage.pause(0.3)
    yield speech.part_done()
    yield speech.done()


async def hidden(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Items that no client may see."""
    secret = HiddenContextItem(**stage.fields(), content={"secret": "not for clients"})
    yield ThreadItemAddedEvent(item=secret)
    yield ThreadItemDoneEvent(item=secret)
    sdk = SDKHiddenContextItem(**stage.fields("sdk_hidden_context"), content="not for clients")
    yield ThreadItemDoneEvent(item=sdk)
    yield stage.text("Two hidden items are before this message.")


async def change(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Items that are replaced and removed."""
    for text in ("This stays.", "This will be replaced.", "This will be removed."):
        event = stage.text(text)
        yield event
        assert isinstance(event, ThreadItemDoneEvent)
        await stage.pause(0.5)
        if "replaced" in text:
            other = stage.text("This came in place of another.")
            assert isinstance(other, ThreadItemDoneEvent)
            item = other.item.model_copy(update={"id": event.item.id})
            yield ThreadItemReplacedEvent(item=item)
        if "removed" in text:
            yield ThreadItemRemovedEvent(item_id=event.item.id)
    yield stage.text("One was replaced and one removed.")


async def unknown(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """What a newer protocol may bring, and what is broken."""
    event = stage.text("What came before and after is of no protocol that you know.")
    assert isinstance(event, ThreadItemDoneEvent)
    fields = stage.fields() | {"created_at": "2026-11-21T12:00:00Z"}
    item: dict[str, Any] = {**fields, "type": "hologram", "depth": 3}
    yield raw({"type": "thread.item.added", "item": item})
    yield raw({"type": "thread.item.done", "item": item})
    yield raw({"type": "thread.frobnicated", "how": "thoroughly"})
    yield event
    updates: tuple[Any, ...] = ({"type": "assistant_message.sung", "key": "C"}, {"type": 7}, None)
    for update in updates:
        yield raw({"type": "thread.item.updated", "item_id": event.item.id, "update": update})
    for broken in (b"data: {not json\n\n", b"data: 3\n\n", b"data:\n\n", b"data: []\n\n"):
        yield raw_bytes(broken)
    yield raw({"type": "thread.item.done", "item": {"type": "assistant_message"}})
    yield raw({"type": "progress_update"})
    yield stage.text("And this is known again.")


async def twice(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Frames that come twice, and updates of what is not there."""
    speech = stage.speech()
    stray = AssistantMessageContentPartTextDelta(content_index=0, delta="Lost.")
    yield ThreadItemUpdatedEvent(item_id="msg_never_seen", update=stray)
    yield ThreadItemRemovedEvent(item_id="msg_never_seen")
    for event in speech.start():
        yield event
        yield again(event)
    yield speech.delta("This message came twice and is there once.")
    yield speech.part_done()
    done = speech.done()
    yield done
    yield again(done)
    late = AssistantMessageContentPartTextDelta(content_index=0, delta=" Too late.")
    yield again(ThreadItemUpdatedEvent(item_id=speech.item.id, update=late))


COMMANDS: Final = (
    Command("notices", "Three notices, each in the colour of its level, with Markdown.", notices),
    Command(
        "error",
        "An error with its message and, where it may help, a way to try again; with `midway`, "
        "below the half sentence, which stays.",
        error,
        usage="|".join(ERRORS) + " midway",
        example="final midway",
    ),
    Command(
        "progress",
        "One line that changes, with its icon, and is gone when the message comes. With `icons`, "
        "every icon once.",
        progress,
        usage="icons",
    ),
    Command("effects", "Nothing but the message: the page gets two `chatkit.effect`s.", effects),
    Command(
        "nocancel", "No way to stop for the first sentence; a way to stop for the second.", nocancel
    ),
    Command("hidden", "The message alone, live and after a reload.", hidden),
    Command(
        "change", "One message changes in its place, one goes; the same after a reload.", change
    ),
    Command(
        "unknown",
        "The two messages; events, updates and items that nobody knows do no harm (an item of an "
        "unknown type may leave a neutral mark).",
        unknown,
    ),
    Command(
        "twice",
        "One message, once, although its frames come twice, and updates for nothing and after "
        "its end.",
        twice,
    ),
)
