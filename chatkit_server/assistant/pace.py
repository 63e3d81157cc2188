"""Holds tools back until what the model said before it called them was told."""

from __future__ import annotations

import asyncio


class Pace:
    """How far those who are told of a run are behind the run itself.

    A run goes on while its events wait to be told. A tool that shows something would be told of
    before the words that the model said first.
    """

    def __init__(self) -> None:
        self._asked = 0
        self._told = 0
        self._level = asyncio.Event()
        self._level.set()

    def asked(self) -> None:
        """The model is asked for a response."""
        self._asked += 1
        self._level.clear()

    def told(self) -> None:
        """A response was told to its end."""
        self._told += 1
        if self._told >= self._asked:
            self._level.set()

    async def level(self) -> None:
        """Wait until every response was told."""
        await self._level.wait()
