"""Tells pages that are open what has come into their user's threads by another way.

A page sees what it does itself, and what the other pages of its browser do. What a back end or a
plain JSON caller does it would see only when it looks again; here it is told to look. Only ids and
kinds of news are told. A page of another process of the server is not told: it sees the change
with its next look.

Notices are told as well, what everybody is told now: at first, and when that changes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from chatkit.types import NoticeEvent

from chatkit_server.errors import Unavailable
from chatkit_server.extensions import FollowEvent, NoticeEnded, ThreadNews
from chatkit_server.runs.tail import Tail
from chatkit_server.wire import KEEP_ALIVE, serialize

LIFE_SECONDS: Final = 300.0
"""A page asks again after so long: whether its user may still be told is seen then."""
MAX_FOLLOWERS: Final = 16
"""Of one user: the browsers in which they have a page open."""


Hears: TypeAlias = Callable[[str], Awaitable[bool]]
"""Whether a page may be told of a thread."""


class _Follower(Tail):
    """What a page has yet to be told: of each thread it is asked first whether it may be.

    Args:
        hears: Answers that; None where all may be told.
    """

    def __init__(
        self, hears: Hears | None, *, keep_alive: float, on_close: Callable[[Tail], None]
    ) -> None:
        super().__init__(keep_alive=keep_alive, on_close=on_close)
        self._hears = hears
        self._untold: deque[FollowEvent] = deque()

    def tell(self, news: FollowEvent) -> None:
        """Add news to be told."""
        self._untold.append(news)
        self.push([b""])

    async def __anext__(self) -> bytes:
        told = b""
        while not told:
            told = await super().__anext__()
            while self._untold:
                news = self._untold.popleft()
                if (
                    self._hears is None
                    or not isinstance(news, ThreadNews)
                    or await self._hears(news.thread_id)
                ):
                    told += b"data: " + serialize(news) + b"\n\n"
        return told


class Changes:
    """Who wants to be told of changes, by user.

    Args:
        keep_alive: Seconds of silence after which a page gets a comment.
        life: Seconds after which a page has to ask again.
    """

    def __init__(self, *, keep_alive: float, life: float = LIFE_SECONDS) -> None:
        self._keep_alive = keep_alive
        self._life = life
        self._followers: defaultdict[str, dict[_Follower, asyncio.TimerHandle]] = defaultdict(dict)
        self._closed = False

    def follow(
        self,
        owner: str,
        *,
        hears: Hears | None = None,
        seconds: float | None = None,
        first: FollowEvent | None = None,
    ) -> Tail:
        """Tell someone of a user's changes from now on, for a while.

        Args:
            owner: The user.
            hears: Asked, for each of the user's threads, when there is news of it; None for all.
            seconds: For how long at most, where that is less than for anyone.
            first: What is told at once.

        Returns:
            What they read; the caller closes it.

        Raises:
            Unavailable: The server is about to end, or the user has too many who follow.
        """
        if self._closed or len(self._followers.get(owner, ())) >= MAX_FOLLOWERS:
            raise Unavailable("Nobody else can be told of changes now. Try again later.")
        tail = _Follower(
            hears, keep_alive=self._keep_alive, on_close=lambda _: self._leave(owner, tail)
        )
        tail.push([KEEP_ALIVE])  # proxies let a stream through once it has begun
        if first is not None:
            tail.tell(first)
        life = self._life if seconds is None else max(0.0, min(self._life, seconds))
        timer = asyncio.get_running_loop().call_later(life, tail.end)
        self._followers[owner][tail] = timer
        return tail

    def tell(self, owner: str, thread_id: str, *, deleted: bool = False) -> None:
        """Tell the pages of a user that one of their threads has changed, or is no more."""
        followers = self._followers.get(owner)
        if not followers:
            return
        news = ThreadNews(
            type="thread.deleted" if deleted else "thread.changed", thread_id=thread_id
        )
        for tail in followers:
            tail.tell(news)

    def announce(self, notice: NoticeEvent | None) -> None:
        """Tell all pages what everybody is told from now on; None for nothing."""
        for followers in self._followers.values():
            for tail in followers:
                tail.tell(notice or NoticeEnded())

    def end(self, owner: str) -> None:
        """Let go of the pages of a user, once they have been told what there was to tell."""
        for tail, timer in self._followers.pop(owner, {}).items():
            timer.cancel()
            tail.end()

    def close(self) -> None:
        """Let go of everyone, for good."""
        self._closed = True
        for owner in list(self._followers):
            self.end(owner)

    def _leave(self, owner: str, tail: _Follower) -> None:
        followers = self._followers.get(owner, {})
        timer = followers.pop(tail, None)
        if timer is not None:
            timer.cancel()
        if not followers:
            self._followers.pop(owner, None)
