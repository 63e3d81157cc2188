"""Tokens signed with keys whose public halves are at a URL: found, changed, missing, misused."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chatkit_server.auth import jwks
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.fetching import MAX_BYTES
from chatkit_server.auth.jwks import KeySet
from chatkit_server.auth.tokens import InvalidToken
from chatkit_server.errors import Unavailable
from chatkit_server.parsing import AUTH_ALGORITHMS
from tests.tokens import signed as signed_with_secret

URL = "https://id.example/keys"
PLAIN_URL = "http://id.example/keys"
"""Where anyone on the way could answer."""
ISSUER = "https://id.example"
ENDS = int(time.time()) + 24 * 60 * 60
CONFIGURATION = f"{ISSUER}/.well-known/openid-configuration"
PRIVATE: dict[str, Any] = {
    "RS": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "PS": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "ES384": ec.generate_private_key(ec.SECP384R1()),
    "ES512": ec.generate_private_key(ec.SECP521R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
FAMILIES: dict[str, Any] = {
    "RS": jwt.algorithms.RSAAlgorithm,
    "PS": jwt.algorithms.RSAAlgorithm,
    "ES256": jwt.algorithms.ECAlgorithm,
    "ES384": jwt.algorithms.ECAlgorithm,
    "ES512": jwt.algorithms.ECAlgorithm,
    "EdDSA": jwt.algorithms.OKPAlgorithm,
}


def private_of(algorithm: str) -> Any:
    return PRIVATE.get(algorithm) or PRIVATE[algorithm[:2]]


def public_of(algorithm: str, **fields: Any) -> dict[str, Any]:
    family = FAMILIES.get(algorithm) or FAMILIES[algorithm[:2]]
    public: dict[str, Any] = family.to_jwk(private_of(algorithm).public_key(), as_dict=True)
    return {
        name: value for name, value in public.items() if name not in {"key_ops", "use"}
    } | fields


def signed(algorithm: str = "RS256", kid: str | None = "one", **claims: Any) -> str:
    headers = {"kid": kid} if kid is not None else None
    claims = {"sub": "ada", "exp": ENDS} | claims
    return jwt.encode(claims, private_of(algorithm), algorithm, headers=headers)


class Issuer:
    """Stands for the other side.

    Attributes:
        answers: What it answers at each URL, or raises.
        asked: The URLs that it was asked for.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        self.now = 1000.0
        self.was_asked = asyncio.Event()
        self.pause = asyncio.Event()
        self.pause.set()
        self.client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))

    def publish(self, *keys: dict[str, Any]) -> None:
        self.answers[URL] = {"keys": list(keys)}

    def tokens(
        self,
        *,
        url: str | None = URL,
        issuer: str | None = None,
        algorithms: tuple[str, ...] = AUTH_ALGORITHMS,
        secret: str | None = None,
    ) -> ExternalTokens:
        keys = KeySet(
            url=url,
            issuer=issuer,
            algorithms=algorithms,
            client=self.client,
            clock=lambda: self.now,
        )
        return ExternalTokens(keys=keys, issuer=issuer, secret=secret)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        url = str(request.url)
        self.asked.append(url)
        self.was_asked.set()
        await self.pause.wait()
        answer = self.answers.get(url, httpx2.ConnectError("down"))
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    issuer = Issuer()
    yield issuer
    await issuer.client.aclose()


async def reason_of(tokens: ExternalTokens, token: str) -> str:
    with pytest.raises(InvalidToken) as caught:
        await tokens.verify(token)
    return caught.value.reason


@pytest.mark.parametrize("algorithm", AUTH_ALGORITHMS)
async def test_a_token_holds_with_the_key_that_it_names(issuer: Issuer, algorithm: str) -> None:
    issuer.publish(
        *(public_of(other, kid=f"of-{other}") for other in PRIVATE if other != algorithm[:2]),
        public_of(algorithm, kid="one"),
    )
    tokens = issuer.tokens()
    assert (await tokens.verify(signed(algorithm))).id == "ada"
    assert (await tokens.verify(signed(algorithm))).id == "ada"
    assert issuer.asked == [URL]


async def test_without_an_id_the_only_key_that_fits_is_meant(issuer: Issuer) -> None:
    issuer.publish(public_of("RS256"), public_of("ES256"))
    tokens = issuer.tokens()
    assert (await tokens.verify(signed("ES256", kid=None))).id == "ada"
    issuer.publish(public_of("RS256", kid="one"), public_of("PS256", kid="two"))
    assert "which key" in await reason_of(issuer.tokens(), signed(kid=None))


@pytest.mark.parametrize(
    "field", [{"use": "enc"}, {"alg": "PS256"}, {"kty": "oct"}, {"n": "!"}, {"kid": "two"}]
)
async def test_a_key_that_is_for_something_else_is_not_used(
    issuer: Issuer, field: dict[str, str]
) -> None:
    issuer.publish(public_of("RS256", kid="one") | field)
    assert "not known" in await reason_of(issuer.tokens(), signed())


async def test_the_algorithms_are_those_of_the_settings(issuer: Issuer) -> None:
    issuer.publish(public_of("RS256", kid="one"))
    tokens = issuer.tokens(algorithms=("RS256", "EdDSA"))
    assert (await tokens.verify(signed("RS256"))).id == "ada"
    for token in (
        signed("RS512"),
        signed("ES256"),
        jwt.encode({"sub": "ada"}, "x" * 32, "HS256", headers={"kid": "one"}),
        jwt.encode({"sub": "ada"}, None, "none", headers={"kid": "one"}),
    ):
        assert await reason_of(tokens, token) == "the token must be signed with RS256 or EdDSA"


async def test_a_public_key_is_never_taken_for_a_secret(issuer: Issuer) -> None:
    issuer.publish(public_of("RS256", kid="one"))
    public = private_of("RS256").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # The library refuses to sign such a token, so the attacker writes it by hand.
    signing = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    parts = [
        jwt.utils.base64url_encode(json.dumps(part).encode())
        for part in ({"alg": "HS256", "typ": "JWT", "kid": "one"}, {"sub": "ada", "exp": ENDS})
    ]
    signature = jwt.utils.base64url_encode(signing.sign(b".".join(parts), pem))
    forged = b".".join([*parts, signature]).decode()
    assert "must be signed with" in await reason_of(issuer.tokens(), forged)
    both = issuer.tokens(secret="s" * 32)
    assert await reason_of(both, forged) == "the token's signature is wrong"
    assert (await both.verify(signed_with_secret("s" * 32, sub="eve"))).id == "eve"
    assert (await both.verify(signed())).id == "ada"


async def test_a_new_key_is_found_but_asked_for_once_a_minute_at_most(issuer: Issuer) -> None:
    issuer.publish(public_of("RS256", kid="one"))
    tokens = issuer.tokens()
    await tokens.verify(signed())
    issuer.publish(public_of("ES256", kid="two"))
    issuer.now += jwks.RETRY_SECONDS - 1
    for _ in range(5):
        assert "not known" in await reason_of(tokens, signed("ES256", kid="two"))
    assert len(issuer.asked) == 1
    issuer.now += 1
    assert (await tokens.verify(signed("ES256", kid="two"))).id == "ada"
    assert len(issuer.asked) == 2
    assert "not known" in await reason_of(tokens, signed())  # it was withdrawn


async def test_a_withdrawn_key_stops_counting_within_the_hour(issuer: Issuer) -> None:
    issuer.publish(public_of("RS256", kid="one"))
    tokens = issuer.tokens()
    await tokens.verify(signed())
    issuer.publish(public_of("ES256", kid="two"))
    issuer.now += jwks.FRESH_SECONDS - 1
    await tokens.verify(signed())
    issuer.now += 1
    assert "not known" in await reason_of(tokens, signed())


async def test_known_keys_go_on_to_count_while_the_other_side_is_down(issuer: Issuer) -> None:
    issuer.publish(public_of("RS256", kid="one"))
    tokens = issuer.tokens()
    await tokens.verify(signed())
    issuer.answers.clear()
    for _ in range(3):
        issuer.now += jwks.FRESH_SECONDS
        assert (await tokens.verify(signed())).id == "ada"
    assert len(issuer.asked) == 4
    assert "not known" in await reason_of(tokens, signed("ES256", kid="two"))


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.ConnectError("down"),
        httpx2.Response(302, headers={"Location": "https://evil.example/keys"}),
        httpx2.Response(500),
        httpx2.Response(200, content=b"<html>"),
        httpx2.Response(200, content=b'{"keys": [' + b"0," * MAX_BYTES + b"0]}"),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={"keys": "none"}),
    ],
    ids=["down", "redirect", "error", "no JSON", "too much", "list", "no keys"],
)
async def test_without_any_keys_nobody_is_turned_away_as_a_forger(
    issuer: Issuer, answer: Any
) -> None:
    issuer.answers[URL] = answer
    tokens = issuer.tokens()
    with pytest.raises(Unavailable):
        await tokens.verify(signed())
    with pytest.raises(Unavailable):
        await tokens.verify(signed())
    assert issuer.asked == [URL]
    issuer.publish(public_of("RS256", kid="one"))
    issuer.now += jwks.FIRST_RETRY_SECONDS
    assert (await tokens.verify(signed())).id == "ada"
    assert issuer.asked == [URL, URL]


async def test_keys_that_do_not_come_hold_up_only_those_who_need_them(issuer: Issuer) -> None:
    issuer.publish(public_of("RS256", kid="one"))
    tokens = issuer.tokens()
    await tokens.verify(signed())
    issuer.now += jwks.FRESH_SECONDS
    issuer.was_asked.clear()
    issuer.pause.clear()
    unknown = [asyncio.create_task(reason_of(tokens, signed("ES256", kid="two"))) for _ in "ab"]
    await issuer.was_asked.wait()
    assert (await tokens.verify(signed())).id == "ada"
    issuer.pause.set()
    for reason in await asyncio.gather(*unknown):
        assert "not known" in reason
    assert len(issuer.asked) == 2


async def test_an_answer_that_never_comes_is_not_waited_for(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "FETCH_SECONDS", 0.01)
    issuer.pause.clear()
    with pytest.raises(Unavailable):
        await issuer.tokens().verify(signed())


async def test_who_has_waited_for_keys_in_vain_does_not_wait_for_the_next_try(
    issuer: Issuer,
) -> None:
    tokens = issuer.tokens()
    issuer.pause.clear()
    waiting = [asyncio.create_task(tokens.verify(signed())) for _ in range(3)]
    await issuer.was_asked.wait()
    issuer.now += jwks.FETCH_SECONDS
    issuer.pause.set()
    for answer in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(answer, Unavailable)
    assert issuer.asked == [URL]


async def test_an_issuer_says_where_its_keys_are(issuer: Issuer) -> None:
    issuer.answers[CONFIGURATION] = {"issuer": ISSUER, "jwks_uri": URL}
    issuer.publish(public_of("RS256", kid="one"))
    tokens = issuer.tokens(url=None, issuer=ISSUER)
    assert (await tokens.verify(signed(iss=ISSUER))).id == "ada"
    assert issuer.asked == [CONFIGURATION, URL]
    assert "another issuer" in await reason_of(tokens, signed(iss="https://evil.example"))


@pytest.mark.parametrize(
    "configuration",
    [
        {"issuer": "https://evil.example", "jwks_uri": URL},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks_uri": 1},
        {"issuer": ISSUER, "jwks_uri": "nonsense://"},
        {"issuer": ISSUER, "jwks_uri": PLAIN_URL},
    ],
)
async def test_a_configuration_that_makes_no_sense_is_not_followed(
    issuer: Issuer, configuration: dict[str, Any]
) -> None:
    issuer.answers[CONFIGURATION] = configuration
    issuer.publish(public_of("RS256", kid="one"))
    issuer.answers[PLAIN_URL] = issuer.answers[URL]
    with pytest.raises(Unavailable):
        await issuer.tokens(url=None, issuer=ISSUER).verify(signed(iss=ISSUER))


@pytest.mark.parametrize("kid", [1, ["one"], {"a": 1}])
async def test_a_key_id_that_is_no_text_is_malformed(issuer: Issuer, kid: Any) -> None:
    issuer.publish(public_of("RS256", kid="one"))
    header = jwt.utils.base64url_encode(json.dumps({"alg": "RS256", "kid": kid}).encode())
    rest = signed().partition(".")[2]
    assert await reason_of(issuer.tokens(), f"{header.decode()}.{rest}") == "the token is malformed"
