"""Who asks, and for which user.

Guests are users, too: their ids begin with ``guest_``. A user need not have been here before. Ids
are percent-encoded in paths, slashes too. Takes ``authenticator``, ``profiles`` and ``audit`` from
the app's state.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

from starlette.requests import Request

from chatkit_server.access.audit import Audit, AuditEvent
from chatkit_server.access.model import ApiKey
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.own import user_named
from chatkit_server.auth.tokens import valid_subject
from chatkit_server.context import RequestContext
from chatkit_server.errors import InvalidRequest, NotFound
from chatkit_server.http.request_context import base_url
from chatkit_server.logs import request_id
from chatkit_server.profiles import Profiles

USERS: Final = "/api/admin/users/"


async def api_key(request: Request) -> ApiKey:
    """The key of whoever asks.

    Raises:
        Unauthenticated: There is none that holds.
        Forbidden: It is not for this.
    """
    authenticator: Authenticator = request.app.state.authenticator
    return await authenticator.authenticate_key(request, "users")


async def admit(request: Request) -> tuple[ApiKey, RequestContext]:
    """Who asks, and what stands for the user for whom it is.

    Raises:
        Unauthenticated: There is no API key that holds.
        Forbidden: It is not for this.
        NotFound: The path goes on where the user's id should end.
        InvalidRequest: Nobody can have that id.
    """
    key = await api_key(request)
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


async def note(
    request: Request,
    event: AuditEvent,
    key: ApiKey,
    context: RequestContext,
    detail: Mapping[str, Any],
    *,
    subject: str | None = None,
) -> None:
    """Write down what the owner of a key did.

    Args:
        subject: What it was done to; the user, unless told otherwise.
    """
    audit: Audit = request.app.state.audit
    await audit.record(
        event,
        actor=key.id,
        subject=subject or context.owner,
        detail=detail,
        request_id=context.request_id,
    )


def _user_id(request: Request) -> str:
    """The user whom the path names.

    A slash of an id is written `%2F`. Else what is one too many, or the name of something that a
    user has, would be taken for a part of an id, and who erases a user be told that it is done.
    """
    user_id: str = request.path_params["user_id"]
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    written = path.partition(USERS.encode())[2].split(b"/", 1)[0]
    if unquote_to_bytes(written).decode(errors="replace") != user_id:
        raise NotFound("There is no such path; a slash in a user's id is written as %2F.")
    return user_id
