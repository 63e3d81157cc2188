"""``/api/admin/users/{user}``: everything that a user has is handed over, or erased.

Takes ``users`` from the app's state.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from chatkit_server.http.admin.callers import admit
from chatkit_server.http.answers import NO_STORE, no_content
from chatkit_server.http.attachments import disposition
from chatkit_server.http.body import read_query
from chatkit_server.http.contract import Media, operation
from chatkit_server.users.service import Users


class ExportQuery(BaseModel):
    """How an export is written."""

    format: Literal["json", "zip"] = "json"


@operation(
    "Users",
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
    key, context = await admit(request)
    wanted = read_query(request, ExportQuery).format
    users: Users = request.app.state.users
    pieces: AsyncIterator[bytes] = await users.export(
        context.owner, wanted, actor=key.id, request_id=context.request_id
    )
    saved_as = {"Content-Disposition": disposition(f"{context.owner}.{wanted}")}
    return StreamingResponse(
        pieces, media_type=f"application/{wanted}", headers={**NO_STORE, **saved_as}
    )


@operation("Users", caller="users", answers={204: None})
async def erase_user(request: Request) -> Response:
    """Erase a user for good, with everything; twice is as good as once."""
    key, context = await admit(request)
    users: Users = request.app.state.users
    await users.erase(context.owner, actor=key.id, request_id=context.request_id)
    return no_content()
