"""JSON Web Tokens (RFC 7519): read strictly, whoever made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import jwt

from chatkit_server.context import User

GUEST_PREFIX: Final = "guest_"
TOKEN_LIFE: Final = timedelta(days=30)
MAX_SUBJECT_CHARS: Final = 255
MAX_TOKEN_CHARS: Final = 16 * 1024
"""Longer ones are not looked at; cookies and most proxies end well before."""

_REASONS: Final[Mapping[type[jwt.PyJWTError], str]] = {
    jwt.ExpiredSignatureError: "the token has expired",
    jwt.InvalidSignatureError: "the token's signature is wrong",
    jwt.ImmatureSignatureError: "the token is not valid yet",
    jwt.InvalidIssuedAtError: "the token is not valid yet",
    jwt.InvalidAudienceError: "the token is meant for another audience",
    jwt.InvalidIssuerError: "the token comes from another issuer",
    jwt.exceptions.InvalidSubjectError: 'the token\'s "sub" is no text',
}


class InvalidToken(Exception):
    """The token does not prove who sends it.

    Attributes:
        reason: Why, in words that may be shown.
        expired: Whether it did until its time was over.
    """

    def __init__(self, reason: str, *, expired: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.expired = expired


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


def header_of(token: str) -> Mapping[str, Any]:
    """The header of a token, which is only its word: nothing in it has been checked.

    Raises:
        InvalidToken: If there is no reading it.
    """
    if len(token) > MAX_TOKEN_CHARS:
        raise InvalidToken(f"the token is longer than {MAX_TOKEN_CHARS} characters")
    try:
        return jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise InvalidToken("the token is malformed") from error


def claims_of(
    token: str,
    key: bytes | str | jwt.PyJWK,
    algorithms: Sequence[str],
    *,
    required: Sequence[str],
    issuer: str | None = None,
    audiences: Sequence[str] | None = None,
    leeway: timedelta = timedelta(),
) -> Mapping[str, Any]:
    """The claims of a token, once all that can be checked of it was checked.

    Args:
        token: The compact form.
        key: What its signature is checked with.
        algorithms: The ones that may have been used; never the token's choice (RFC 8725
            section 3.1).
        required: Claims that must be there.
        issuer: Who must have issued it; None for anyone who has the key.
        audiences: It must be meant for one of them; where there are none, it must name none.
        leeway: How far the clocks may be apart.

    Raises:
        InvalidToken: If it does not hold.
    """
    try:
        return jwt.decode(
            token,
            key,
            algorithms,
            {"require": list(required)},
            issuer=issuer,
            audience=audiences or None,
            leeway=leeway,
        )
    except jwt.InvalidAlgorithmError as error:
        raise InvalidToken(f"the token must be signed with {' or '.join(algorithms)}") from error
    except jwt.MissingRequiredClaimError as error:
        raise InvalidToken(f'the token lacks the claim "{error.claim}"') from error
    except jwt.PyJWTError as error:
        expired = isinstance(error, jwt.ExpiredSignatureError)
        reason = _REASONS.get(type(error), "the token is malformed")
        raise InvalidToken(reason, expired=expired) from error


def valid_subject(subject: object) -> bool:
    """Whether this can be an owner's id: short, and nothing in it that cannot be seen."""
    return (
        isinstance(subject, str)
        and 0 < len(subject) <= MAX_SUBJECT_CHARS
        and subject.isprintable()
        and subject == subject.strip()
    )
