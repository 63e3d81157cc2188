"""Patterns of the grammar, compiled when a message first needs them.

There are hundreds; compiling them all takes longer than the rest of starting a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Rule:
    """A pattern over the folded text of a message.

    Args:
        source: A regular expression.
        flags: As for ``re.compile``.
    """

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self._source, self._flags)

    def match(self, text: str) -> re.Match[str] | None:
        """Match at the beginning."""
        return self.pattern.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match the whole text."""
        return self.pattern.fullmatch(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Match anywhere."""
        return self.pattern.search(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, from left to right."""
        return self.pattern.finditer(text)

    def sub(self, replacement: str, text: str) -> str:
        """Replace all matches."""
        return self.pattern.sub(replacement, text)
