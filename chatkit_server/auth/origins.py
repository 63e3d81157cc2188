"""Other origins whose pages may call: named one by one, or all subdomains of one."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

_WILDCARD: Final = "://*."
_LABELS: Final = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+"


class Origins:
    """A set of origins (RFC 6454), told apart without regard to case.

    Args:
        patterns: Origins such as ``https://shop.example``, or ``https://*.example.com`` for those
            of all subdomains, however deep, but not of the domain itself.
    """

    def __init__(self, patterns: Collection[str] = ()) -> None:
        self.pattern: str = "|".join(_expression(pattern.lower()) for pattern in patterns) or "(?!)"
        """A regular expression that each of them matches as a whole, in lower case."""
        self._match = re.compile(self.pattern)

    def __contains__(self, origin: str) -> bool:
        return self._match.fullmatch(origin.lower()) is not None


def _expression(pattern: str) -> str:
    scheme, wildcard, domain = pattern.partition(_WILDCARD)
    if wildcard:
        return f"{re.escape(scheme)}://{_LABELS}{re.escape(domain)}"
    return re.escape(pattern)
