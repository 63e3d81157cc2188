"""The thread itself: title, status, what it allows, and a very long one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from itertools import count, islice
from typing import Any, Final

from chatkit.types import (
    ActiveStatus,
    AssistantMessageContent,
    AssistantMessageItem,
    ClientEffectEvent,
    ClosedStatus,
    InferenceOptions,
    LockedStatus,
    ThreadItem,
    ThreadMetadata,
    UserMessageItem,
    UserMessageTextContent,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chatkit_server.clock import item_now
from chatkit_server.context import RequestContext
from chatkit_server.server import AssistantServer
from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.samples import long_document
from chatkit_server.showcase.stage import Event, Stage
from stores.ids import new_item_id

MAX_ITEMS: Final = 20_000
UNLOCK_PATH: Final = "/showcase/threads/{thread_id}/unlock"


async def title(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Give the thread another title, twice."""
    stage.thread.title = "A first title"
    yield stage.text("The thread has a title now.")
    await stage.pause(0.5)
    stage.thread.title = arguments.text("to", "A title that says more")
    yield stage.text("And now another one.")


async def metadata(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Change what clients do not see of a thread."""
    visits = int(stage.thread.metadata.get("visits", 0)) + 1
    stage.thread.metadata = {**stage.thread.metadata, "visits": visits}
    yield stage.text(f"The thread's metadata say: visits = {visits}.")


async def domains(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Say whose images the thread may show."""
    allowed = [word for word in arguments.words if "." in word]
    stage.thread.allowed_image_domains = allowed or None
    yield stage.text(f"Images may come from: {', '.join(allowed) or 'nowhere in particular'}.")


async def lock(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Lock the thread for a time, or until it is unlocked over HTTP."""
    async for event in _shut(stage, arguments, LockedStatus(reason=_reason(arguments))):
        yield event


async def close(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Close the thread for a time, or until it is unlocked over HTTP."""
    async for event in _shut(stage, arguments, ClosedStatus(reason=_reason(arguments))):
        yield event


def _reason(arguments: Arguments) -> str | None:
    return arguments.text("reason", "The showcase was told to.") or None


async def _shut(
    stage: Stage, arguments: Arguments, status: LockedStatus | ClosedStatus
) -> AsyncIterator[Event]:
    seconds = arguments.number("for", 0, most=3600)
    stage.thread.status = status
    if not seconds:
        path = UNLOCK_PATH.format(thread_id=stage.thread.id)
        yield stage.text(f"This thread stays {status.type} until somebody posts to {path}")
        return
    yield stage.text(f"This thread is {status.type} for a moment.")
    await stage.pause(seconds)
    stage.thread.status = ActiveStatus()
    yield stage.text("And now it is open again.")


async def fill(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Make another thread with very many items, at once."""
    total = arguments.count("count", 5_000, most=MAX_ITEMS)
    thread = ThreadMetadata(
        id=stage.store.generate_thread_id(stage.context),
        created_at=item_now(),
        title=f"{total:,} items",
    )
    items = list(islice(_conversation(thread.id, stage.seed), total))
    await stage.store.save_thread(thread, stage.context)
    await stage.store.add_thread_items(thread.id, items, stage.context)
    link = stage.url(f"/threads/{thread.id}")
    yield stage.text(f"A thread of {total:,} items is at [{thread.id}]({link}).")
    yield ClientEffectEvent(name="showcase.thread", data={"thread_id": thread.id})


def _conversation(thread_id: str, seed: int) -> Iterator[ThreadItem]:
    """Questions and answers without end, of many lengths."""
    moment = item_now() - timedelta(days=30)
    for number in count():
        moment += timedelta(seconds=20)
        fields: dict[str, Any] = {
            "id": new_item_id("message"),
            "thread_id": thread_id,
            "created_at": moment,
        }
        if number % 2:
            length = 60 + (number * 37 + seed) % 900
            text = f"Answer {number // 2 + 1}: {long_document(length, seed + number)}"
            yield AssistantMessageItem(**fields, content=[AssistantMessageContent(text=text)])
        else:
            text = f"Question {number // 2 + 1}"
            yield UserMessageItem(
                **fields,
                content=[UserMessageTextContent(text=text)],
                inference_options=InferenceOptions(),
            )


async def _unlock(request: Request) -> Response:
    context: RequestContext = request.state.context
    server: AssistantServer = request.app.state.server
    thread = await server.store.load_thread(request.path_params["thread_id"], context)
    thread.status = ActiveStatus()
    await server.store.save_thread(thread, context)
    return JSONResponse({"status": "active"}, headers={"Cache-Control": "no-store"})


ROUTES: Final[tuple[BaseRoute, ...]] = (Route(UNLOCK_PATH, _unlock, methods=["POST"]),)

COMMANDS: Final = (
    Command(
        "title",
        "The thread's title, where threads are listed too, changes twice.",
        title,
        usage='to="TITLE"',
    ),
    Command("metadata", "The message; the number grows with each time.", metadata),
    Command(
        "domains",
        "From now on, images in Markdown of these hosts only, as `/pictures` shows; without any, "
        "the thread says nothing of it.",
        domains,
        usage="HOST…",
    ),
    Command(
        "lock",
        "The reason in the composer's place, and no way to send, until it is unlocked.",
        lock,
        usage='for=SECONDS reason="WORDS"',
        example="for=1",
    ),
    Command(
        "close",
        "The same for a closed thread.",
        close,
        usage='for=SECONDS reason="WORDS"',
        example="for=1",
    ),
    Command(
        "fill",
        "A link to a thread of very many items: it opens at its end at once, and scrolls without "
        "a jump to its beginning.",
        fill,
        usage="COUNT",
        example="100",
    ),
)
