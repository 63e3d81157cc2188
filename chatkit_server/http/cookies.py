"""The cookies that this server sets: never readable by scripts, only for itself."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from chatkit_server.auth.backend import session_cookie_name


def set_session_cookie(response: Response, request: Request, value: str, life: timedelta) -> None:
    """Let a browser say from now on who its visitor is."""
    set_cookie(response, request, session_cookie_name(request), value, life)


def drop_session_cookie(response: Response, request: Request) -> None:
    """Let a browser say nothing any more."""
    set_session_cookie(response, request, "", timedelta())


def set_cookie(
    response: Response, request: Request, name: str, value: str, life: timedelta
) -> None:
    """Set a cookie that comes along with visits, links included, and not with other sites' calls.

    Args:
        name: As `cookie_name` has it.
        life: From now; none at all deletes the cookie.
    """
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        path="/",  # as their names ask for
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
