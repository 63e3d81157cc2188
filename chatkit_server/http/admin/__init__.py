"""``/api/admin``: what a back end does for users, with an API key of the scope ``users``."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from chatkit_server.http.admin import audit, feedback, mcp_servers, notice, threads, usage, users
from chatkit_server.http.admin.callers import USERS

_USER = f"{USERS}{{user_id:path}}"


def routes() -> list[BaseRoute]:
    """The routes of this surface; the last one takes what no other does."""
    return [
        Route("/api/admin/usage", usage.read_usage),
        Route("/api/admin/feedback", feedback.read_feedback),
        Route("/api/admin/audit", audit.read_audit),
        Route("/api/admin/notice", notice.NoticeEndpoint),
        Route("/api/admin/mcp-servers", mcp_servers.read_states),
        Route(f"{_USER}/threads", threads.list_threads),
        Route(f"{_USER}/threads", threads.add_thread, methods=["POST"]),
        Route(f"{_USER}/threads/{{thread_id}}/messages", threads.add_message, methods=["POST"]),
        Route(f"{_USER}/threads/{{thread_id}}/runs", threads.start_run, methods=["POST"]),
        Route(f"{_USER}/threads/{{thread_id}}", threads.change_thread, methods=["PATCH"]),
        Route(f"{_USER}/threads/{{thread_id}}", threads.delete_thread, methods=["DELETE"]),
        Route(f"{_USER}/export", users.export_user),
        Route(_USER, users.erase_user, methods=["DELETE"]),
    ]
