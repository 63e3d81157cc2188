"""From a reference to the tasks it means, looking them up where the thread does not tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from chatkit_server.assistant.embedded.board import Board
from chatkit_server.assistant.embedded.calls import Calls, Lookup
from chatkit_server.assistant.embedded.commands import Filter, Reference
from chatkit_server.assistant.embedded.matching import Match, best_match, tokens
from chatkit_server.assistant.embedded.transcript import Task

Problem = Literal["missing", "ambiguous", "unsure", "unclear", "empty", "no such place", "deleted"]

LIKELY = 0.55
"""From here on a single weak match is taken where the action is easily undone."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The tasks meant, or why they could not be told.

    Attributes:
        tasks: Those meant.
        problem: Why there are none: nothing matches ("missing"), several do ("ambiguous"), one
            may ("unsure"), nothing was pointed at ("unclear"), none has the property ("empty"),
            the list is shorter ("no such place"), or what was mentioned is gone ("deleted").
        words: What was asked for, as typed.
        candidates: Those to choose from.
        lost: Parts of a longer reference for which nothing was found.
        score: How well words matched.
        whole: The words are the whole title.
    """

    tasks: tuple[Task, ...] = ()
    problem: Problem | None = None
    words: str = ""
    candidates: tuple[Task, ...] = ()
    lost: tuple[str, ...] = field(default=())
    score: float = 1.0
    whole: bool = False


class Resolver:
    """Resolves references against what is known, and the tasks the tools find.

    Args:
        board: What is known.
        lookup: Finds tasks through the tools.
    """

    def __init__(self, board: Board, lookup: Lookup, now: datetime) -> None:
        self._board = board
        self._lookup = lookup
        self._now = now

    def resolve(
        self,
        reference: Reference,
        statuses: Sequence[str] = ("open", "done"),
        *,
        wary: bool = False,
    ) -> Calls[Resolution]:
        """Find the tasks that a reference means.

        Args:
            reference: How they were pointed at.
            statuses: Where to look by words, the likeliest first.
            wary: Ask back when the words are not quite those of the title.
        """
        found = yield from self._find(reference, statuses, wary)
        if reference.excluded is not None and found.tasks:
            without = yield from self._find(replace(reference.excluded, among=()), statuses, False)
            ids = {task.id for task in without.tasks}
            left = tuple(task for task in found.tasks if task.id not in ids)
            return replace(found, tasks=left, problem=None if left else "empty")
        return found

    def _find(self, reference: Reference, statuses: Sequence[str], wary: bool) -> Calls[Resolution]:
        if reference.among:
            return (yield from self._among(reference))
        if reference.rest:
            return (yield from self._others())
        if reference.focus:
            return (yield from self._focus(reference))
        if reference.ordinals or reference.first or reference.last:
            listed = self._board.listed
            if not listed:
                listed = yield from self._lookup.status("open")
            placed = _placed(reference, listed)
            if placed.problem == "no such place" and self._board.longer:
                return _placed(reference, self._board.longer)
            return placed
        if reference.words:
            return (yield from self._words(reference, statuses, wary))
        if reference.parts:
            return (yield from self._parts(reference, statuses, wary))
        if reference.filter is not None:
            return (yield from self._filtered(reference, reference.filter))
        return Resolution(problem="unclear")

    def _others(self) -> Calls[Resolution]:
        """What the list has beside what was touched last."""
        chosen = {task.id for task in self._board.focus}
        listed = self._board.listed
        if chosen >= {task.id for task in listed}:  # it may have shown only those
            listed = self._board.longer
        if not listed or chosen >= {task.id for task in listed}:
            listed = yield from self._lookup.status("open")
        left = tuple(self._board.known.get(task.id, task) for task in listed)
        left = tuple(task for task in left if task.id not in chosen)
        return Resolution(left, None if left else "empty")

    def _focus(self, reference: Reference) -> Calls[Resolution]:
        tasks = self._board.focus
        if self._board.focus_titles:
            named = yield from self._titled(self._board.focus_titles)
            tasks = named or tasks
        tasks = tuple(self._board.known.get(task.id, task) for task in tasks)
        if reference.filter is not None and len(tasks) < 2:  # "all of them": of the list, or of all
            tasks = self._board.listed or (yield from self._lookup.find(reference.filter))
        if not tasks:
            return Resolution(problem="unclear")
        if len(tasks) > 1 and not reference.many:
            return Resolution(problem="ambiguous", candidates=tasks)
        return Resolution(tasks)

    def _titled(self, titles: Sequence[str]) -> Calls[tuple[Task, ...]]:
        everything: tuple[Task, ...] = tuple(self._board.known.values())
        named = self._board.named(titles, everything)
        for status in ("open", "done"):
            if len(named) == len(titles):
                break
            found = yield from self._lookup.status(status)
            everything = (*everything, *(t for t in found if t not in everything))
            named = self._board.named(titles, _once(everything))
        return named

    def _among(self, reference: Reference) -> Calls[Resolution]:
        candidates = yield from self._titled(reference.among)
        if not candidates:
            return Resolution(problem="missing", words=reference.words)
        choice = replace(reference, among=())
        if choice.focus or choice.empty:
            if len(candidates) == 1 or choice.many:
                return Resolution(candidates)
            return Resolution(problem="ambiguous", candidates=candidates)
        if choice.ordinals or choice.first or choice.last:
            return _placed(choice, candidates)
        if choice.filter is not None:
            fitting = tuple(t for t in candidates if fits(t, choice.filter, self._now))
            if len(fitting) == 1 or (fitting and choice.many):
                return Resolution(fitting)
        match = best_match(choice.words, candidates)
        if len(match.tasks) == 1:
            return Resolution(match.tasks)
        problem: Problem = "unsure" if len(candidates) == 1 else "ambiguous"
        return Resolution(problem=problem, candidates=match.tasks or candidates)

    def _words(
        self, reference: Reference, statuses: Sequence[str], wary: bool
    ) -> Calls[Resolution]:
        mentioned = self._board.mentioned.get(reference.words)
        if mentioned is not None:
            there = tuple(task for task in mentioned if not task.deleted)
            problem: Problem | None = None if there else "deleted"
            return Resolution(there, problem, words=reference.words, whole=True)
        if reference.parts and all(p.words in self._board.mentioned for p in reference.parts):
            return (yield from self._parts(reference, statuses, wary))
        best = Match()
        for status in statuses:
            tasks = yield from self._lookup.status(status)
            match = best_match(reference.words, tasks, exact=reference.exact)
            if not match.strong and reference.loose and reference.filter is not None:
                loose = best_match(reference.loose, tasks)
                dated = tuple(t for t in loose.tasks if fits(t, reference.filter, self._now))
                match = Match(dated or loose.tasks, loose.score) if loose.strong else match
            if not match.strong:
                match = yield from self._searched(reference, status, match)
            if match.score > best.score + 0.1:
                best = match
            if best.strong:
                break
        if reference.parts and not (best.strong and _covers(reference.parts, best)):
            parts = yield from self._parts(reference, statuses, wary)
            if parts.tasks or not best.tasks:
                return parts
        return self._judged(best, reference.words, wary)

    def _searched(self, reference: Reference, status: str, match: Match) -> Calls[Match]:
        """Ask the tool for the words where the list was too long to be read as a whole."""
        if not self._lookup.truncated(status):
            return match
        telling = max(tokens(reference.words), key=len, default=reference.words)
        found = yield from self._lookup.find(Filter(status="all", query=telling))
        fitting = tuple(task for task in found if task.status == status)
        other = best_match(reference.words, fitting, exact=reference.exact)
        return other if other.score > match.score else match

    def _judged(self, match: Match, words: str, wary: bool) -> Resolution:
        if not match.tasks:
            return Resolution(problem="missing", words=words, score=0.0)
        if len(match.tasks) > 1:
            focused = [t for t in match.tasks if any(t.id == f.id for f in self._board.focus)]
            if len(focused) == 1 and len(self._board.focus) == 1 and match.strong:
                return Resolution((focused[0],), score=match.score)
            if match.strong or len(match.tasks) <= 4:
                return Resolution(
                    problem="ambiguous", words=words, candidates=match.tasks, score=match.score
                )
            return Resolution(problem="missing", words=words, score=match.score)
        if match.score < LIKELY or (wary and not match.strong):
            return Resolution(
                problem="unsure", words=words, candidates=match.tasks, score=match.score
            )
        whole = best_match(words, match.tasks).score > 0.99 and _same_length(words, match.tasks[0])
        return Resolution(match.tasks, words=words, score=match.score, whole=whole)

    def _parts(
        self, reference: Reference, statuses: Sequence[str], wary: bool
    ) -> Calls[Resolution]:
        tasks: list[Task] = []
        lost: list[str] = []
        for part in reference.parts:
            found = yield from self.resolve(part, statuses, wary=wary)
            if found.problem in ("ambiguous", "unsure"):
                return found
            if found.tasks:
                tasks += [task for task in found.tasks if task not in tasks]
            elif part.words:
                lost.append(part.words)
        if tasks:
            return Resolution(tuple(tasks), lost=tuple(lost))
        return Resolution(problem="missing", words=reference.words or ", ".join(lost), score=0.0)

    def _filtered(self, reference: Reference, wanted: Filter) -> Calls[Resolution]:
        tasks = yield from self._lookup.find(wanted)
        if not tasks and wanted.query and not wanted.tag:  # "all work tasks" may be a tag
            tasks = yield from self._lookup.find(replace(wanted, query="", tag=wanted.query))
        if not tasks and wanted.query:
            candidates = yield from self._lookup.find(replace(wanted, query=""))
            match = best_match(wanted.query, candidates)
            tasks = match.tasks if match.strong else ()
        if not tasks:
            return Resolution(problem="empty")
        if len(tasks) > 1 and not reference.many:
            return Resolution(problem="ambiguous", candidates=tasks)
        return Resolution(tasks)


def fits(task: Task, wanted: Filter, now: datetime) -> bool:
    """Whether a task has the properties of a filter, as far as the task itself tells."""
    day = task.due_day
    if wanted.due_from and (day is None or day < wanted.due_from):
        return False
    if wanted.due_to and (day is None or day > wanted.due_to):
        return False
    if wanted.overdue and (day is None or day >= now.date()):
        return False
    if wanted.no_due and day is not None:
        return False
    return wanted.priority is None or task.priority == wanted.priority


def _covers(parts: Sequence[Reference], match: Match) -> bool:
    """Whether what was found is meant by every part, so that they are one title."""
    return all(best_match(part.words, match.tasks).strong for part in parts if part.words)


def _placed(reference: Reference, listed: tuple[Task, ...]) -> Resolution:
    if not listed:
        return Resolution(problem="empty")
    if reference.first:
        return Resolution(listed[: reference.first])
    if reference.last:
        return Resolution(listed[-reference.last :])
    places = [n - 1 if n > 0 else n for n in reference.ordinals]
    if any(not -len(listed) <= place < len(listed) for place in places):
        return Resolution(problem="no such place", candidates=listed)
    return Resolution(_once(listed[place] for place in places))


def _once(tasks: Iterable[Task]) -> tuple[Task, ...]:
    return tuple({task.id: task for task in tasks}.values())


def _same_length(words: str, task: Task) -> bool:
    return len(tokens(words)) >= len(tokens(task.title))
