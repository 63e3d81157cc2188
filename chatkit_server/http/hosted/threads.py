"""``/v1/chatkit/threads``: the threads of every user, for a back end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal, TypeAlias, TypedDict

from chatkit.store import NotFoundError
from chatkit.types import ClosedStatus, LockedStatus
from openai.types.beta.chatkit import ChatKitThread, ChatKitThreadItemList, ThreadDeleteResponse
from openai.types.beta.chatkit.chatkit_thread import (
    Status,
    StatusActive,
    StatusClosed,
    StatusLocked,
)
from openai.types.beta.chatkit.chatkit_thread_item_list import Data
from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.access.audit import Audit
from chatkit_server.access.model import ApiKey
from chatkit_server.assistant.registry import Assistants
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.own import user_named
from chatkit_server.auth.tokens import valid_subject
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest, NotFound
from chatkit_server.files import present_files
from chatkit_server.http.answers import json_answer
from chatkit_server.http.body import read_query
from chatkit_server.http.contract import operation
from chatkit_server.http.hosted.items import SHOWN_TYPES, shown_item, unix_seconds
from chatkit_server.http.request_context import base_url
from chatkit_server.logs import request_id
from chatkit_server.metadata import MetadataQuery, wanted_by_query
from chatkit_server.server import AssistantServer
from stores.directory import OwnedThread, ThreadDirectory, Window

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100

_GROUP: Final = "Hosted API: threads"


def _check_id(value: str) -> str:
    if not value.isprintable():
        raise PydanticCustomError("id", "It must be an id")
    return value


def _check_user(user: str) -> str:
    if not valid_subject(user):
        raise PydanticCustomError("user", "No user has such an id")
    return user


_Id: TypeAlias = Annotated[str, AfterValidator(_check_id)]


class WindowQuery(BaseModel):
    """The part of a list that is wanted."""

    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    order: Literal["asc", "desc"] = Field("desc", description="By the time of creation.")
    after: _Id | None = Field(None, description="The id that it begins after, in that order.")
    before: _Id | None = Field(None, description="The id that it ends before, in that order.")

    @model_validator(mode="before")
    @classmethod
    def _leave_empty_out(cls, given: dict[str, str]) -> dict[str, str]:
        # An empty user is no user: not everyone.
        return {name: value for name, value in given.items() if value or name == "user"}

    @property
    def window(self) -> Window:
        """The same for the directory."""
        return Window(self.limit, self.order == "desc", self.after, self.before)


class ThreadQuery(WindowQuery):
    """Whose threads are wanted, and which."""

    user: Annotated[str, AfterValidator(_check_user)] | None = Field(
        None, description="A user's id; else the threads of everyone."
    )
    metadata: MetadataQuery = Field(
        {}, description="What the user's threads must have in their metadata."
    )


class ThreadPage(BaseModel):
    """A page of threads."""

    object: Literal["list"]
    data: list[ChatKitThread]
    first_id: str | None
    last_id: str | None
    has_more: bool


@operation(_GROUP, caller="threads", query=ThreadQuery, answers={200: ThreadPage})
async def list_threads(request: Request) -> Response:
    """Answer with a page of threads: one user's, or everyone's."""
    await _key(request)
    query = read_query(request, ThreadQuery)
    if query.metadata and query.user is None:
        raise InvalidRequest("metadata: only a user's threads can be listed by it.", param="user")
    assistants: Assistants = request.app.state.assistants
    threads, has_more = await _directory(request).threads(
        query.window,
        owner=query.user,
        metadata=assistants.wanted(wanted_by_query(query.metadata)),
    )
    shown = [shown_thread(thread) for thread in threads]
    return json_answer(ThreadPage(object="list", data=shown, **_ends(shown), has_more=has_more))


class ThreadDetail(HTTPEndpoint):
    """One thread, whoever owns it."""

    @operation(_GROUP, caller="threads", answers={200: ChatKitThread})
    async def get(self, request: Request) -> Response:
        """Answer with the thread."""
        await _key(request)
        return json_answer(shown_thread(await _thread(request)))

    @operation(_GROUP, caller="threads", answers={200: ThreadDeleteResponse})
    async def delete(self, request: Request) -> Response:
        """Delete the thread with its items and files, after its answer was stopped."""
        key = await _key(request)
        found = await _thread(request)
        server: AssistantServer = request.app.state.server
        await server.delete_thread(found.thread.id, _context(request, found.owner))
        server.changes.tell(found.owner, found.thread.id, deleted=True)
        audit: Audit = request.app.state.audit
        await audit.record(
            "thread.deleted",
            actor=key.id,
            subject=found.thread.id,
            detail={"user": found.owner},
            request_id=request_id.get(),
        )
        return json_answer(
            ThreadDeleteResponse(id=found.thread.id, object="chatkit.thread.deleted", deleted=True)
        )


@operation(_GROUP, caller="threads", query=WindowQuery, answers={200: ChatKitThreadItemList})
async def list_items(request: Request) -> Response:
    """Answer with a page of a thread's items."""
    await _key(request)
    query = read_query(request, WindowQuery)
    found = await _thread(request)
    try:
        items, has_more = await _directory(request).items(
            found.thread.id, query.window, owner=found.owner, types=SHOWN_TYPES
        )
    except NotFoundError:
        given = [name for name in ("after", "before") if getattr(query, name) is not None]
        raise InvalidRequest(
            f"{' and '.join(given)} must be in this thread.",
            param=given[0] if len(given) == 1 else None,
        ) from None
    context, files = _context(request, found.owner), request.app.state.attachments
    shown = [shown_item(present_files(item, files, context)) for item in items]
    return json_answer(
        ChatKitThreadItemList(object="list", data=shown, **_ends(shown), has_more=has_more)
    )


def shown_thread(owned: OwnedThread) -> ChatKitThread:
    """A thread as the API shows it."""
    thread = owned.thread
    match thread.status:
        case LockedStatus(reason=reason):
            status: Status = StatusLocked(type="locked", reason=reason)
        case ClosedStatus(reason=reason):
            status = StatusClosed(type="closed", reason=reason)
        case _:
            status = StatusActive(type="active")
    return ChatKitThread(
        id=thread.id,
        object="chatkit.thread",
        created_at=unix_seconds(thread.created_at),
        title=thread.title,
        status=status,
        user=owned.owner,
    )


class _Ends(TypedDict):
    first_id: str | None
    last_id: str | None


def _ends(shown: Sequence[ChatKitThread] | Sequence[Data]) -> _Ends:
    """The ids by which the pages before and after are asked for."""
    if not shown:
        return _Ends(first_id=None, last_id=None)
    return _Ends(first_id=shown[0].id, last_id=shown[-1].id)


async def _key(request: Request) -> ApiKey:
    authenticator: Authenticator = request.app.state.authenticator
    return await authenticator.authenticate_key(request, "threads")


def _directory(request: Request) -> ThreadDirectory:
    directory: ThreadDirectory = request.app.state.directory
    return directory


async def _thread(request: Request) -> OwnedThread:
    try:
        return await _directory(request).find(request.path_params["thread_id"])
    except NotFoundError:
        raise NotFound("There is no such thread.") from None


def _context(request: Request, owner: str) -> RequestContext:
    """What stands for the owner of a thread, on whose behalf the back end asks."""
    return RequestContext(
        user_named(owner), request_id=request_id.get(), base_url=base_url(request)
    )
