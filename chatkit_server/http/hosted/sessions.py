"""``/v1/chatkit/sessions``: client secrets for a back end's users."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from openai.types.beta import chatkit as hosted
from openai.types.beta.chatkit_workflow import ChatKitWorkflow, Tracing
from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.access.model import ChatSession
from chatkit_server.assistant.base import Assistant
from chatkit_server.auth.backend import Authenticator
from chatkit_server.errors import NotFound
from chatkit_server.http.answers import json_answer
from chatkit_server.http.body import read_model
from chatkit_server.http.contract import operation
from chatkit_server.http.hosted.new_session import NewChatSession

_GROUP: Final = "Hosted API: sessions"


@operation(
    _GROUP,
    caller="sessions",
    body=NewChatSession,
    answers={200: hosted.ChatSession},
    refusals={404: "There is no such workflow."},
)
async def create_session(request: Request) -> Response:
    """Make a session for a user, and answer with its client secret."""
    state = request.app.state
    authenticator: Authenticator = state.authenticator
    key = await authenticator.authenticate_key(request, "sessions")
    asked = await read_model(request, NewChatSession)
    assistants: Mapping[str, Assistant] = state.assistants
    if asked.workflow.id not in assistants:
        names = ", ".join(sorted(assistants))
        raise NotFound(
            f"Workflow with id '{asked.workflow.id}' not found. "
            f"The id is the name of an assistant of this server: {names}.",
            param="workflow.id",
        )
    sessions: ChatSessions = state.chat_sessions
    session, secret = await sessions.create(
        asked.user,
        timedelta(seconds=asked.expires_after.seconds),
        workflow=asked.asked_workflow(),
        configuration=asked.configuration(),
        requests_per_minute=asked.rate_limits.max_requests_per_1_minute,
        api_key_id=key.id,
    )
    return json_answer(shown_session(session, secret))


@operation(_GROUP, caller="sessions", answers={200: hosted.ChatSession})
async def cancel_session(request: Request) -> Response:
    """End a session, and answer with what it is now; twice is as good as once."""
    authenticator: Authenticator = request.app.state.authenticator
    await authenticator.authenticate_key(request, "sessions")
    sessions: ChatSessions = request.app.state.chat_sessions
    session_id: str = request.path_params["session_id"]
    session = await sessions.cancel(session_id) if session_id.isprintable() else None
    if session is None:
        raise NotFound("There is no such session.")
    return json_answer(shown_session(session))


def shown_session(session: ChatSession, secret: str = "") -> hosted.ChatSession:
    """A session as the API shows it.

    Args:
        session: The session.
        secret: Its client secret, which is known only when the session is made.
    """
    configuration, workflow = session.configuration, session.workflow
    limit = session.requests_per_minute or 0  # a session that its own user made has none
    return hosted.ChatSession(
        id=session.id,
        object="chatkit.session",
        status=session.status(datetime.now(UTC)),
        user=session.owner,
        client_secret=secret,
        expires_at=int(session.expires_at.timestamp()),
        workflow=ChatKitWorkflow(
            id=workflow.id,
            version=workflow.version,
            state_variables=dict(workflow.state_variables) or None,
            tracing=Tracing(enabled=workflow.tracing),
        ),
        chatkit_configuration=hosted.ChatSessionChatKitConfiguration(
            automatic_thread_titling=hosted.ChatSessionAutomaticThreadTitling(
                enabled=configuration.titling
            ),
            file_upload=hosted.ChatSessionFileUpload(
                enabled=configuration.uploads,
                max_file_size=configuration.max_file_megabytes,
                max_files=configuration.max_files,
            ),
            history=hosted.ChatSessionHistory(
                enabled=configuration.history, recent_threads=configuration.recent_threads
            ),
        ),
        rate_limits=hosted.ChatSessionRateLimits(max_requests_per_1_minute=limit),
        max_requests_per_1_minute=limit,
    )
