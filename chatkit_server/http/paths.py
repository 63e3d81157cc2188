"""What a path says of a request: whether somebody must be behind it, and whether it is counted."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

from chatkit_server.access.secrets import API_KEY_PREFIX
from chatkit_server.auth.backend import bearer_token

BACK_END_PATHS: Final = ("/v1/", "/api/admin/")
"""Where back ends ask with an API key: no user, and no page."""

CLOSED_PATHS: Final = (*BACK_END_PATHS, "/mcp")
"""What programs call: no page of another origin is ever let in."""

_STATIC_PATH: Final = re.compile(
    r"/(threads/[^/]*|a/[^/]*(/threads/[^/]*)?|(app|chatkit|docs)/.*|chatkit(-widget)?@.*|[\w-]+(\.[\w-]+)+)?",
    re.ASCII,
)
_GALLERY_PATH: Final = re.compile(r"/gallery(/.*)?", re.ASCII)
"""Shows what the developer's own files hold, and nothing of anyone."""
_OPEN_PATHS: Final = frozenset(
    {
        "/healthz",
        "/api/auth/callback",
        "/api/auth/guest",
        "/api/auth/login",
        "/api/auth/logout",
        "/api/auth/me",
        "/api/client",
        "/docs",
        "/mcp",  # it asks for a token itself, and says where to get one
        "/.well-known/oauth-protected-resource/mcp",
    }
)
_CLIENT_PATH: Final = re.compile(r"/api/client/[^/]*", re.ASCII)
_SIGNED_PATH: Final = re.compile(r"/api/attachments/[^/]+/(content|preview)", re.ASCII)
_CHAT_PATH: Final = re.compile(r"/api/.+/chat", re.DOTALL)
"""Names a user, who may be called ``admin`` or ``client``, too; nothing else is posted to there."""


def root_of(scope: Scope) -> str:
    """The path that the application is mounted at; empty for none."""
    root: str = scope.get("root_path", "")
    return root


def path_of(scope: Scope) -> str:
    """The path of a request below the one that the application is mounted at."""
    path: str = scope["path"]
    return path.removeprefix(root_of(scope))


def is_counted(scope: Scope) -> bool:
    """Whether a request counts for its address.

    All do, but those for the page and its parts, and those of back ends: every request of such a
    one comes from one address. Of wrong API keys, guesses are counted.
    """
    method, path = scope["method"], path_of(scope)
    if path.startswith(BACK_END_PATHS):
        token = bearer_token(HTTPConnection(scope))
        if token is not None and token.startswith(API_KEY_PREFIX):
            return False
    return needs_identity(method, path) or (
        method != "OPTIONS" and path.startswith(("/api/", *CLOSED_PATHS))
    )


def needs_identity(method: str, path: str) -> bool:
    """Whether a request must say who sends it.

    All must, but those for the page, its parts and the way in, those whose URL is signed, and
    those of back ends, which have an API key instead.
    """
    if method == "OPTIONS" or path in _OPEN_PATHS or _SIGNED_PATH.fullmatch(path):
        return False
    if method == "POST" and _CHAT_PATH.fullmatch(path):
        return True
    if path.startswith(BACK_END_PATHS):
        return False
    if _GALLERY_PATH.fullmatch(path) or _CLIENT_PATH.fullmatch(path):
        return False
    return method not in {"GET", "HEAD"} or _STATIC_PATH.fullmatch(path) is None
