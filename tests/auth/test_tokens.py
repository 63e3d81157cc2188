from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatkit_server.auth.tokens import (
    ISSUER,
    OWN_KEY_ID,
    InvalidToken,
    TokenSigner,
    TokenVerifier,
    sign_external,
)
from chatkit_server.context import User

OWN = b"o" * 32
EXTERNAL = "e" * 32
NOW = datetime.now(UTC)

verifier = TokenVerifier(OWN, EXTERNAL)
signer = TokenSigner(OWN)


def external(key: str = EXTERNAL, algorithm: str = "HS256", **claims: Any) -> str:
    return jwt.encode(claims, key, algorithm)


def reason_of(token: str, by: TokenVerifier = verifier) -> str:
    with pytest.raises(InvalidToken) as caught:
        by.verify(token)
    return caught.value.reason


def test_a_guest_is_recognised_by_their_own_token() -> None:
    token = signer.sign_guest()
    assert token.user.kind == "guest"
    assert token.user.id.startswith("guest_")
    assert verifier.verify(token.value) == token.user


def test_every_new_guest_is_another() -> None:
    assert len({signer.sign_guest().user.id for _ in range(1000)}) == 1000


def test_a_guest_token_can_be_renewed_for_the_same_guest() -> None:
    first = signer.sign_guest()
    assert signer.sign_guest(first.user.id).user == first.user


def test_a_token_lasts_thirty_days() -> None:
    left = signer.sign_guest().expires_at - NOW
    assert timedelta(days=29, hours=23) < left < timedelta(days=30, minutes=5)


def test_an_own_token_may_name_a_user() -> None:
    assert verifier.verify(signer.sign("alice").value) == User("alice", "user")


def test_a_token_made_elsewhere_names_a_user() -> None:
    assert verifier.verify(external(sub="alice")) == User("alice", "user")
    assert verifier.verify(sign_external("alice", EXTERNAL).value) == User("alice", "user")


def test_nobody_else_can_name_a_guest() -> None:
    assert "guest" in reason_of(external(sub=signer.sign_guest().user.id))


def test_tokens_made_elsewhere_are_refused_where_no_secret_is_shared() -> None:
    assert reason_of(external(sub="alice"), TokenVerifier(OWN)) == (
        "this server accepts no tokens but its own"
    )


def test_the_two_keys_do_not_stand_for_each_other() -> None:
    own_claims = {"iss": ISSUER, "sub": "guest_1", "iat": NOW, "exp": NOW + timedelta(days=1)}
    forged = jwt.encode(own_claims, EXTERNAL, "HS256", headers={"kid": OWN_KEY_ID})
    assert reason_of(forged) == "the token's signature is wrong"
    assert reason_of(jwt.encode({"sub": "alice"}, OWN, "HS256")) == "the token's signature is wrong"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (external(key="f" * 32, sub="alice"), "the token's signature is wrong"),
        (external(sub="alice", exp=NOW - timedelta(hours=1)), "the token has expired"),
        (external(sub="alice", nbf=NOW + timedelta(hours=1)), "the token is not valid yet"),
        (external(sub="alice", aud="elsewhere"), "the token is meant for another audience"),
        (external(exp=NOW + timedelta(hours=1)), 'the token lacks the claim "sub"'),
        (external(key="e" * 64, algorithm="HS512", sub="a"), "the token must be signed with HS256"),
        (signer.sign("alice", timedelta(seconds=-1)).value, "the token has expired"),
        ("", "the token is malformed"),
        ("a.b.c", "the token is malformed"),
        ("é.ü.ñ", "the token is malformed"),
    ],
)
def test_a_token_that_does_not_hold_is_refused_with_the_reason(token: str, reason: str) -> None:
    assert reason_of(token) == reason


def test_an_unsigned_token_is_refused() -> None:
    def part(value: dict[str, str]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    reason_of(f"{part({'alg': 'none', 'typ': 'JWT'})}.{part({'sub': 'alice'})}.")


@pytest.mark.parametrize("missing", ["iss", "exp", "iat"])
def test_an_own_token_must_be_complete(missing: str) -> None:
    claims = {"iss": ISSUER, "sub": "alice", "iat": NOW, "exp": NOW + timedelta(days=1)}
    del claims[missing]
    assert missing in reason_of(jwt.encode(claims, OWN, "HS256", headers={"kid": OWN_KEY_ID}))


@pytest.mark.parametrize("subject", ["", " ", "a" * 256, "a\x00b", "a\nb", "a\u202eb", " alice"])
def test_a_subject_that_cannot_be_an_owner_is_refused(subject: str) -> None:
    assert "sub" in reason_of(external(sub=subject))


@pytest.mark.parametrize("subject", [1, None, ["alice"]])
def test_a_subject_that_is_no_text_is_refused(subject: object) -> None:
    encoded = jwt.api_jws.PyJWS().encode(json.dumps({"sub": subject}).encode(), EXTERNAL, "HS256")
    reason_of(encoded)


def test_a_long_or_foreign_subject_is_accepted() -> None:
    for subject in ("a" * 255, "auth0|5f7c8ec7c33c6c004bbafe82", "Zoë@例え.jp"):
        assert verifier.verify(external(sub=subject)).id == subject


@given(st.text(max_size=200))
def test_nothing_but_a_token_is_ever_accepted(text: str) -> None:
    reason_of(text)
