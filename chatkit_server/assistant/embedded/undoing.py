"""What the last change was, read from the thread, and the calls that take it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.text import read
from chatkit_server.assistant.embedded.transcript import (
    Conversation,
    Pressed,
    Said,
    Shown,
    Task,
    Turn,
)
from chatkit_server.assistant.embedded.wording import unquote

Kind = Literal["add", "complete", "reopen", "delete", "restore", "update", "other"]

_QUOTED = re.compile(r"“[^”\n]+”")
_STARTS: tuple[tuple[str, Kind], ...] = (
    ("Added ", "add"), ("Marked ", "complete"), ("Reopened ", "reopen"), ("Deleted ", "delete"),
    ("Restored ", "restore"), ("Renamed ", "update"), ("Updated ", "update"),
)  # fmt: skip
_PRESSES: dict[str, Kind] = {
    "tasks.complete": "complete", "tasks.reopen": "reopen", "tasks.delete": "delete",
    "tasks.restore": "restore", "tasks.save": "other",
}  # fmt: skip
UNDONE = "Undone: "


@dataclass(frozen=True, slots=True)
class Effect:
    """A change made earlier in the thread.

    Attributes:
        kind: What was done.
        titles: Quoted titles of the tasks, where only words tell.
        tasks: The tasks themselves, where a widget or a press tells.
        before: Arguments of ``update_tasks`` that restore what was.
    """

    kind: Kind
    titles: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    before: dict[str, Any] = field(default_factory=dict)


def last_effects(conversation: Conversation, *, deletion: bool = False) -> list[Effect]:
    """The changes of the last turn (or button press) that changed anything and still stands.

    Args:
        conversation: The thread.
        deletion: Look for a deletion only.
    """
    known = {
        task.id: task
        for turn in conversation.turns
        for entry in turn.entries
        if isinstance(entry, Shown)
        for task in (*entry.tasks, *entry.deleted)
    }
    skip = 0
    for turn in reversed(conversation.turns):
        for step in reversed(_steps(turn, known, conversation.now)):
            if step == "undone":
                skip += 1
                continue
            effects = [e for e in step if not deletion or e.kind == "delete"]
            if not effects:
                continue
            if skip:
                skip -= 1
                continue
            return effects
    return []


def _steps(
    turn: Turn, known: dict[str, Task], now: datetime
) -> list[list[Effect] | Literal["undone"]]:
    steps: list[list[Effect] | Literal["undone"]] = []
    widgets: list[Shown] = []
    for entry in turn.entries:
        if isinstance(entry, Shown):
            widgets.append(entry)
        elif isinstance(entry, Pressed):
            kind = _PRESSES.get(entry.type)
            if kind:
                tasks = tuple(known[i] for i in entry.task_ids if i in known)
                if tasks and all(_still(kind, task, known) for task in tasks):
                    steps.append([Effect(kind, tasks=tasks)])
        elif entry.text.startswith(UNDONE):
            steps.append("undone")
            widgets = []
        else:
            steps.append(_effects(entry, widgets, now))
            widgets = []
    return steps


def _still(kind: Kind, task: Task, known: dict[str, Task]) -> bool:
    """Whether what a press did is still so: it may have been pressed back."""
    if kind == "complete":
        return task.status == "done"
    return kind != "reopen" or task.status == "open"


def _effects(said: Said, widgets: Sequence[Shown], now: datetime) -> list[Effect]:
    found = []
    sentences = _sentences(said.text)
    kinds = [kind for s in sentences for start, kind in _STARTS if s.startswith(start)]
    for sentence in sentences:
        kind = next((kind for start, kind in _STARTS if sentence.startswith(start)), None)
        if kind is None:
            continue
        titles = tuple(_QUOTED.findall(sentence))
        tasks: tuple[Task, ...] = ()
        if kind == "delete":
            tasks = tuple(t for w in widgets if w.widget == "deleted_tasks" for t in w.tasks)
        elif len(kinds) == 1:
            tasks = tuple(
                t for w in widgets if w.widget in ("task_list", "task_card") for t in w.tasks
            )
            tasks = tasks or tuple(t for w in widgets for t in w.deleted)
        found.append(Effect(kind, titles, tasks, _before(sentence, titles, now)))
    return found


def _sentences(text: str) -> list[str]:
    """The sentences of a reply; a stop within a quoted title ends none."""
    masked = _QUOTED.sub(lambda match: "“" + "x" * (len(match[0]) - 2) + "”", text)
    borders = [0, *(match.end() for match in re.finditer(r"(?<=[.?])\s+(?=[A-Z])", masked))]
    ends = [*borders[1:], len(text)]
    return [text[start:end].strip() for start, end in zip(borders, ends, strict=True)]


def _before(sentence: str, titles: Sequence[str], now: datetime) -> dict[str, Any]:
    """What ``update_tasks`` needs to restore what an "Updated" or "Renamed" sentence changed."""
    if sentence.startswith("Renamed ") and len(titles) == 2 and "…" not in titles[0]:
        return {"title": unquote(titles[0])}
    before: dict[str, Any] = {}
    for value in re.findall(r"\(was ([^)]*)\)", sentence):
        if value in ("none", "low", "medium", "high"):
            before["priority"] = value
        elif value == "no date":
            before["clear_due"] = True
        else:
            due = _read_due(value, now)
            if due:
                before["due"] = due
    added = re.search(r"(?:: |, )tagged ((?:#[^\s,.]+ ?)+)", sentence)
    if added:
        before["remove_tags"] = added[1].replace("#", "").split()
    removed = re.search(r"no longer tagged ((?:#[^\s,.]+ ?)+)", sentence)
    if removed:
        before["add_tags"] = removed[1].replace("#", "").split()
    return before


def _read_due(words: str, now: datetime) -> str | None:
    when = dates.extract(read(words), now).when
    if when is None or when.day is None:
        return None
    day = when.day.due.isoformat()
    return f"{day}T{_hours(words)}" if ", " in words else day


def _hours(words: str) -> str:
    hour, minute, half = re.split(r"[: ]", words.rsplit(", ", 1)[1])
    return f"{int(hour) % 12 + (12 if half == 'PM' else 0):02}:{minute}"
