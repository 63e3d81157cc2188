"""``/v1/chatkit``: what the hosted API offers to back ends, for its official clients.

Source: the resources and types of ``beta.chatkit`` in the packages ``openai`` of Python and Node.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute, Route

from chatkit_server.http.hosted.sessions import cancel_session, create_session
from chatkit_server.http.hosted.threads import ThreadDetail, list_items, list_threads

PATH = "/v1/chatkit"


def routes() -> Sequence[BaseRoute]:
    """Sessions and threads; each asks for an API key."""
    return [
        Route(f"{PATH}/sessions", create_session, methods=["POST"]),
        Route(f"{PATH}/sessions/{{session_id}}/cancel", cancel_session, methods=["POST"]),
        Route(f"{PATH}/threads", list_threads),
        Route(f"{PATH}/threads/{{thread_id}}", ThreadDetail),
        Route(f"{PATH}/threads/{{thread_id}}/items", list_items),
    ]
