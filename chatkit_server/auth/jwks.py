"""The public keys of whoever signs tokens: fetched, kept, and fetched anew when they change."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import httpx2
import jwt

from chatkit_server.auth.fetching import fetch_configuration, fetch_json
from chatkit_server.auth.tokens import InvalidToken
from chatkit_server.errors import Unavailable
from chatkit_server.parsing import key_url

logger = logging.getLogger(__name__)

FETCH_SECONDS: Final = 5.0
"""How long the other side may take for all of an answer."""

RETRY_SECONDS: Final = 60.0
"""The keys are asked for at most this often, whatever tokens come in."""

FIRST_RETRY_SECONDS: Final = 5.0
"""The same as long as there are none at all."""

FRESH_SECONDS: Final = 3600.0
"""Keys older than this are asked for again, so that one that was withdrawn is not trusted."""

_FAMILIES: Final[Mapping[str, tuple[str, str | None]]] = {
    "RS": ("RSA", None),
    "PS": ("RSA", None),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", None),
}
"""The key type and curve of each algorithm (RFC 7518 section 3.1, RFC 8037)."""


class KeysUnavailable(Exception):
    """The keys cannot be had; the message says why."""


class KeySet:
    """A JSON Web Key Set (RFC 7517) at a URL, or at the one that an OpenID issuer names.

    Nothing is fetched before the first token that needs it. While the other side is down, the
    keys that were fetched go on to count. Redirects are not followed: they would let whoever
    can place one choose the keys.

    Args:
        url: Where the keys are; None for those of ``issuer`` (OpenID Connect Discovery 1.0).
        issuer: Asked for its configuration where there is no ``url``.
        algorithms: Which ones the keys may be used with.
        client: Fetches; by default one of its own.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        *,
        url: str | None,
        issuer: str | None,
        algorithms: Sequence[str],
        client: httpx2.AsyncClient | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.algorithms = tuple(algorithms)
        self._url = url
        self._issuer = issuer
        self._client = client or httpx2.AsyncClient(follow_redirects=False, timeout=FETCH_SECONDS)
        self._clock = clock
        self._keys: Sequence[Mapping[str, Any]] = ()
        self._usable: dict[tuple[str | None, str], jwt.PyJWK | None] = {}
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._fetching = asyncio.Lock()

    async def find(self, key_id: object, algorithm: str) -> jwt.PyJWK:
        """The key of an id for one of the algorithms; without an id, the only one that fits.

        Raises:
            InvalidToken: If there is none.
            Unavailable: If no keys are known, and none can be had.
        """
        if key_id is not None and not isinstance(key_id, str):
            raise InvalidToken("the token is malformed")
        key = self._known(key_id, algorithm)
        # Whoever's key is known does not wait for another request that asks for new ones.
        if key is None or (self._is_stale() and not self._fetching.locked()):
            async with self._fetching:
                if self._may_fetch():
                    try:
                        await self.fetch()
                    except KeysUnavailable as error:
                        logger.warning("the keys of tokens cannot be fetched: %s", error)
            key = self._known(key_id, algorithm)
        if key is not None:
            return key
        if self._fetched_at is None:
            raise Unavailable("The sign-in service does not answer. Try again in a moment.")
        if key_id is None:
            raise InvalidToken("the token does not say which key it was signed with")
        raise InvalidToken("the token was signed with a key that is not known")

    async def fetch(self) -> int:
        """Fetch the keys now.

        Returns:
            How many of them can be used.

        Raises:
            KeysUnavailable: They cannot be had; those that were known go on to count.
        """
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                answer = await fetch_json(self._client, self._url or await self._discovered())
            keys = answer.get("keys")
            if not isinstance(keys, list):
                raise ValueError("the answer is no key set")
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as error:
            raise KeysUnavailable(str(error) or type(error).__name__) from error
        finally:
            # From the end on: whoever has waited for it is not to wait for another one.
            self._tried_at = self._clock()
        self._keys = [key for key in keys if isinstance(key, dict)]
        self._usable = {}
        self._fetched_at = self._clock()
        return sum(any(_fits(key, name) for name in self.algorithms) for key in self._keys)

    async def aclose(self) -> None:
        """Lets go of connections."""
        await self._client.aclose()

    def _known(self, key_id: str | None, algorithm: str) -> jwt.PyJWK | None:
        place = key_id, algorithm
        if place not in self._usable:
            found = [
                key
                for key in self._keys
                if key_id in (None, key.get("kid")) and _fits(key, algorithm)
            ]
            key = _parsed(found[0], algorithm) if len(found) == 1 else None
            if key is None:
                return None  # not kept: ids that nobody has would fill the memory
            self._usable[place] = key
        return self._usable[place]

    def _is_stale(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at >= FRESH_SECONDS

    def _may_fetch(self) -> bool:
        pause = FIRST_RETRY_SECONDS if self._fetched_at is None else RETRY_SECONDS
        return self._tried_at is None or self._clock() - self._tried_at >= pause

    async def _discovered(self) -> str:
        configuration = await fetch_configuration(self._client, self._issuer or "")
        url = configuration.get("jwks_uri")
        if not isinstance(url, str):
            raise ValueError("the issuer's configuration names no keys")
        return key_url(url)


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    kind, curve = _FAMILIES.get(algorithm) or _FAMILIES[algorithm[:2]]
    return (
        key.get("kty") == kind
        and (curve is None or key.get("crv") == curve)
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    )


def _parsed(key: Mapping[str, Any], algorithm: str) -> jwt.PyJWK | None:
    try:
        return jwt.PyJWK(dict(key), algorithm)
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        logger.warning("a key of tokens cannot be used: %s", type(error).__name__)
        return None
