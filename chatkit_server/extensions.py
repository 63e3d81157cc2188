"""Requests beyond the official protocol.

They go to the same endpoint as types prefixed ``x.`` and are announced in the
``ChatKit-Extensions`` response header; a client that does not look for it never meets them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias, get_args

from chatkit.types import (
    BaseReq,
    NonStreamingReq,
    NoticeEvent,
    StreamingReq,
    Thread,
    ThreadDeleteParams,
    ThreadListParams,
    UserMessageInput,
)
from pydantic import BaseModel, Field, TypeAdapter

from chatkit_server.metadata import Metadata

EXTENSIONS_HEADER = "ChatKit-Extensions"
ASSISTANT_HEADER = "ChatKit-Assistant"
"""Names the assistant that a thread belongs to, where the request's path is for another."""
RUN_HEADER = "ChatKit-Run"
MAX_MESSAGE_HEADER = "ChatKit-Max-Message"
"""Tells how many characters (Unicode code points) a message may have."""
USER_HEADER = "ChatKit-User"


class ThreadsStopReq(BaseReq):
    """Stop the response that is running in a thread; what it said so far is kept."""

    type: Literal["x.threads.stop"] = "x.threads.stop"
    params: ThreadDeleteParams


class ThreadsResumeReq(BaseReq):
    """Follow the response that is running in a thread: a snapshot, then its live events."""

    type: Literal["x.threads.resume"] = "x.threads.resume"
    params: ThreadDeleteParams


class ThreadsBranchParams(BaseModel):
    """Where a branch begins, and what it goes on with."""

    thread_id: str
    item_id: str
    """The last item that is kept; with ``input``, the user message that it takes the place of."""
    input: UserMessageInput | None = None


class ThreadsBranchReq(BaseReq):
    """Make a new thread of the beginning of another one; with ``input``, send and answer that.

    Answered with a stream: ``thread.created``, then what ``threads.add_user_message`` has.
    """

    type: Literal["x.threads.branch"] = "x.threads.branch"
    params: ThreadsBranchParams


class ThreadListByActivityParams(ThreadListParams):
    """Which threads are listed."""

    metadata: Metadata = Field({}, description="What they must have in their metadata.")


class ThreadsListByActivityReq(BaseReq):
    """List threads, newest activity first, each with the moment of its last activity."""

    type: Literal["x.threads.list"] = "x.threads.list"
    params: ThreadListByActivityParams


class FollowParams(BaseModel):
    """Nothing is asked of what is told."""


class ThreadsFollowReq(BaseReq):
    """Be told what another way in does to the user's threads, and notices; see `changes`."""

    type: Literal["x.threads.follow"] = "x.threads.follow"
    params: FollowParams = FollowParams()


class ThreadNews(BaseModel):
    """That one of the user's threads has changed, or is no more."""

    type: Literal["thread.changed", "thread.deleted"]
    thread_id: str


class NoticeEnded(BaseModel):
    """That nobody is told anything any more by a notice; so it is told at first, too."""

    type: Literal["notice.ended"] = "notice.ended"


FollowEvent: TypeAlias = ThreadNews | NoticeEvent | NoticeEnded
"""What ``x.threads.follow`` tells; a notice is what everybody is told now."""


class ListedThread(BaseModel):
    """A row of ``x.threads.list``."""

    thread: Thread
    last_activity_at: datetime


class ActivityPage(BaseModel):
    """The answer to ``x.threads.list``."""

    data: list[ListedThread]
    has_more: bool
    after: str | None


ExtensionReq: TypeAlias = (
    ThreadsStopReq
    | ThreadsResumeReq
    | ThreadsListByActivityReq
    | ThreadsBranchReq
    | ThreadsFollowReq
)
Request: TypeAlias = StreamingReq | NonStreamingReq | ExtensionReq

REQUEST: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="type")])
"""Built once: building it costs several milliseconds, which the SDK pays for each request."""

EXTENSIONS = ", ".join(
    sorted(model.model_fields["type"].default for model in get_args(ExtensionReq))
)
