"""``/api/admin``: what a back end does for users, with an API key of the scope ``users``.

Guests are users, too: their ids begin with ``guest_``. A user need not have been here before. Ids
are percent-encoded in paths, slashes too. Takes ``server``, ``users``, ``audit``, ``profiles`` and
``authenticator`` from the app's state.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final, Literal
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

import orjson
from chatkit.types import Thread, ThreadItem, ThreadStatus, ThreadStreamEvent
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from chatkit_server.access.audit import Audit
from chatkit_server.access.model import ApiKey
from chatkit_server.admission import MAX_PAGE
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.own import user_named
from chatkit_server.auth.tokens import valid_subject
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest, NotFound
from chatkit_server.extensions import ActivityPage
from chatkit_server.http.attachments import disposition
from chatkit_server.http.body import read_model, read_query
from chatkit_server.http.chatkit import STREAM_HEADERS, EventStream
from chatkit_server.http.contract import Media, operation
from chatkit_server.http.middleware import base_url
from chatkit_server.logs import request_id
from chatkit_server.profiles import Profiles
from chatkit_server.server import AssistantServer, Reply
from chatkit_server.users.service import Users
from chatkit_server.users.threads import Role, UserThreads
from chatkit_server.wire import bare_thread, dated, dated_thread, serialize

_GROUP: Final = "Users"
_USERS: Final = "/api/admin/users/"
_USER: Final = f"{_USERS}{{user_id:path}}"
_NO_STORE: Final = {"Cache-Control": "no-store"}
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


class ExportQuery(BaseModel):
    """How an export is written."""

    format: Literal["json", "zip"] = "json"


class AuditQuery(BaseModel):
    """Which entries are asked for."""

    after: int = Field(0, ge=0, le=2**63 - 1, description="The last number that is known.")
    limit: int = Field(100, ge=1, le=1000)


class AuditEntry(BaseModel):
    """Something that was done."""

    seq: int
    at: datetime
    event: str
    actor: str
    subject: str | None
    detail: dict[str, Any]
    request_id: str | None


class AuditPage(BaseModel):
    """A page of what was done, oldest first."""

    data: list[AuditEntry]
    has_more: bool
    after: int | None = Field(description="The last number, to ask for the next page with.")


def routes() -> list[BaseRoute]:
    """The routes of this surface; the last one takes what no other does."""
    return [
        Route("/api/admin/audit", read_audit),
        Route(f"{_USER}/threads", list_threads),
        Route(f"{_USER}/threads", add_thread, methods=["POST"]),
        Route(f"{_USER}/threads/{{thread_id}}/messages", add_message, methods=["POST"]),
        Route(f"{_USER}/threads/{{thread_id}}/runs", start_run, methods=["POST"]),
        Route(f"{_USER}/threads/{{thread_id}}", change_thread, methods=["PATCH"]),
        Route(f"{_USER}/threads/{{thread_id}}", delete_thread, methods=["DELETE"]),
        Route(f"{_USER}/export", export_user),
        Route(_USER, erase_user, methods=["DELETE"]),
    ]


@operation(
    _GROUP,
    caller="users",
    query=ThreadsQuery,
    answers={200: ActivityPage},
    refusals={404: _UNKNOWN},
)
async def list_threads(request: Request) -> Response:
    """Answer with a page of a user's threads, newest activity first."""
    _, context = await _admit(request)
    query = read_query(request, ThreadsQuery)
    asked = {"type": "x.threads.list", "params": query.model_dump(exclude_none=True)}
    reply = await _server(request).handle(orjson.dumps(asked), context)
    return _json(_bytes(reply))


@operation(_GROUP, caller="users", body=NewThread, answers={201: ThreadMade})
async def add_thread(request: Request) -> Response:
    """Make a thread for a user, with a message; it is not answered."""
    key, context = await _admit(request)
    body = await read_model(request, NewThread)
    thread, message = await UserThreads(_server(request)).begin(
        body.role, body.content, body.title, context
    )
    await _note_message(request, key, context, message, body.role)
    shown = ThreadMade(thread=dated_thread(bare_thread(thread)), message=dated(message))
    return _json(serialize(shown), 201)


@operation(
    _GROUP,
    caller="users",
    body=NewMessage,
    answers={201: ThreadItem},
    refusals={404: _UNKNOWN, 409: "It is the user's, and the thread takes no messages."},
)
async def add_message(request: Request) -> Response:
    """Add a message to a user's thread; it is not answered, and interrupts no answer."""
    key, context = await _admit(request)
    body = await read_model(request, NewMessage)
    message = await UserThreads(_server(request)).add(
        request.path_params["thread_id"], body.role, body.content, context
    )
    await _note_message(request, key, context, message, body.role)
    return _json(serialize(dated(message)), 201)


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
    key, context = await _admit(request)
    body = await read_model(request, NewRun)
    thread_id: str = request.path_params["thread_id"]
    threads = UserThreads(_server(request))
    tail = await threads.answer(thread_id, body.input, context)
    await _audit(request).record(
        "admin.run_started",
        actor=key.id,
        subject=context.owner,
        detail={"thread": thread_id, "run": tail.run_id},
        request_id=context.request_id,
    )
    if "text/event-stream" in request.headers.get("accept", ""):
        return EventStream(tail, STREAM_HEADERS)
    threads.let_go(tail, thread_id, context)
    return _json(orjson.dumps({"run_id": tail.run_id, "thread_id": thread_id}), 202)


@operation(
    _GROUP,
    caller="users",
    body=ThreadChange,
    answers={200: Thread},
    refusals={404: _UNKNOWN},
)
async def change_thread(request: Request) -> Response:
    """Lock a user's thread, close it, or open it again; an answer is stopped before."""
    key, context = await _admit(request)
    change = await read_model(request, ThreadChange)
    thread = await UserThreads(_server(request)).set_status(
        request.path_params["thread_id"], change.status, context
    )
    await _audit(request).record(
        "admin.thread_changed",
        actor=key.id,
        subject=context.owner,
        detail={"thread": thread.id, "status": thread.status.type},
        request_id=context.request_id,
    )
    return _json(serialize(dated_thread(bare_thread(thread))))


@operation(_GROUP, caller="users", answers={204: None}, refusals={404: _UNKNOWN})
async def delete_thread(request: Request) -> Response:
    """Delete a user's thread for good, after its answer was stopped."""
    key, context = await _admit(request)
    server, thread_id = _server(request), request.path_params["thread_id"]
    await server.delete_thread(thread_id, context)
    server.changes.tell(context.owner, thread_id, deleted=True)
    await _audit(request).record(
        "thread.deleted",
        actor=key.id,
        subject=thread_id,
        detail={"user": context.owner},
        request_id=context.request_id,
    )
    return Response(status_code=204, headers=_NO_STORE)


@operation(
    _GROUP,
    caller="users",
    query=ExportQuery,
    answers={
        200: (
            Media("application/json", "One document with everything; see docs/back-ends.md."),
            Media("application/zip", "With `format=zip`: the same, with the files beside it."),
        )
    },
)
async def export_user(request: Request) -> Response:
    """Hand over everything that a user has."""
    key, context = await _admit(request)
    wanted = read_query(request, ExportQuery).format
    users: Users = request.app.state.users
    pieces: AsyncIterator[bytes] = await users.export(
        context.owner, wanted, actor=key.id, request_id=context.request_id
    )
    saved_as = {"Content-Disposition": disposition(f"{context.owner}.{wanted}")}
    return StreamingResponse(
        pieces, media_type=f"application/{wanted}", headers={**_NO_STORE, **saved_as}
    )


@operation(_GROUP, caller="users", answers={204: None})
async def erase_user(request: Request) -> Response:
    """Erase a user for good, with everything; twice is as good as once."""
    key, context = await _admit(request)
    users: Users = request.app.state.users
    await users.erase(context.owner, actor=key.id, request_id=context.request_id)
    return Response(status_code=204, headers=_NO_STORE)


@operation("Audit", caller="users", query=AuditQuery, answers={200: AuditPage})
async def read_audit(request: Request) -> Response:
    """Answer with what was done, in the order in which it was done."""
    await _key(request)
    query = read_query(request, AuditQuery)
    entries = await _audit(request).entries(after=query.after, limit=query.limit + 1)
    shown, has_more = entries[: query.limit], len(entries) > query.limit
    page = AuditPage(
        data=[AuditEntry.model_validate(entry, from_attributes=True) for entry in shown],
        has_more=has_more,
        after=shown[-1].seq if shown else None,
    )
    return _json(page.model_dump_json().encode())


async def _admit(request: Request) -> tuple[ApiKey, RequestContext]:
    """Who asks, and what stands for the user for whom it is.

    Raises:
        Unauthenticated: There is no API key that holds.
        Forbidden: It is not for this.
        NotFound: The path goes on where the user's id should end.
        InvalidRequest: Nobody can have that id.
    """
    key = await _key(request)
    user_id = _user_id(request)
    if not valid_subject(user_id):
        raise InvalidRequest("A user's id has 1 to 255 printable characters.")
    profiles: Profiles = request.app.state.profiles
    zone = await profiles.zone(user_id) or ZoneInfo("UTC")
    return key, RequestContext(
        user_named(user_id),
        zone=zone,
        request_id=request_id.get(),
        now=datetime.now(UTC).astimezone(zone),
        base_url=base_url(request),
    )


def _user_id(request: Request) -> str:
    """The user whom the path names.

    A slash of an id is written `%2F`. Else what is one too many, or the name of something that a
    user has, would be taken for a part of an id, and who erases a user be told that it is done.
    """
    user_id: str = request.path_params["user_id"]
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    written = path.partition(_USERS.encode())[2].split(b"/", 1)[0]
    if unquote_to_bytes(written).decode(errors="replace") != user_id:
        raise NotFound("There is no such path; a slash in a user's id is written as %2F.")
    return user_id


async def _key(request: Request) -> ApiKey:
    authenticator: Authenticator = request.app.state.authenticator
    return await authenticator.authenticate_key(request, "users")


async def _note_message(
    request: Request, key: ApiKey, context: RequestContext, message: ThreadItem, role: Role
) -> None:
    await _audit(request).record(
        "admin.message_added",
        actor=key.id,
        subject=context.owner,
        detail={"thread": message.thread_id, "item": message.id, "role": role},
        request_id=context.request_id,
    )


def _bytes(reply: Reply) -> bytes:
    assert isinstance(reply.body, bytes), "the request is answered with JSON"
    return reply.body


def _server(request: Request) -> AssistantServer:
    server: AssistantServer = request.app.state.server
    return server


def _audit(request: Request) -> Audit:
    audit: Audit = request.app.state.audit
    return audit


def _json(body: bytes, status: int = 200) -> Response:
    return Response(body, status, _NO_STORE, media_type="application/json")
