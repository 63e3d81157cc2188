"""``/api/auth``: who a visitor is, and the way in without an account.

Takes ``settings``, ``authenticator``, ``own_tokens``, ``provider`` and ``guest_merge`` from the
app's state.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chatkit_server.auth.backend import Authenticator, Identity, bearer_token, session_cookie
from chatkit_server.auth.own import OwnTokens
from chatkit_server.auth.tokens import TOKEN_LIFE
from chatkit_server.context import RequestContext
from chatkit_server.errors import Forbidden, InvalidRequest, Unauthenticated
from chatkit_server.http.answers import json_answer
from chatkit_server.http.body import read_model
from chatkit_server.http.contract import operation
from chatkit_server.http.cookies import drop_session_cookie, set_session_cookie
from chatkit_server.http.paths import root_of
from chatkit_server.http.sessions import NOT_FOR_THIS
from chatkit_server.http.sign_in import LOGIN_PATH
from chatkit_server.merging import GuestMerge, Merged
from chatkit_server.parsing import is_loopback
from chatkit_server.settings import Settings

_GUESTS_ARE_OFF: Final = (
    "Guests are not let in: this server can be reached from other machines. "
    "Set CHATKIT_ALLOW_GUESTS=1 to let them in, or send a bearer token."
)


class SignedInUser(BaseModel):
    """Whom a token names."""

    id: str


class SignedIn(BaseModel):
    """A guest's token; the cookie holds the same one."""

    token: str = Field(description="To be sent as `Authorization: Bearer`.")
    expires_at: datetime = Field(description="The moment from which it is refused, UTC.")
    user: SignedInUser


class KnownUser(BaseModel):
    """Who a visitor is."""

    id: str
    kind: Literal["guest", "user"]
    name: str | None = Field(description="What the sign-in provider calls the user.")
    email: str | None = Field(description="The user's address, as the provider says.")
    signed_in: bool = Field(description="Whether by a sign-in at this server's page.")


class Visitor(BaseModel):
    """Who a visitor is, and the ways in."""

    user: KnownUser | None = Field(description="Null: nobody yet.")
    guests: bool = Field(description="Whether `POST /api/auth/guest` lets anyone in.")
    sign_in_url: str | None = Field(description="The path that leads to the provider, if any.")


class GuestBody(BaseModel):
    """Who the guest was, where no cookie says so."""

    model_config = ConfigDict(strict=True)

    guest_token: str | None = None


class MergedBody(BaseModel):
    """What came along."""

    threads: int
    tasks: int


class SessionBody(BaseModel):
    """A user, and what they had as a guest."""

    user: SignedInUser
    merged: MergedBody


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [
        Route("/api/auth/guest", _sign_in_guest, methods=["POST"]),
        Route("/api/auth/me", _tell, methods=["GET"]),
        Route("/api/auth/session", _take_guest_along, methods=["POST"]),
    ]


@operation(
    "Sign-in",
    caller="anyone",
    answers={201: SignedIn},
    refusals={403: "Guests are not let in, or a page of another site asks."},
)
async def _sign_in_guest(request: Request) -> Response:
    """Let a visitor in without an account.

    A guest whose token or cookie still holds gets another one for the same guest.
    """
    state = request.app.state
    authenticator: Authenticator = state.authenticator
    own: OwnTokens = state.own_tokens
    if not _lets_guests_in(request):
        raise Forbidden(_GUESTS_ARE_OFF)
    # A form on another site could otherwise replace a visitor's session by an empty one.
    authenticator.require_trusted_origin(request)
    token = own.sign_guest(authenticator.returning_guest(request))
    body = SignedIn(
        token=token.value,
        expires_at=token.expires_at,
        user=SignedInUser(id=token.user.id),
    )
    response = json_answer(body, 201)
    set_session_cookie(response, request, token.value, TOKEN_LIFE)
    return response


@operation(
    "Sign-in",
    caller="anyone",
    answers={200: Visitor},
    refusals={403: "A client secret asks."},
)
async def _tell(request: Request) -> Response:
    """Tell who a visitor is, and how one gets in who is nobody yet.

    A visitor without a cookie, or with one that holds no more, is nobody: that is no error here.
    """
    state = request.app.state
    authenticator: Authenticator = state.authenticator
    identity: Identity | None = None
    try:
        identity = await authenticator.authenticate(request)
    except Unauthenticated:
        if bearer_token(request) is not None:
            raise
    if identity is not None and identity.session is not None:
        raise Forbidden(NOT_FOR_THIS)
    body = Visitor(
        user=None if identity is None else _known(identity),
        guests=_lets_guests_in(request),
        sign_in_url=None if state.provider is None else root_of(request.scope) + LOGIN_PATH,
    )
    return json_answer(body)


@operation(
    "Sign-in",
    caller="user",
    body=GuestBody,
    body_required=False,
    answers={200: SessionBody},
    refusals={403: "A guest or a client secret asks, or a page of another site."},
)
async def _take_guest_along(request: Request) -> Response:
    """Give a user what they had as a guest, by the guest's cookie or token.

    The user says who they are by a bearer token. A page whose own back end signs users in calls
    this once it has their token.
    """
    state = request.app.state
    authenticator: Authenticator = state.authenticator
    merge: GuestMerge = state.guest_merge
    context: RequestContext = request.state.context
    # The cookie counts here, whatever else the request carries.
    authenticator.require_trusted_origin(request)
    if context.user.kind == "guest" or context.session is not None:
        raise Forbidden("Sign in first: send the bearer token of a user.")
    given = (await read_model(request, GuestBody, optional=True)).guest_token
    cookie = session_cookie(request)
    of_cookie = authenticator.guest_of(cookie) if cookie is not None else None
    guests = {of_cookie}
    if given is not None:
        guests.add(_guest_of(given, authenticator))
    merged = Merged()
    for guest in guests - {None}:
        merged += await merge.merge(str(guest), context.owner, request_id=context.request_id)
    body = SessionBody(
        user=SignedInUser(id=context.owner),
        merged=MergedBody(threads=merged.threads, tasks=merged.tasks),
    )
    response = json_answer(body)
    if of_cookie is not None:
        drop_session_cookie(response, request)
    return response


def _lets_guests_in(request: Request) -> bool:
    """Whether a visitor may be a guest.

    Where only this machine reaches the server, another name than its own is that of a proxy, which
    others can reach, or one that a page of anybody's has bound to this machine's address.
    """
    settings: Settings = request.app.state.settings
    if not settings.only_local_guests:
        return settings.allow_guests
    name = request.url.hostname or ""
    return is_loopback(name) or name.endswith(".localhost")


def _guest_of(token: str, authenticator: Authenticator) -> str:
    guest = authenticator.guest_of(token)
    if guest is None:
        raise InvalidRequest("guest_token is not the token of a guest of this server.")
    return guest


def _known(identity: Identity) -> KnownUser:
    sign_in = identity.sign_in
    return KnownUser(
        id=identity.user.id,
        kind=identity.user.kind,
        name=sign_in.name if sign_in else None,
        email=sign_in.email if sign_in else None,
        signed_in=sign_in is not None,
    )
