"""Who sends a request: a bearer token, a client secret, this server's own cookie, or an API key."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.access.model import ApiKey, ChatSession, Scope
from chatkit_server.access.secrets import API_KEY_PREFIX, CLIENT_SECRET_PREFIX, SIGN_IN_PREFIX
from chatkit_server.access.sign_ins import SignIn, SignIns
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.origins import Origins
from chatkit_server.auth.own import KEY_ID, OwnTokens, user_named
from chatkit_server.auth.tokens import InvalidToken, header_of
from chatkit_server.context import User
from chatkit_server.errors import Forbidden, InvalidApiKey, Unauthenticated
from chatkit_server.limiting.addresses import is_anybody, network_of
from chatkit_server.limiting.guesses import Guesses

_SESSION_COOKIE: Final = "chatkit_session"
FORMER_SECRET_HEADER: Final = "ChatKit-Former-Secret"
"""The client secret that a page had before, so that it can go on with what it began with it."""
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends a request.

    Attributes:
        session: The chat session whose client secret says so, if one does.
        sign_in: The sign-in at this server's page whose cookie says so, if one does.
    """

    user: User
    session: ChatSession | None = None
    sign_in: SignIn | None = None


class Authenticator:
    """Finds out who sends a request.

    Args:
        own: Knows the tokens that this server made.
        external: Knows those that were made elsewhere.
        sessions: Knows client secrets.
        keys: Knows API keys.
        trusted_origins: Other origins whose pages may use a visitor's cookie.
        guesses: Slows down whoever tries secrets.
        sign_ins: Knows the cookies of users who signed in at the page; None where none can.
    """

    def __init__(
        self,
        own: OwnTokens,
        external: ExternalTokens,
        sessions: ChatSessions,
        keys: ApiKeys,
        trusted_origins: Origins,
        guesses: Guesses,
        sign_ins: SignIns | None = None,
    ) -> None:
        self._own = own
        self._external = external
        self._sessions = sessions
        self._keys = keys
        self._trusted_origins = trusted_origins
        self._guesses = guesses
        self._sign_ins = sign_ins

    async def authenticate(self, request: HTTPConnection) -> Identity:
        """The sender of a request that acts for a user.

        A bearer token decides alone where there is one: a wrong one never falls back on the
        cookie, which could belong to somebody else.

        Raises:
            Unauthenticated: If nothing says who it is, or what does is not valid.
            RateLimited: If it is not, as many before from the same address.
            Forbidden: If a page of another site sent the visitor's cookie along.
            Unavailable: If whoever made the token cannot be asked for their keys.
        """
        token = bearer_token(request)
        if token is not None:
            is_secret = token.startswith(CLIENT_SECRET_PREFIX)
            async with self._watch(request, token, looked_up=is_secret):
                if is_secret:
                    return await self._session_of(token, request.headers.get(FORMER_SECRET_HEADER))
                return Identity(await self.user_of(token))
        cookie = session_cookie(request)
        if not cookie:
            raise Unauthenticated("You are not signed in.")
        identity = await self._identity_of_cookie(cookie)
        self.require_trusted_origin(request)
        return identity

    async def authenticate_key(self, request: HTTPConnection, scope: Scope) -> ApiKey:
        """The API key that a back end sends.

        Raises:
            Unauthenticated: If there is none, or it is none of ours, or revoked.
            RateLimited: If it is none, as many before from the same address.
            Forbidden: If it is not meant for this.
        """
        secret = bearer_token(request)
        if secret is None:
            raise Unauthenticated("Send an API key as a bearer token.")
        is_key = secret.startswith(API_KEY_PREFIX)
        async with self._watch(request, secret, looked_up=is_key):
            key = await self._keys.verify(secret) if is_key else None
            if key is None:
                reason = "the API key is unknown or revoked"
                raise InvalidApiKey(f"Send another API key: {reason}.", reason=reason)
        if scope not in key.scopes:
            raise Forbidden(f'This API key is not made for this; it lacks the scope "{scope}".')
        return key

    def returning_guest(self, request: HTTPConnection) -> str | None:
        """The id of the guest whose token or cookie still holds, if there is one."""
        token = bearer_token(request) or session_cookie(request)
        return self.guest_of(token) if token else None

    def guest_of(self, token: str) -> str | None:
        """The id of the guest that a token proves, if it does and still holds."""
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
        if token.startswith(API_KEY_PREFIX):
            reason = "an API key stands for no user, and is for /v1 and /api/admin alone"
            raise Unauthenticated(f"Sign in: {reason}.", reason=reason)
        try:
            # Whose key a token claims is in its header; a wrong claim fails with that key.
            if header_of(token).get("kid") == KEY_ID:
                return self._own.verify(token)
            return await self._external.verify(token)
        except InvalidToken as error:
            message = f"Sign in again: {error.reason}."
            raise Unauthenticated(message, reason=error.reason, held_once=error.expired) from error

    def _watch(
        self, request: HTTPConnection, secret: str, *, looked_up: bool
    ) -> AbstractAsyncContextManager[None]:
        # Where all come from one address, whoever guesses must not be in the way of who is right.
        looked_up = looked_up and not is_anybody(request)
        return self._guesses.watch(secret, network_of(request), looked_up=looked_up)

    async def _identity_of_cookie(self, cookie: str) -> Identity:
        if not cookie.startswith(SIGN_IN_PREFIX):
            return Identity(await self.user_of(cookie))
        sign_in = await self._sign_ins.find(cookie) if self._sign_ins is not None else None
        if sign_in is None:
            reason = "you were signed out, or did nothing for too long"
            raise Unauthenticated(f"Sign in again: {reason}.", reason=reason)
        return Identity(user_named(sign_in.owner), sign_in=sign_in)

    async def _session_of(self, secret: str, former: str | None) -> Identity:
        session = await self._sessions.find(secret)
        status = "unknown" if session is None else session.status(datetime.now(UTC))
        if session is None or status != "active":
            reason = f"the client secret is {status}"
            raise Unauthenticated(
                f"Ask for another client secret: {reason}.",
                reason=reason,
                held_once=session is not None,
            )
        if former is not None:
            session = await self._sessions.carry_on(session, former)
        return Identity(user_named(session.owner), session)


def cookie_name(request: HTTPConnection, name: str) -> str:
    """What a cookie is called that proves something.

    Over https its name makes browsers see to it that this very host has set it, for https alone
    (RFC 6265bis section 4.1.3.2): no other host of the same domain can slip a visitor one.
    """
    return f"__Host-{name}" if request.url.scheme == "https" else name


def session_cookie_name(request: HTTPConnection) -> str:
    """What the cookie is called that says who a visitor is."""
    return cookie_name(request, _SESSION_COOKIE)


def session_cookie(request: HTTPConnection) -> str | None:
    """The cookie that says who a visitor is; None if there is none."""
    return request.cookies.get(session_cookie_name(request)) or None


def bearer_token(request: HTTPConnection) -> str | None:
    """The token of an ``Authorization: Bearer`` header (RFC 6750 section 2.1)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
