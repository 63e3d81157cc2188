"""What a request of the protocol is answered with."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Self

from chatkit.server import NonStreamingResult, StreamingResult

from chatkit_server.extensions import RUN_HEADER
from chatkit_server.runs.tail import Tail


@dataclass(frozen=True, slots=True)
class Reply:
    """A JSON body, or a stream, which the caller closes."""

    body: bytes | Tail
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def streaming(cls, tail: Tail) -> Self:
        """A stream that says which run it follows."""
        return cls(tail, {} if tail.run_id is None else {RUN_HEADER: tail.run_id})

    def result(self) -> StreamingResult | NonStreamingResult:
        """The same in the SDK's own terms."""
        if isinstance(self.body, bytes):
            return NonStreamingResult(self.body)
        return StreamingResult(_read(self.body))


async def _read(tail: Tail) -> AsyncGenerator[bytes, None]:
    try:
        async for chunk in tail:
            yield chunk
    finally:
        tail.close()
