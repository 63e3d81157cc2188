"""``POST /api/auth/guest``: lets a visitor in without an account.

Takes ``settings``, ``authenticator`` and ``own_tokens`` from the app's state.
"""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from chatkit_server.auth.backend import SESSION_COOKIE, Authenticator
from chatkit_server.auth.own import OwnTokens
from chatkit_server.auth.tokens import TOKEN_LIFE
from chatkit_server.errors import Forbidden
from chatkit_server.http.contract import operation

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
    expires_at: str = Field(description="The moment from which it is refused, UTC.")
    user: SignedInUser


def routes() -> list[BaseRoute]:
    """The routes of this surface."""
    return [Route("/api/auth/guest", _sign_in_guest, methods=["POST"])]


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
    if not state.settings.allow_guests:
        raise Forbidden(_GUESTS_ARE_OFF)
    # A form on another site could otherwise replace a visitor's session by an empty one.
    authenticator.require_trusted_origin(request)
    token = own.sign_guest(authenticator.returning_guest(request))
    response = JSONResponse(
        SignedIn(
            token=token.value,
            expires_at=token.expires_at.isoformat().replace("+00:00", "Z"),
            user=SignedInUser(id=token.user.id),
        ).model_dump(),
        status_code=201,
        headers={"Cache-Control": "no-store"},
    )
    response.set_cookie(
        SESSION_COOKIE,
        token.value,
        max_age=int(TOKEN_LIFE.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response
