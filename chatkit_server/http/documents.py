"""What many read and few change: kept compressed too, and not sent to whoever has it already."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_COMPRESSED_ALREADY: Final = ("image/png", "font/")
_COMPRESS_FROM_BYTES: Final = 1024
_REFUSED: Final = frozenset({"q=0", "q=0.0", "q=0.00", "q=0.000"})
"""The quality of what is not accepted (RFC 9110 section 12.4.2)."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something that is the same for everybody.

    Attributes:
        gzipped: None where that would not make it smaller.
        etag: Changes with the body.
    """

    media_type: str
    body: bytes
    gzipped: bytes | None
    etag: str

    @classmethod
    def of(cls, media_type: str, body: bytes) -> Document:
        """Make one of its bytes."""
        compress = len(body) >= _COMPRESS_FROM_BYTES
        compress = compress and not media_type.startswith(_COMPRESSED_ALREADY)
        return cls(
            media_type,
            body,
            gzip.compress(body, mtime=0) if compress else None,
            # Weak: the plain and the compressed form share it (RFC 9110 section 8.8.1).
            f'W/"{hashlib.sha256(body).hexdigest()[:32]}"',
        )

    def respond(self, request: Request, headers: Mapping[str, str]) -> Response:
        """Answer with it, or say that it has not changed.

        Args:
            request: Says what its sender has, and takes.
            headers: How long it may be kept, and the like.
        """
        headers = {**headers, "ETag": self.etag, "Vary": "Accept-Encoding"}
        had = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if had & {self.etag, "*"}:
            return Response(status_code=304, headers=headers)
        if self.gzipped is not None and _takes_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            return Response(self.gzipped, headers=headers, media_type=self.media_type)
        return Response(self.body, headers=headers, media_type=self.media_type)


def _takes_gzip(accept_encoding: str) -> bool:
    for coding in accept_encoding.lower().split(","):
        name, _, quality = coding.partition(";")
        if name.strip() == "gzip":
            return quality.strip() not in _REFUSED
    return False
