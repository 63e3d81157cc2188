from __future__ import annotations

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.own import ISSUER, KEY_ID, OwnTokens
from chatkit_server.auth.tokens import MAX_TOKEN_CHARS, InvalidToken
from chatkit_server.context import User

OWN = b"o" * 32
EXTERNAL = "e" * 32
NOW = datetime.now(UTC)

own = OwnTokens(OWN)


def external(key: str = EXTERNAL, algorithm: str = "HS256", **claims: Any) -> str:
    """A token that ends tomorrow unless said otherwise; None leaves a claim out."""
    said = {"exp": NOW + timedelta(days=1)} | claims
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, key, algorithm)


def user_of(token: str, **rules: Any) -> User:
    return asyncio.run(ExternalTokens(**{"secret": EXTERNAL} | rules).verify(token))


def reason_of(token: str, **rules: Any) -> str:
    with pytest.raises(InvalidToken) as caught:
        user_of(token, **rules)
    return caught.value.reason


def own_reason_of(token: str) -> str:
    with pytest.raises(InvalidToken) as caught:
        own.verify(token)
    return caught.value.reason


def test_a_guest_is_recognised_by_their_own_token() -> None:
    token = own.sign_guest()
    assert token.user.kind == "guest"
    assert token.user.id.startswith("guest_")
    assert own.verify(token.value) == token.user


def test_every_new_guest_is_another() -> None:
    assert len({own.sign_guest().user.id for _ in range(1000)}) == 1000


def test_a_guest_token_can_be_renewed_for_the_same_guest() -> None:
    first = own.sign_guest()
    assert own.sign_guest(first.user.id).user == first.user


def test_a_token_lasts_thirty_days() -> None:
    left = own.sign_guest().expires_at - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < left < timedelta(days=30, minutes=5)


def test_an_own_token_may_name_a_user() -> None:
    assert own.verify(own.sign("alice").value) == User("alice", "user")


def test_a_token_made_elsewhere_names_a_user() -> None:
    assert user_of(external(sub="alice")) == User("alice", "user")
    signed = ExternalTokens(secret=EXTERNAL).sign("alice")
    assert signed is not None
    assert user_of(signed.value) == signed.user == User("alice", "user")


def test_nobody_else_can_name_a_guest() -> None:
    assert "guest" in reason_of(external(sub=own.sign_guest().user.id))


def test_tokens_made_elsewhere_are_refused_where_no_secret_is_shared() -> None:
    assert reason_of(external(sub="alice"), secret=None) == (
        "this server accepts no tokens but its own"
    )


def test_the_two_keys_do_not_stand_for_each_other() -> None:
    own_claims = {"iss": ISSUER, "sub": "guest_1", "iat": NOW, "exp": NOW + timedelta(days=1)}
    forged = jwt.encode(own_claims, EXTERNAL, "HS256", headers={"kid": KEY_ID})
    assert own_reason_of(forged) == "the token's signature is wrong"
    theirs = jwt.encode({"sub": "alice", "exp": NOW + timedelta(days=1)}, OWN, "HS256")
    assert reason_of(theirs) == "the token's signature is wrong"


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (external(key="f" * 32, sub="alice"), "the token's signature is wrong"),
        (external(sub="alice", exp=NOW - timedelta(days=1)), "the token has expired"),
        (external(sub="alice", nbf=NOW + timedelta(days=1)), "the token is not valid yet"),
        (external(sub="alice", aud="elsewhere"), "the token is meant for another audience"),
        (external(sub="alice", exp=None), 'the token lacks the claim "exp"'),
        (external(), 'the token lacks the claim "sub"'),
        (external(key="e" * 64, algorithm="HS512", sub="a"), "the token must be signed with HS256"),
        (external(sub="alice", iat=NOW + timedelta(days=1)), "the token is not valid yet"),
        (external(sub="alice")[:-11], "the token's signature is wrong"),
        (
            external(sub="alice", more="x" * 100_000),
            f"the token is longer than {MAX_TOKEN_CHARS} characters",
        ),
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
    assert missing in own_reason_of(jwt.encode(claims, OWN, "HS256", headers={"kid": KEY_ID}))


@pytest.mark.parametrize("subject", ["", " ", "a" * 256, "a\x00b", "a\nb", "a\u202eb", " alice"])
def test_a_subject_that_cannot_be_an_owner_is_refused(subject: str) -> None:
    assert "sub" in reason_of(external(sub=subject))


@pytest.mark.parametrize("subject", [1, None, ["alice"]])
def test_a_subject_that_is_no_text_is_refused(subject: object) -> None:
    claims = json.dumps({"sub": subject, "exp": 2**33}).encode()
    reason = reason_of(jwt.api_jws.PyJWS().encode(claims, EXTERNAL, "HS256"))
    assert '"sub"' in reason


def test_a_long_or_foreign_subject_is_accepted() -> None:
    for subject in ("a" * 255, "auth0|5f7c8ec7c33c6c004bbafe82", "Zoë@例え.jp"):
        assert user_of(external(sub=subject)).id == subject


@given(st.text(max_size=200))
def test_nothing_but_a_token_is_ever_accepted(text: str) -> None:
    reason_of(text)
    own_reason_of(text)


def test_an_own_token_has_an_end() -> None:
    assert own_reason_of(own.sign("alice", timedelta(seconds=-1)).value) == "the token has expired"


def test_an_issuer_and_an_audience_that_are_set_must_be_there() -> None:
    rules: dict[str, Any] = {"issuer": "https://id.example", "audiences": ("chat", "chat-test")}
    claims = {"sub": "alice", "iss": "https://id.example"}
    assert user_of(external(**claims, aud="chat"), **rules).id == "alice"
    assert user_of(external(**claims, aud=["other", "chat-test"]), **rules).id == "alice"
    assert "audience" in reason_of(external(**claims, aud="shop"), **rules)
    assert "audience" in reason_of(external(**claims, aud=["shop"]), **rules)
    assert reason_of(external(**claims), **rules) == 'the token lacks the claim "aud"'
    assert "issuer" in reason_of(external(sub="a", iss="https://id.example/", aud="chat"), **rules)
    assert reason_of(external(sub="a", aud="chat"), **rules) == 'the token lacks the claim "iss"'
    signed = ExternalTokens(secret=EXTERNAL, **rules).sign("alice")
    assert signed is not None
    assert user_of(signed.value, **rules).id == "alice"


def test_the_id_of_the_user_may_be_in_another_claim() -> None:
    claims = ("sub", "user_id", "id")
    assert user_of(external(user_id=42, id="x"), user_claims=claims).id == "42"
    assert user_of(external(id="ada"), user_claims=claims).id == "ada"
    assert user_of(external(sub="ada", uid="eve"), user_claims=("uid",)).id == "eve"
    for wrong in (True, 4.2, ["ada"], {"id": 1}, "", "guest_1"):
        reason_of(external(id=wrong), user_claims=claims)
    assert reason_of(external(name="ada"), user_claims=claims) == (
        'the token lacks the claim "sub" or "user_id" or "id"'
    )


def test_clocks_may_be_a_little_apart() -> None:
    now = datetime.now(UTC)  # long after this module was read, maybe
    late, early = now - timedelta(minutes=10), now + timedelta(minutes=10)
    assert user_of(external(sub="a", exp=late), leeway=timedelta(minutes=20)).id == "a"
    assert user_of(external(sub="a", nbf=early), leeway=timedelta(minutes=20)).id == "a"
    assert reason_of(external(sub="a", exp=late)) == "the token has expired"
    assert reason_of(external(sub="a", nbf=early)) == "the token is not valid yet"
