"""An OpenID provider, as this server's page has users sign in there.

The authorization code flow (OpenID Connect Core 1.0 section 3.1) with PKCE (RFC 7636), by a public
client or one with a secret. What it takes is a URL, one form and the check of a token, which is the
one that bearer tokens pass.
"""

from __future__ import annotations

import asyncio
import logging
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx2

from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.fetching import fetch_configuration, fetch_json
from chatkit_server.auth.jwks import KeySet
from chatkit_server.auth.tokens import InvalidToken
from chatkit_server.errors import Unavailable
from chatkit_server.parsing import key_url
from chatkit_server.settings import Settings

logger = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 10.0
"""How long the provider may take for all of a step."""

FRESH_SECONDS: Final = 3600.0
"""What the provider says of itself is asked for again when it is older."""

RETRY_SECONDS: Final = 5.0
"""A provider that did not answer is asked again at most this often, whoever wants to sign in."""

_MAX_SHOWN_CHARS: Final = 200


class SignInRefused(Exception):
    """The provider's answer does not prove who the user is; the message says why, for the log."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a provider vouches for.

    Attributes:
        id: The user's id.
        name: To be shown to the user; None if the provider says none.
        email: The same.
        id_token: What it was read from.
    """

    id: str
    name: str | None
    email: str | None
    id_token: str = field(repr=False)


class Provider:
    """A provider, at which this server is a client.

    Nothing is asked for before the first user wants to sign in. Redirects are not followed, and
    of what the provider names only encrypted addresses are used.

    Args:
        issuer: Its identifier, below which it says where everything is.
        client_id: This server's.
        client_secret: None for a public client.
        scopes: What is asked for; ``openid`` among it.
        tokens: Checks ID tokens.
        client: Asks; by default one of its own.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        scopes: tuple[str, ...],
        tokens: ExternalTokens,
        *,
        client: httpx2.AsyncClient | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._scopes = scopes
        self._tokens = tokens
        self._client = client or httpx2.AsyncClient(
            follow_redirects=False, timeout=PATIENCE_SECONDS
        )
        self._clock = clock
        self._known: Mapping[str, Any] | None = None
        self._known_at = self._tried_at = float("-inf")
        self._asking = asyncio.Lock()

    @classmethod
    def configured(cls, settings: Settings) -> Provider | None:
        """The provider that the settings name, if they name one."""
        issuer, client_id = settings.oidc_issuer or settings.auth_issuer, settings.oidc_client_id
        if issuer is None or client_id is None:
            return None
        # Where the keys are may be set for bearer tokens; it is the same place then.
        keys_url = settings.auth_jwks_url if issuer == settings.auth_issuer else None
        tokens = ExternalTokens(
            keys=KeySet(url=keys_url, issuer=issuer, algorithms=settings.auth_algorithms),
            issuer=issuer,
            audiences=(client_id,),
            user_claims=settings.auth_user_claims,
            leeway=timedelta(seconds=settings.auth_leeway_seconds),
        )
        return cls(issuer, client_id, settings.oidc_client_secret, settings.oidc_scopes, tokens)

    async def check(self) -> bool:
        """Ask the provider who it is and where to sign in, for whoever sets this up.

        Returns:
            Whether users who sign out can sign out there too.

        Raises:
            ValueError: What it says cannot be used; the message says why.
            httpx2.HTTPError: There is no answer.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            configuration = await fetch_configuration(self._client, self.issuer)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(configuration.get(name), str):
                raise ValueError(f"it names no {name}")
        return "end_session_endpoint" in configuration

    async def authorization_url(
        self, redirect_uri: str, *, state: str, nonce: str, verifier: str
    ) -> str:
        """Where the user signs in, and is sent back from to ``redirect_uri``.

        Args:
            state: Comes back with the user.
            nonce: Comes back in the ID token.
            verifier: Proves later, to the provider, that the code is ours (RFC 7636).

        Raises:
            Unavailable: The provider does not say where.
        """
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self._scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return _with_query(_endpoint(await self._configuration(), "authorization_endpoint"), query)

    async def redeem(
        self, code: str, redirect_uri: str, *, nonce: str, verifier: str, iss: str | None
    ) -> Person:
        """Find out for whom the provider gave a code.

        Args:
            code: As the user brought it.
            redirect_uri: The same as before.
            nonce: The same as before.
            verifier: The same as before.
            iss: Who says that it sent the user back (RFC 9207); None if nobody does.

        Raises:
            SignInRefused: The code is used up, or what it was given for does not hold.
            Unavailable: The provider does not answer.
        """
        configuration = await self._configuration()
        announced = configuration.get("authorization_response_iss_parameter_supported") is True
        if iss != self.issuer and (announced or iss is not None):
            raise SignInRefused("the answer comes from another issuer")
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await self._token(configuration, code, redirect_uri, verifier)
                id_token = answer.get("id_token")
                if not isinstance(id_token, str):
                    raise SignInRefused("the provider gave no ID token")
                claims = await self._claims(id_token, nonce)
                user = self._tokens.user_in(claims)
        except InvalidToken as error:
            raise SignInRefused(f"the ID token does not hold: {error.reason}") from error
        except ValueError as error:
            raise SignInRefused(f"the code is refused: {error}") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError) as error:
            raise _silent() from error
        shown = claims
        if not (_name(claims) or _email(claims)):
            shown = await self._user_info(configuration, answer, claims["sub"])
        return Person(user.id, _name(shown), _email(shown), id_token)

    async def sign_out_url(self, id_token: str | None, back: str) -> str | None:
        """Where the user signs out of the provider too, and is sent back from; None if nowhere.

        A provider that does not answer keeps nobody from leaving this server.
        """
        try:
            configuration = await self._configuration()
            if "end_session_endpoint" not in configuration:
                return None
            url = _endpoint(configuration, "end_session_endpoint")
        except Unavailable:
            return None
        query = {"client_id": self._client_id, "post_logout_redirect_uri": back}
        return _with_query(url, query | ({"id_token_hint": id_token} if id_token else {}))

    async def aclose(self) -> None:
        """Lets go of connections."""
        await self._client.aclose()
        await self._tokens.aclose()

    async def _configuration(self) -> Mapping[str, Any]:
        if self._clock() - self._known_at >= FRESH_SECONDS:
            async with self._asking:
                if self._clock() - max(self._tried_at, self._known_at) >= RETRY_SECONDS:
                    await self._ask()
        if self._known is None:
            raise _silent()
        return self._known

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                self._known = await fetch_configuration(self._client, self.issuer)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            reason = str(error) or type(error).__name__
            logger.warning("the sign-in provider does not say where to sign in: %s", reason)
        else:
            self._known_at = self._clock()
        finally:
            # From the end on: whoever has waited for it is not to wait for another one.
            self._tried_at = self._clock()

    async def _token(
        self, configuration: Mapping[str, Any], code: str, redirect_uri: str, verifier: str
    ) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        headers = {}
        methods = configuration.get("token_endpoint_auth_methods_supported", ())
        if self._client_secret is None:
            form["client_id"] = self._client_id
        elif "client_secret_post" in methods and "client_secret_basic" not in methods:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
        else:  # what every provider takes unless it says otherwise (RFC 8414 section 2)
            pair = f"{quote_plus(self._client_id)}:{quote_plus(self._client_secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        url = _endpoint(configuration, "token_endpoint")
        return await fetch_json(self._client, url, form=form, headers=headers)

    async def _claims(self, id_token: str, nonce: str) -> Mapping[str, Any]:
        claims = await self._tokens.claims(id_token, required=("sub", "iat", "nonce"))
        if claims["nonce"] != nonce:
            raise InvalidToken("it was given for another sign-in")
        if claims.get("azp", self._client_id) != self._client_id:
            raise InvalidToken("it was given to another client")
        return claims

    async def _user_info(
        self, configuration: Mapping[str, Any], answer: Mapping[str, Any], subject: object
    ) -> Mapping[str, Any]:
        """What else the provider tells of the user; nothing if it does not."""
        access_token = answer.get("access_token")
        if "userinfo_endpoint" not in configuration or not isinstance(access_token, str):
            return {}
        headers = {"Authorization": f"Bearer {access_token}"}
        try:
            url = _endpoint(configuration, "userinfo_endpoint")
            async with asyncio.timeout(PATIENCE_SECONDS):
                info = await fetch_json(self._client, url, headers=headers)
        except (
            httpx2.HTTPError,
            httpx2.InvalidURL,
            TimeoutError,
            ValueError,
            Unavailable,
        ) as error:
            reason = str(error) or type(error).__name__
            logger.warning("the sign-in provider does not tell the user's name: %s", reason)
            return {}
        return info if info.get("sub") == subject else {}


def _endpoint(configuration: Mapping[str, Any], name: str) -> str:
    url = configuration.get(name)
    try:
        return key_url(url if isinstance(url, str) else "")
    except ValueError as error:
        logger.warning("the sign-in provider's %s %s", name, error)
        raise _silent() from error


def _with_query(url: str, query: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    joined = "&".join(part for part in (parts.query, urlencode(query)) if part)
    return parts._replace(query=joined, fragment="").geturl()


def _name(claims: Mapping[str, Any]) -> str | None:
    return _shown(claims, "name") or _shown(claims, "preferred_username")


def _email(claims: Mapping[str, Any]) -> str | None:
    return _shown(claims, "email")


def _shown(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if not isinstance(value, str):
        return None
    visible = "".join(char for char in value if char.isprintable()).strip()
    return visible[:_MAX_SHOWN_CHARS] or None


def _silent() -> Unavailable:
    return Unavailable("The sign-in service does not answer. Try again in a moment.")
