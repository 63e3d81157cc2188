"""``/api/chatkit/session``: client secrets, for users to ask for themselves.

Takes ``settings``, ``assistants``, ``chat_sessions`` and ``audit`` from the app's state. The page
of a back end that makes sessions by the hosted API does not need it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.access.audit import Audit
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.access.model import MEGABYTE, SessionConfiguration, Workflow
from chatkit_server.assistant.base import Assistant
from chatkit_server.context import RequestContext
from chatkit_server.errors import Forbidden, InvalidRequest
from chatkit_server.http.answers import json_answer, no_content
from chatkit_server.http.body import read_model
from chatkit_server.http.contract import operation
from chatkit_server.settings import Settings

PATH: Final = "/api/chatkit/session"
MAX_BODY: Final = 4096
"""Bytes."""

NOT_FOR_THIS: Final = "A client secret is not good for this: sign in."

_SURFACES: Final = (PATH, "/api/attachments", "/api/commands", "/api/entities", "/api/tasks")
"""Of this server's own JSON, what a page needs for its user."""
_JSON: Final = re.compile(r"/(api|v1)(/.*)?", re.DOTALL)


class NewSession(BaseModel, extra="forbid"):
    """What a session is to be for."""

    workflow: str | None = Field(
        None, description="The assistant that answers in new threads, by name; or the first one."
    )


class ClientSecret(BaseModel):
    """A client secret. It is told once."""

    client_secret: str = Field(description="To be sent as `Authorization: Bearer`.")
    expires_at: datetime = Field(description="The moment from which it is refused, UTC.")


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [
        Route(PATH, _create, methods=["POST"]),
        Route(PATH, _end, methods=["DELETE"]),
    ]


def takes_client_secret(path: str, assistants: Iterable[Assistant]) -> bool:
    """Whether a client secret is good for a path.

    It is for the protocol, for what belongs to a chat, for the entities and commands of the
    assistants, and for routes that were added to this server's own: those find the session in
    their context. It is not for anything else of its user's, such as exports and keys.
    """
    if _JSON.fullmatch(path) is None:
        return True
    clients = [assistant.client for assistant in assistants]
    urls = [url for client in clients for url in (client.entities_url, client.commands_url) if url]
    return any(path == url or path.startswith(f"{url}/") for url in (*_SURFACES, *urls))


@operation(
    "Client secrets",
    caller="user",
    body=NewSession,
    body_required=False,
    answers={201: ClientSecret},
    refusals={403: "It was asked for with a client secret, or by a page of another site."},
)
async def _create(request: Request) -> Response:
    """Give the user a client secret.

    For a page or a program that is not to have the user's own token. It is good for a few minutes,
    and for what the server does for the user in a chat.
    """
    state = request.app.state
    settings: Settings = state.settings
    sessions: ChatSessions = state.chat_sessions
    context: RequestContext = request.state.context
    if context.session is not None:
        raise Forbidden("A client secret cannot be used to get another one: sign in.")
    workflow = await _read_workflow(request, state.assistants)
    session, secret = await sessions.create(
        context.owner,
        timedelta(seconds=settings.client_secret_seconds),
        workflow=Workflow(workflow),
        configuration=SessionConfiguration(
            uploads=settings.attachments,
            max_file_megabytes=math.ceil(settings.attachment_max_bytes / MEGABYTE),
            max_files=None,
        ),
    )
    return json_answer(ClientSecret(client_secret=secret, expires_at=session.expires_at), 201)


@operation("Client secrets", caller="user", answers={204: None})
async def _end(request: Request) -> Response:
    """End the session of the client secret that is sent.

    With the user's own token or cookie, all sessions of the user end, whoever made them.
    """
    state = request.app.state
    sessions: ChatSessions = state.chat_sessions
    audit: Audit = state.audit
    context: RequestContext = request.state.context
    if context.session is not None:
        await sessions.cancel(context.session.id, owner=context.owner)
    else:
        ended = await sessions.cancel_all(context.owner)
        await audit.record(
            "sessions.ended",
            actor=context.owner,
            detail={"sessions": ended},
            request_id=context.request_id,
        )
    return no_content()


async def _read_workflow(request: Request, assistants: Mapping[str, Assistant]) -> str:
    """The name of the assistant that is to answer: the first one's if the body does not say."""
    wanted = (await read_model(request, NewSession, optional=True, limit=MAX_BODY)).workflow
    if wanted is None:
        return next(iter(assistants))
    if wanted not in assistants:
        raise InvalidRequest(
            "workflow must be the name of one of this server's assistants.", param="workflow"
        )
    return wanted
