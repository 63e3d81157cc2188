"""What one connection has yet to read of a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

from chatkit_server.wire import KEEP_ALIVE


class Tail(AsyncIterator[bytes]):
    """The frames of a run from the moment the tail is made, for one reader.

    Whatever is ready goes out as one chunk; nothing waits for more. What was read is forgotten,
    so a long answer takes memory only where somebody reads slowly.

    Args:
        run_id: The run that is followed; None when there is none.
        keep_alive: Seconds of silence after which a comment line is read.
        on_close: Called when the reader has gone, before the end or after it.
    """

    def __init__(
        self,
        run_id: str | None = None,
        *,
        keep_alive: float | None = None,
        on_close: Callable[[Tail], None] = lambda tail: None,
    ) -> None:
        self.run_id = run_id
        self._keep_alive = keep_alive
        self._on_close = on_close
        self._frames: list[bytes] = []
        self._ended = False
        self._closed = False
        self._news = asyncio.Event()

    @classmethod
    def of(cls, *frames: bytes) -> Tail:
        """A tail that holds all that there will ever be."""
        tail = cls()
        tail.push(frames)
        tail.end()
        return tail

    def push(self, frames: Iterable[bytes]) -> None:
        """Add frames to read."""
        self._frames.extend(frames)
        self._news.set()

    def end(self) -> None:
        """Let the reader stop once it has caught up."""
        self._ended = True
        self._news.set()

    async def __anext__(self) -> bytes:
        while not self._frames:
            if self._ended:
                raise StopAsyncIteration
            self._news.clear()
            try:
                async with asyncio.timeout(self._keep_alive):
                    await self._news.wait()
            except TimeoutError:
                return KEEP_ALIVE
        chunk = b"".join(self._frames)
        self._frames.clear()
        return chunk

    def close(self) -> None:
        """Stop following; whoever made the tail must see to it that this is called."""
        if not self._closed:
            self._closed = True
            self._frames.clear()
            self.end()
            self._on_close(self)
