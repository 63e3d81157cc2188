"""Bearer tokens: JSON Web Tokens (RFC 7519) signed with HS256, made here or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt

from chatkit_server.context import User
from stores.ids import new_id

ISSUER: Final = "chatkit-server"
OWN_KEY_ID: Final = "chatkit-server"
GUEST_PREFIX: Final = "guest_"
TOKEN_LIFE: Final = timedelta(days=30)
MAX_SUBJECT_CHARS: Final = 255

_ALGORITHM: Final = "HS256"
_CLOCK_LEEWAY: Final = timedelta(seconds=30)
_REASONS: Final[dict[type[jwt.PyJWTError], str]] = {
    jwt.ExpiredSignatureError: "the token has expired",
    jwt.InvalidSignatureError: "the token's signature is wrong",
    jwt.InvalidAlgorithmError: f"the token must be signed with {_ALGORITHM}",
    jwt.ImmatureSignatureError: "the token is not valid yet",
    jwt.InvalidAudienceError: "the token is meant for another audience",
}


class InvalidToken(Exception):
    """The token does not prove who sends it.

    Attributes:
        reason: Why, in words that may be shown.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Token:
    """A signed token and what it says.

    Attributes:
        value: The compact form, to be sent as ``Authorization: Bearer``.
        user: Whom it names.
        expires_at: The moment from which it is refused, UTC.
    """

    value: str
    user: User
    expires_at: datetime


def new_guest_id() -> str:
    """An id that nobody can guess (RFC 9562 version 7: time and 74 random bits)."""
    return new_id(GUEST_PREFIX.removesuffix("_"))


class TokenSigner:
    """Makes this server's own tokens.

    Args:
        key: The server's own key, never the one that others sign with.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, user_id: str, life: timedelta = TOKEN_LIFE) -> Token:
        """Signs a token for a user, which from then on stands for them."""
        issued_at, expires_at = _period(life)
        claims = {"iss": ISSUER, "sub": user_id, "iat": issued_at, "exp": expires_at}
        value = jwt.encode(claims, self._key, _ALGORITHM, headers={"kid": OWN_KEY_ID})
        return Token(value, _own_user(user_id), expires_at)

    def sign_guest(self, user_id: str | None = None) -> Token:
        """Signs a fresh token for a guest, a new one unless their id is given."""
        return self.sign(user_id or new_guest_id())


class TokenVerifier:
    """Tells whom a token names.

    A token's ``kid`` header says whose key it claims; the algorithm is never the token's choice
    (RFC 8725 section 3.1). Tokens made elsewhere may go without ``exp``, and may never name a
    guest: guests are known to this server alone.

    Args:
        own_key: The key of this server's own tokens.
        external_key: ``CHATKIT_AUTH_SECRET``, or None where nobody else signs tokens.
    """

    def __init__(self, own_key: bytes, external_key: str | None = None) -> None:
        self._own_key = own_key
        self._external_key = external_key

    def verify(self, token: str) -> User:
        """The user that a token names.

        Raises:
            InvalidToken: If it is malformed, forged, too old, or names nobody.
        """
        try:
            if jwt.get_unverified_header(token).get("kid") == OWN_KEY_ID:
                return self._verify_own(token)
            return self._verify_external(token)
        except jwt.MissingRequiredClaimError as error:
            raise InvalidToken(f'the token lacks the claim "{error.claim}"') from error
        except jwt.PyJWTError as error:
            reason = _REASONS.get(type(error), "the token is malformed")
            raise InvalidToken(reason) from error

    def _verify_own(self, token: str) -> User:
        claims = jwt.decode(
            token,
            self._own_key,
            [_ALGORITHM],
            {"require": ["sub", "exp", "iat", "iss"]},
            issuer=ISSUER,
        )
        return _own_user(_subject(claims))

    def _verify_external(self, token: str) -> User:
        if self._external_key is None:
            raise InvalidToken("this server accepts no tokens but its own")
        claims = jwt.decode(
            token, self._external_key, [_ALGORITHM], {"require": ["sub"]}, leeway=_CLOCK_LEEWAY
        )
        subject = _subject(claims)
        if subject.startswith(GUEST_PREFIX):
            raise InvalidToken("the token names a guest, whom only this server can vouch for")
        return User(subject, "user")


def sign_external(user_id: str, key: str, life: timedelta = TOKEN_LIFE) -> Token:
    """Signs a token as another system would that shares ``CHATKIT_AUTH_SECRET``."""
    issued_at, expires_at = _period(life)
    claims = {"sub": user_id, "iat": issued_at, "exp": expires_at}
    return Token(jwt.encode(claims, key, _ALGORITHM), User(user_id, "user"), expires_at)


def valid_subject(subject: object) -> bool:
    """Whether a ``sub`` can be an owner's id: short, and nothing in it that cannot be seen."""
    return (
        isinstance(subject, str)
        and 0 < len(subject) <= MAX_SUBJECT_CHARS
        and subject.isprintable()
        and subject == subject.strip()
    )


def _subject(claims: dict[str, Any]) -> str:
    subject = claims["sub"]
    if not valid_subject(subject):
        raise InvalidToken(
            f'the token\'s "sub" must be 1 to {MAX_SUBJECT_CHARS} printable characters'
        )
    return str(subject)


def _own_user(user_id: str) -> User:
    return User(user_id, "guest" if user_id.startswith(GUEST_PREFIX) else "user")


def _period(life: timedelta) -> tuple[datetime, datetime]:
    issued_at = datetime.now(UTC).replace(microsecond=0)  # claims are whole seconds
    return issued_at, issued_at + life
