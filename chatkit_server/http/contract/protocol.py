"""The ChatKit protocol as a JSON Schema, from the types that requests and events are made of."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Union, get_args

from chatkit.types import (
    Attachment,
    AttachmentsCreateReq,
    AttachmentsDeleteReq,
    BaseReq,
    InputTranscribeReq,
    ItemsFeedbackReq,
    ItemsListReq,
    Page,
    StreamingReq,
    SyncCustomActionResponse,
    Thread,
    ThreadItem,
    ThreadsDeleteReq,
    ThreadsGetByIdReq,
    ThreadsListReq,
    ThreadsSyncCustomActionReq,
    ThreadStreamEvent,
    ThreadsUpdateReq,
    TranscriptionResult,
)
from chatkit.widgets import WidgetRoot
from pydantic import BaseModel, ConfigDict

from chatkit_server.extensions import (
    REQUEST,
    ActivityPage,
    FollowEvent,
    Request,
    ThreadsBranchReq,
    ThreadsFollowReq,
    ThreadsListByActivityReq,
    ThreadsResumeReq,
    ThreadsStopReq,
)
from chatkit_server.http.contract.schemas import Schemas

SCHEMA_PATH: Final = "/chatkit/schema.json"


class Empty(BaseModel):
    """An object without fields."""

    model_config = ConfigDict(extra="forbid")


STREAMED: Final[Mapping[type[BaseReq], Any]] = {
    **dict.fromkeys(
        (*get_args(StreamingReq), ThreadsResumeReq, ThreadsBranchReq), ThreadStreamEvent
    ),
    ThreadsFollowReq: FollowEvent,
}
"""Requests that are answered with a stream, and the type of its events."""

ANSWERS: Final[Mapping[type[BaseReq], Any]] = {
    ThreadsGetByIdReq: Thread,
    ThreadsListReq: Page[Thread],
    ThreadsUpdateReq: Thread,
    ThreadsDeleteReq: Empty,
    ThreadsSyncCustomActionReq: SyncCustomActionResponse,
    ItemsListReq: Page[ThreadItem],
    ItemsFeedbackReq: Empty,
    AttachmentsCreateReq: Attachment,
    AttachmentsDeleteReq: Empty,
    InputTranscribeReq: TranscriptionResult,
    ThreadsStopReq: Empty,
    ThreadsListByActivityReq: ActivityPage,
}
"""What every other one is answered with."""


ANY_ANSWER: Final[Any] = Union[tuple(dict.fromkeys(ANSWERS.values()))]  # noqa: UP007 # made of a list
"""The type of all of these."""


def request_types() -> Mapping[str, type[BaseReq]]:
    """Every type of request that is taken, by its name, in the order of the SDK's own list."""
    return {model.model_fields["type"].default: model for model in get_args(Request)}


@cache
def protocol_schema() -> Mapping[str, Any]:
    """The schema: a request is valid against it.

    ``$defs`` has what else is said: ``ThreadStreamEvent``, ``ThreadItem``, ``WidgetRoot``, and what
    they are made of. ``x-answers`` says, by the type of a request, what it is answered with.
    """
    named = {
        "ThreadStreamEvent": ThreadStreamEvent,
        "FollowEvent": FollowEvent,
        "ThreadItem": ThreadItem,
    }
    events = {of: {"$ref": f"#/$defs/{name}"} for name, of in named.items()}
    schemas = Schemas(
        "#/$defs/{model}",
        [
            (REQUEST, "validation"),
            *((of, "serialization") for of in named.values()),
            (WidgetRoot, "serialization"),
            *((of, "serialization") for of in ANSWERS.values()),
        ],
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The ChatKit protocol",
        "description": (
            "A request, as it is posted to /chatkit. x-answers says what each type is answered "
            "with: an object, or a stream of server-sent events whose data are events."
        ),
        "$ref": "#/$defs/Request",
        "x-answers": {
            name: (
                {"stream": events[STREAMED[model]]}
                if model in STREAMED
                else {"json": schemas.of(ANSWERS[model], "serialization")}
            )
            for name, model in request_types().items()
        },
        "$defs": {
            "Request": schemas.of(REQUEST, "validation"),
            **{name: schemas.of(of, "serialization") for name, of in named.items()},
            "WidgetRoot": schemas.of(WidgetRoot, "serialization"),
            **schemas.definitions,
        },
    }
