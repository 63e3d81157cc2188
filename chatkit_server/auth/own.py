"""Tokens that this server makes itself: of guests, and from the command line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import jwt

from chatkit_server.auth.tokens import (
    GUEST_PREFIX,
    TOKEN_LIFE,
    InvalidToken,
    Token,
    claims_of,
    valid_subject,
)
from chatkit_server.context import User
from stores.ids import new_id

ISSUER: Final = "chatkit-server"
KEY_ID: Final = "chatkit-server"

_ALGORITHM: Final = "HS256"


class OwnTokens:
    """Makes tokens, and knows them again.

    Args:
        key: The server's own key, never the one that others sign with.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, user_id: str, life: timedelta = TOKEN_LIFE) -> Token:
        """Signs a token for a user, which from then on stands for them."""
        issued_at, expires_at = period(life)
        claims = {"iss": ISSUER, "sub": user_id, "iat": issued_at, "exp": expires_at}
        value = jwt.encode(claims, self._key, _ALGORITHM, headers={"kid": KEY_ID})
        return Token(value, user_named(user_id), expires_at)

    def sign_guest(self, user_id: str | None = None) -> Token:
        """Signs a fresh token for a guest, a new one unless their id is given."""
        # An id that nobody can guess (RFC 9562 version 7: time and 74 random bits).
        return self.sign(user_id or new_id(GUEST_PREFIX.removesuffix("_")))

    def verify(self, token: str) -> User:
        """The user that a token of this server names.

        Raises:
            InvalidToken: If it is malformed, forged, too old, or of somebody else.
        """
        claims = claims_of(
            token,
            self._key,
            [_ALGORITHM],
            required=["sub", "exp", "iat", "iss"],
            issuer=ISSUER,
        )
        if not valid_subject(claims["sub"]):
            raise InvalidToken("the token names nobody")
        return user_named(claims["sub"])


def period(life: timedelta) -> tuple[datetime, datetime]:
    """Now and the end of a life that begins now, in whole seconds, as claims have them."""
    issued_at = datetime.now(UTC).replace(microsecond=0)
    return issued_at, issued_at + life


def user_named(user_id: str) -> User:
    """The user of an id that this server vouched for before."""
    return User(user_id, "guest" if user_id.startswith(GUEST_PREFIX) else "user")
