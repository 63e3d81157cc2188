"""Tokens made elsewhere: by the company's sign-in, or by a back end that shares a secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import jwt

from chatkit_server.auth.jwks import KeySet
from chatkit_server.auth.own import period
from chatkit_server.auth.tokens import (
    GUEST_PREFIX,
    MAX_SUBJECT_CHARS,
    TOKEN_LIFE,
    InvalidToken,
    Token,
    claims_of,
    header_of,
    valid_subject,
)
from chatkit_server.context import User
from chatkit_server.settings import Settings

_SECRET_ALGORITHM: Final = "HS256"


@dataclass(frozen=True, kw_only=True)
class ExternalTokens:
    """Tells whom a token names that somebody else signed.

    A token says which of the two ways it was signed in; with which algorithms and keys that may
    have been is only ever said here, so a public key never passes as a secret. It must have an end
    (``exp``), and may never name a guest: guests are known to this server alone.

    Attributes:
        secret: The key of HS256, or None where none is shared.
        keys: The public keys of whoever signs tokens, or None.
        issuer: Who must have issued a token (``iss``); None for anyone who has a key.
        audiences: A token must be meant for one of them (``aud``).
        user_claims: Where the user's id is; the first one that the token has.
        leeway: How far the clocks may be apart.
    """

    secret: str | None = None
    keys: KeySet | None = None
    issuer: str | None = None
    audiences: tuple[str, ...] = ()
    user_claims: tuple[str, ...] = ("sub",)
    leeway: timedelta = timedelta(seconds=30)

    @classmethod
    def configured(cls, settings: Settings) -> ExternalTokens:
        """What the settings say of tokens made elsewhere."""
        return cls(
            secret=settings.auth_secret,
            keys=KeySet(
                url=settings.auth_jwks_url,
                issuer=settings.auth_issuer,
                algorithms=settings.auth_algorithms,
            )
            if settings.has_auth_keys
            else None,
            issuer=settings.auth_issuer,
            audiences=settings.auth_audience,
            user_claims=settings.auth_user_claims,
            leeway=timedelta(seconds=settings.auth_leeway_seconds),
        )

    async def verify(self, token: str) -> User:
        """The user that a token names.

        Raises:
            InvalidToken: If it is malformed, forged, too old, meant for others or names nobody.
            Unavailable: If the keys cannot be had, and none are known.
        """
        return self.user_in(await self.claims(token))

    async def claims(self, token: str, *, required: Sequence[str] = ()) -> Mapping[str, Any]:
        """What a token says, once it was checked.

        Args:
            token: The compact form.
            required: Claims that must be there, besides those that the rules ask for.

        Raises:
            InvalidToken: If it is malformed, forged, too old or meant for others.
            Unavailable: If the keys cannot be had, and none are known.
        """
        header = header_of(token)
        algorithm = header.get("alg")
        if self.secret is not None and algorithm == _SECRET_ALGORITHM:
            return self._claims(token, self.secret, _SECRET_ALGORITHM, required)
        if self.keys is not None and algorithm in self.keys.algorithms:
            key = await self.keys.find(header.get("kid"), algorithm)
            return self._claims(token, key, algorithm, required)
        accepted = [_SECRET_ALGORITHM] if self.secret is not None else []
        accepted += self.keys.algorithms if self.keys is not None else []
        if not accepted:
            raise InvalidToken("this server accepts no tokens but its own")
        raise InvalidToken(f"the token must be signed with {' or '.join(accepted)}")

    def user_in(self, claims: Mapping[str, Any]) -> User:
        """The user that the claims of a token name.

        Raises:
            InvalidToken: If they name nobody, or a guest.
        """
        name = next((name for name in self.user_claims if claims.get(name) is not None), None)
        if name is None:
            wanted = " or ".join(f'"{name}"' for name in self.user_claims)
            raise InvalidToken(f"the token lacks the claim {wanted}")
        value = claims[name]
        # Many systems number their users; true is no number, although Python says so.
        subject = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not valid_subject(subject):
            raise InvalidToken(
                f'the token\'s "{name}" must be 1 to {MAX_SUBJECT_CHARS} printable characters'
            )
        if subject.startswith(GUEST_PREFIX):
            raise InvalidToken("the token names a guest, whom only this server can vouch for")
        return User(subject, "user")

    def sign(self, user_id: str, life: timedelta = TOKEN_LIFE) -> Token | None:
        """Signs a token as another holder of the secret would; None where there is no secret."""
        if self.secret is None:
            return None
        issued_at, expires_at = period(life)
        claims: dict[str, Any] = {self.user_claims[0]: user_id, "iat": issued_at, "exp": expires_at}
        if self.issuer is not None:
            claims["iss"] = self.issuer
        if self.audiences:
            claims["aud"] = self.audiences[0]
        value = jwt.encode(claims, self.secret, _SECRET_ALGORITHM)
        return Token(value, User(user_id, "user"), expires_at)

    async def aclose(self) -> None:
        """Lets go of connections."""
        if self.keys is not None:
            await self.keys.aclose()

    def _claims(
        self, token: str, key: str | jwt.PyJWK, algorithm: str, required: Sequence[str]
    ) -> Mapping[str, Any]:
        return claims_of(
            token,
            key,
            [algorithm],
            required=[
                "exp",
                *required,
                *(["iss"] if self.issuer is not None else []),
                *(["aud"] if self.audiences else []),
            ],
            issuer=self.issuer,
            audiences=self.audiences,
            leeway=self.leeway,
        )
