"""The key that signs this server's own tokens: derived, or made once and kept."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from chatkit_server.parsing import MIN_SECRET_BYTES
from chatkit_server.settings import Settings

KEY_FILE: Final = "signing.key"
_PURPOSE: Final = b"chatkit-server own tokens v1"


class KeyFileError(Exception):
    """The key file in the data directory cannot be made or is not one of ours."""


def own_key(settings: Settings) -> bytes:
    """The key of this server's own tokens; the same on every start.

    With ``CHATKIT_AUTH_SECRET`` it is derived from that, so replicas agree without a shared
    disk, and neither kind of token verifies as the other. Without, it is generated into the
    data directory on first use.

    Raises:
        KeyFileError: If the key cannot be read or kept.
    """
    if settings.auth_secret is not None:
        return hmac.digest(settings.auth_secret.encode(), _PURPOSE, hashlib.sha256)
    path = settings.data_dir / KEY_FILE
    try:
        if not path.exists():
            _create(path)
        return _read(path)
    except OSError as error:
        raise KeyFileError(
            f"cannot keep a signing key in {path}: {error.strerror}; "
            "make the directory writable or set CHATKIT_AUTH_SECRET"
        ) from error


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) < MIN_SECRET_BYTES:
        raise KeyFileError(f"{path} holds no key; remove it to have a new one made")
    return key


def _create(path: Path) -> None:
    """Puts a whole key in place at once; of several processes, one wins and all use its key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(MIN_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails where a rename would replace another process's key
        except FileExistsError:
            return
    finally:
        draft.unlink()
