"""What a browser keeps between leaving for the provider and coming back from there."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any, Final

import jwt

from chatkit_server.auth.own import period

FLOW_LIFE: Final = timedelta(minutes=15)
"""How long a user may take at the provider."""

_PURPOSE: Final = b"chatkit-server sign-in flows v1"
_ALGORITHM: Final = "HS256"
_LOCAL_PATH: Final = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,512}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Flow:
    """One attempt to sign in.

    Attributes:
        state: Comes back with the user, so that nobody else's answer is taken.
        nonce: Comes back in the ID token, so that no other one is taken.
        verifier: Proves that the code is for this server (RFC 7636).
        return_to: The path of the page to show in the end.
    """

    state: str
    nonce: str
    verifier: str
    return_to: str


class Flows:
    """Writes flows into cookies, and reads them.

    Args:
        key: The server's own key.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, _PURPOSE, hashlib.sha256)

    def begin(self, return_to: str) -> Flow:
        """An attempt that nobody can guess.

        Args:
            return_to: Where the user wants to be; what is no path of this server becomes ``/``.
        """
        return Flow(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            return_to=local_path(return_to),
        )

    def write(self, flow: Flow) -> str:
        """A flow as the value of a cookie, which nobody else can make."""
        _, expires_at = period(FLOW_LIFE)
        return jwt.encode({**asdict(flow), "exp": expires_at}, self._key, _ALGORITHM)

    def read(self, cookie: str, state: str) -> Flow | None:
        """The flow of a cookie; None if it is not of that state, too old, or none at all."""
        required = ["exp", *(field.name for field in fields(Flow))]
        try:
            claims: dict[str, Any] = jwt.decode(
                cookie, self._key, [_ALGORITHM], {"require": required}
            )
        except jwt.PyJWTError:
            return None
        flow = Flow(**{field.name: claims[field.name] for field in fields(Flow)})
        return flow if hmac.compare_digest(flow.state.encode(), state.encode()) else None


def local_path(text: str) -> str:
    """A path of this server as it is; anything that could lead elsewhere becomes ``/``."""
    return text if _LOCAL_PATH.fullmatch(text) else "/"
