"""Finding the task that a few, perhaps misspelt, words mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatkit_server.assistant.embedded.text import fold
from chatkit_server.assistant.embedded.transcript import Task
from chatkit_server.assistant.embedded.words import VERBS, lemma

_FILLER = frozenset(
    """
    a an the my our this that these those some any all of for to in on at and or with about is was
    be it its one ones task tasks item items thing things reminder entry todo todos to-do please
    me i we do did done just also already now i've we've i'm from up off
    """.split()
)

_GENERIC = frozenset(
    "appointment meeting call visit event stuff job chore errand issue matter trip date "
    "email".split()
)
"""Nouns that people add to what a title says ("the dentist appointment")."""

STRONG = 0.72
"""From here on the words name the task."""

WEAK = 0.45
"""From here on they may: it is asked back where a mistake would matter."""

_CLOSE = 0.04
"""Scores nearer than this are a tie."""


@dataclass(frozen=True, slots=True)
class Match:
    """The tasks that fit some words best.

    Attributes:
        tasks: The best, several if they tie; in the order given.
        score: 0 to 1.
    """

    tasks: tuple[Task, ...] = ()
    score: float = 0.0

    @property
    def strong(self) -> bool:
        """Whether the words clearly name what was found."""
        return self.score >= STRONG


def best_match(words: str, tasks: Sequence[Task], *, exact: bool = False) -> Match:
    """The tasks whose titles fit the words best.

    Every word of the query weighs by how rare it is among the titles; a verb in front ("call the
    dentist") weighs less than what it is about. A title that says nothing else wins a tie.

    Args:
        words: As typed.
        tasks: Those to choose from.
        exact: The words are a title as a whole (they were quoted), if one reads so.
    """
    wanted = " ".join(fold(words).low.replace('"', " ").split())
    same = tuple(t for t in tasks if _plain(t.title) == wanted)
    if same:
        return Match(same, 1.0)
    query = tokens(words)
    if not query:
        return Match()
    titles = [tokens(task.title) for task in tasks]
    weights = _weights(query, titles)
    total = sum(weights)
    scored: list[tuple[float, float, Task]] = []
    for task, title in zip(tasks, titles, strict=True):
        if not title:
            continue
        hits = [_similarity(word, title) for word in query]
        coverage = sum(w * h for w, h in zip(weights, hits, strict=True)) / total
        about = [h for word, h in zip(query, hits, strict=True) if word not in VERBS]
        if about and max(about) < 0.75:  # only the verb fits: "call Bob" is not "call Ann"
            coverage *= 0.5
        scored.append((coverage, sum(hits) / max(len(title), len(query)), task))
    if not scored:
        return Match()
    top = max(score for score, _, _ in scored)
    if top < (STRONG if exact else WEAK):
        return Match()
    tied = [(fit, task) for score, fit, task in scored if score >= top - _CLOSE]
    whole = [task for fit, task in tied if fit > 0.99]
    if len(whole) == 1:
        return Match((whole[0],), top)
    return Match(tuple(task for _, task in tied), top)


@lru_cache(maxsize=2048)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a title or a query that carry meaning, in their basic form."""
    folded = fold(text[:400]).low.replace("ǂ", "") if '"' not in text else text[:400].lower()
    found = [
        word
        for word in "".join(c if c.isalnum() or c in "'’" else " " for c in folded).split()
        if word.strip("'’")
    ]
    useful = [lemma(word.replace("’", "'")) for word in found if word not in _FILLER]
    return tuple(useful or [lemma(word) for word in found])


def _plain(title: str) -> str:
    return " ".join(title.lower().replace("’", "'").replace('"', " ").split())


def _weights(query: tuple[str, ...], titles: list[tuple[str, ...]]) -> list[float]:
    frequency = Counter(word for title in titles for word in set(title))
    weights = []
    for index, word in enumerate(query):
        weight = 1.0 / (1.0 + 0.15 * max(0, min(frequency[word], 12) - 1))
        if word in _GENERIC and not frequency[word]:
            weight *= 0.4
        elif index == 0 and word in VERBS and len(query) > 1:
            weight *= 0.4
        weights.append(weight)
    return weights


def _similarity(word: str, title: tuple[str, ...]) -> float:
    if word in title:
        return 1.0
    best = 0.0
    for other in title:
        if len(word) >= 3 and len(other) > len(word) and other.startswith(word):
            best = max(best, 0.9 if len(word) >= 4 else 0.8)
        elif len(other) >= 4 and len(word) > len(other) and word.startswith(other):
            best = max(best, 0.8)
        allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        if (
            allowed
            and abs(len(word) - len(other)) <= allowed
            and (word[0] == other[0] or len(word) > 5)
        ):
            distance = _distance(word, other, allowed)
            if distance <= allowed:
                best = max(best, 0.92 - 0.06 * (distance - 1))
    return best


def _distance(word: str, other: str, allowed: int) -> int:
    """Edits between two words (a swap is one), or more than ``allowed``."""
    from rapidfuzz.distance import OSA  # a fifth of this package's import time, and seldom needed

    return OSA.distance(word, other, score_cutoff=allowed)
