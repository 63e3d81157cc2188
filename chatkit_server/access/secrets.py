"""Secrets that are given out once: only what cannot be turned back into one is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

API_KEY_PREFIX: Final = "ck_"
CLIENT_SECRET_PREFIX: Final = "ek_"
SIGN_IN_PREFIX: Final = "si_"

_HINT_CHARS: Final = 8


def new_secret(prefix: str) -> str:
    """A secret of 256 random bits that anyone who finds it can tell for what it is."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret. It has too many bits to be guessed, so SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hint(secret: str) -> str:
    """The beginning of a secret, by which its owner knows it again."""
    return f"{secret[:_HINT_CHARS]}…"
