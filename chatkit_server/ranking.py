"""How well names fit what somebody has typed of one, perhaps with a mistake."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

SHORTEST_MISTAKE: Final = 4
"""Characters from which on what was typed may have a mistake in it: fewer are like anything."""

LIKENESS: Final = 75.0
"""How much a part of a name has to be like what was typed, of 100."""

MAX_TYPED: Final = 100
"""Characters of what was typed that are compared with names to find mistakes."""


def rank(typed: str, names: Sequence[str], limit: int) -> list[int]:
    """The places of the names that fit, the best first; of equals, those that come first.

    Where no name has what was typed, those that resemble it are taken.
    """
    fits = [fit(typed, name) for name in names]
    places = [place for place, value in enumerate(fits) if value]
    places.sort(key=lambda place: -fits[place])
    return places[:limit] or similar(typed, names, limit)


def fit(typed: str, name: str) -> int:
    """How well a name fits: 0 is not at all, more is better.

    From the best: it is what was typed, begins with it, has a word that does, has it, has all its
    words. Case and the forms of characters do not matter.
    """
    wanted, name = _plain(typed), _plain(name)
    if not wanted:
        return 0
    if wanted in name:
        if name == wanted:
            return 5
        if name.startswith(wanted):
            return 4
        return 3 if f" {wanted}" in name else 2
    return 1 if all(word in name for word in wanted.split()) else 0


def similar(typed: str, names: Sequence[str], limit: int) -> list[int]:
    """The places of the names of which a part resembles what was typed, the most similar first."""
    wanted = _plain(typed[:MAX_TYPED])
    if len(wanted) < SHORTEST_MISTAKE:
        return []
    from rapidfuzz import fuzz, process  # seldom needed, and slow to import

    # A short name is a part of anything, so it has to be about as long as what was typed.
    long_enough = {
        place: plain
        for place, name in enumerate(names)
        if len(plain := _plain(name)) >= len(wanted) - 2
    }
    scorer = fuzz.partial_ratio
    found = process.extract(wanted, long_enough, scorer=scorer, score_cutoff=LIKENESS, limit=limit)
    return [place for _, _, place in found]


def _plain(text: str) -> str:
    text = text.strip()
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
