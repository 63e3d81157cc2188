"""``/api/admin/users/{user}/threads``: what a back end says and does in a user's threads.

Takes ``server`` from the app's state.
"""

from __future__ import annotations

from typing import Final

import orjson
from chatkit.types import Thread, ThreadItem, ThreadListParams, ThreadStatus, ThreadStreamEvent
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.access.model import ApiKey
from chatkit_server.admission import MAX_PAGE
from chatkit_server.context import RequestContext
from chatkit_server.extensions import ActivityPage
from chatkit_server.http.admin.callers import admit, note
from chatkit_server.http.answers import json_answer, no_content
from chatkit_server.http.body import read_model, read_query
from chatkit_server.http.chatkit import STREAM_HEADERS, EventStream, wants_events
from chatkit_server.http.contract import Media, operation
from chatkit_server.metadata import Metadata, MetadataQuery, wanted_by_query
from chatkit_server.server import AssistantServer
from chatkit_server.users.threads import Role, UserThreads
from chatkit_server.wire import bare_thread, dated, dated_thread, serialize

_GROUP: Final = "Users"
_UNKNOWN: Final = "The user has no such thread."
_BUSY: Final = "An answer is being written in the thread, or it takes no messages."


class NewMessage(BaseModel):
    """A message to add."""

    model_config = ConfigDict(strict=True)

    role: Role = Field(description="Who says it.")
    content: str = Field(description="Markdown of the assistant's, plain text of the user's.")


class NewThread(NewMessage):
    """A thread to make, by its first message."""

    title: str | None = Field(None, description="A user's message gives one where none is given.")
    metadata: Metadata = Field(
        {}, description="What tools and back ends find in it; no page is shown it."
    )


class NewRun(BaseModel):
    """An answer to write."""

    model_config = ConfigDict(strict=True)

    input: str | None = Field(
        None, description="A message of the user's; without, the thread is answered as it stands."
    )


class ThreadChange(BaseModel):
    """What a thread is to be."""

    model_config = ConfigDict(strict=True)

    status: ThreadStatus = Field(
        description="`active`, `locked` or `closed`; the user is shown the reason of the latter."
    )


class ThreadMade(BaseModel):
    """A thread that was made, and its first message."""

    thread: Thread
    message: ThreadItem


class RunStarted(BaseModel):
    """An answer that is being written."""

    run_id: str
    thread_id: str


class ThreadsQuery(BaseModel):
    """Which threads are asked for."""

    limit: int = Field(20, ge=1, le=MAX_PAGE)
    after: str | None = Field(None, description="The last id of the page before.")
    metadata: MetadataQuery = Field({}, description="What they must have in their metadata.")


@operation(
    _GROUP,
    caller="users",
    query=ThreadsQuery,
    answers={200: ActivityPage},
    refusals={404: _UNKNOWN},
)
async def list_threads(request: Request) -> Response:
    """Answer with a page of a user's threads, newest activity first."""
    _, context = await admit(request)
    query = read_query(request, ThreadsQuery)
    params = ThreadListParams(limit=query.limit, after=query.after)
    wanted = wanted_by_query(query.metadata)
    return json_answer(await _server(request).list_threads(params, wanted, context))


@operation(_GROUP, caller="users", body=NewThread, answers={201: ThreadMade})
async def add_thread(request: Request) -> Response:
    """Make a thread for a user, with a message; it is not answered."""
    key, context = await admit(request)
    body = await read_model(request, NewThread)
    thread, message = await UserThreads(_server(request)).begin(
        body.role, body.content, body.title, context, metadata=body.metadata
    )
    await _note_message(request, key, context, message, body.role)
    shown = ThreadMade(thread=dated_thread(bare_thread(thread)), message=dated(message))
    return json_answer(serialize(shown), 201)


@operation(
    _GROUP,
    caller="users",
    body=NewMessage,
    answers={201: ThreadItem},
    refusals={404: _UNKNOWN, 409: "It is the user's, and the thread takes no messages."},
)
async def add_message(request: Request) -> Response:
    """Add a message to a user's thread; it is not answered, and interrupts no answer."""
    key, context = await admit(request)
    body = await read_model(request, NewMessage)
    message = await UserThreads(_server(request)).add(
        request.path_params["thread_id"], body.role, body.content, context
    )
    await _note_message(request, key, context, message, body.role)
    return json_answer(serialize(dated(message)), 201)


@operation(
    _GROUP,
    caller="users",
    body=NewRun,
    answers={
        202: RunStarted,
        200: Media(
            "text/event-stream",
            "With `Accept: text/event-stream`: the protocol's events, while they happen.",
            ThreadStreamEvent,
        ),
    },
    refusals={404: _UNKNOWN, 409: _BUSY},
)
async def start_run(request: Request) -> Response:
    """Have the assistant answer in a user's thread.

    It is written to its end without anybody who follows it. One that is told to the caller ends as
    every other does when its last follower is gone.
    """
    key, context = await admit(request)
    body = await read_model(request, NewRun)
    thread_id: str = request.path_params["thread_id"]
    threads = UserThreads(_server(request))
    tail = await threads.answer(thread_id, body.input, context)
    detail = {"thread": thread_id, "run": tail.run_id}
    await note(request, "admin.run_started", key, context, detail)
    if wants_events(request):
        return EventStream(tail, STREAM_HEADERS)
    threads.let_go(tail, thread_id, context)
    return json_answer(orjson.dumps({"run_id": tail.run_id, "thread_id": thread_id}), 202)


@operation(
    _GROUP,
    caller="users",
    body=ThreadChange,
    answers={200: Thread},
    refusals={404: _UNKNOWN},
)
async def change_thread(request: Request) -> Response:
    """Lock a user's thread, close it, or open it again; an answer is stopped before."""
    key, context = await admit(request)
    change = await read_model(request, ThreadChange)
    thread = await UserThreads(_server(request)).set_status(
        request.path_params["thread_id"], change.status, context
    )
    detail = {"thread": thread.id, "status": thread.status.type}
    await note(request, "admin.thread_changed", key, context, detail)
    return json_answer(serialize(dated_thread(bare_thread(thread))))


@operation(_GROUP, caller="users", answers={204: None}, refusals={404: _UNKNOWN})
async def delete_thread(request: Request) -> Response:
    """Delete a user's thread for good, after its answer was stopped."""
    key, context = await admit(request)
    server, thread_id = _server(request), request.path_params["thread_id"]
    await server.delete_thread(thread_id, context)
    server.changes.tell(context.owner, thread_id, deleted=True)
    detail = {"user": context.owner}
    await note(request, "thread.deleted", key, context, detail, subject=thread_id)
    return no_content()


async def _note_message(
    request: Request, key: ApiKey, context: RequestContext, message: ThreadItem, role: Role
) -> None:
    detail = {"thread": message.thread_id, "item": message.id, "role": role}
    await note(request, "admin.message_added", key, context, detail)


def _server(request: Request) -> AssistantServer:
    server: AssistantServer = request.app.state.server
    return server
