"""Bearer tokens as somebody else's back end signs them, with a secret that it shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt


def signed(secret: str, **claims: Any) -> str:
    """A token that ends tomorrow, unless the claims say otherwise."""
    return jwt.encode({"exp": datetime.now(UTC) + timedelta(days=1)} | claims, secret, "HS256")
