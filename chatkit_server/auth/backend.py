"""Who sends a request: a bearer token, or this server's own cookie."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.origins import Origins
from chatkit_server.auth.own import KEY_ID, OwnTokens
from chatkit_server.auth.tokens import InvalidToken, header_of
from chatkit_server.context import User
from chatkit_server.errors import Forbidden, Unauthenticated

SESSION_COOKIE: Final = "chatkit_session"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Authenticator:
    """Finds out who sends a request.

    Args:
        own: Knows the tokens that this server made.
        external: Knows those that were made elsewhere.
        trusted_origins: Other origins whose pages may use a visitor's cookie.
    """

    def __init__(self, own: OwnTokens, external: ExternalTokens, trusted_origins: Origins) -> None:
        self._own = own
        self._external = external
        self._trusted_origins = trusted_origins

    async def authenticate(self, request: HTTPConnection) -> User:
        """The sender of a request.

        A bearer token decides alone where there is one: a wrong one never falls back on the
        cookie, which could belong to somebody else.

        Raises:
            Unauthenticated: If nothing says who it is, or what does is not valid.
            Forbidden: If a page of another site sent the visitor's cookie along.
            Unavailable: If whoever made the token cannot be asked for their keys.
        """
        token = bearer_token(request)
        if token is not None:
            return await self.user_of(token)
        cookie = request.cookies.get(SESSION_COOKIE)
        if not cookie:
            raise Unauthenticated("Sign in first: send a bearer token or the session cookie.")
        user = await self.user_of(cookie)
        self.require_trusted_origin(request)
        return user

    def returning_guest(self, request: HTTPConnection) -> str | None:
        """The id of the guest whose token or cookie still holds, if there is one."""
        token = bearer_token(request) or request.cookies.get(SESSION_COOKIE)
        if not token:
            return None
        try:
            user = self._own.verify(token)
        except InvalidToken:
            return None  # a guest whose time is up comes back as a new one
        return user.id if user.kind == "guest" else None

    def require_trusted_origin(self, request: HTTPConnection) -> None:
        """Refuses what a page of another site makes a visitor's browser do.

        ``Sec-Fetch-Site`` says it best (W3C Fetch Metadata); older browsers send ``Origin``
        (RFC 6454 section 7). A program that is no browser sends neither, and has no visitor.

        Raises:
            Forbidden: If the request changes something and comes from an untrusted page.
        """
        if request.scope["method"] in _SAFE_METHODS:
            return
        origin = request.headers.get("origin")
        if origin is not None and origin in self._trusted_origins:
            return
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            trusted = site in {"same-origin", "none"}
        else:
            host = request.headers.get("host", "").lower()
            trusted = origin is None or (host != "" and _netloc(origin) == host)
        if not trusted:
            raise Forbidden(
                "The page that sent this is of another site; list it in CHATKIT_CORS_ORIGINS."
            )

    async def user_of(self, token: str) -> User:
        """Whom a token names, whoever made it.

        Raises:
            Unauthenticated: If it does not hold.
            Unavailable: If whoever made it cannot be asked for their keys.
        """
        try:
            # Whose key a token claims is in its header; a wrong claim fails with that key.
            if header_of(token).get("kid") == KEY_ID:
                return self._own.verify(token)
            return await self._external.verify(token)
        except InvalidToken as error:
            message = f"Sign in again: {error.reason}."
            raise Unauthenticated(message, reason=error.reason) from error


def bearer_token(request: HTTPConnection) -> str | None:
    """The token of an ``Authorization: Bearer`` header (RFC 6750 section 2.1)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
