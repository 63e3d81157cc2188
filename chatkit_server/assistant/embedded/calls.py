"""Tool calls as an answer makes them: a generator yields calls and is sent their outputs."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from chatkit_server.assistant.embedded.board import Board
from chatkit_server.assistant.embedded.commands import Filter
from chatkit_server.assistant.embedded.transcript import Task, read_tasks

FIND_LIMIT = 200
"""Tasks read at once to match words against."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool."""

    name: str
    arguments: Mapping[str, Any]


T = TypeVar("T")
Calls = Generator[Sequence[Call], Sequence[Mapping[str, Any]], T]


class ToolFailed(Exception):
    """A tool answered with an error, which the user is to be told."""


class Lookup:
    """Finds tasks through ``find_tasks``, each status once.

    Args:
        board: Learns what was found.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._truncated: set[str] = set()

    def status(self, status: str) -> Calls[tuple[Task, ...]]:
        """The open or the done tasks, as the last look-up and the changes since tell them."""
        known = self._board.found(status)
        if known is not None:
            return known
        output = yield from ask(Call("find_tasks", {"status": status, "limit": FIND_LIMIT}))
        tasks = read_tasks(output.get("tasks"))
        if output.get("has_more"):
            self._truncated.add(status)
        self._board.remember(status, tasks)
        return tasks

    def truncated(self, status: str) -> bool:
        """Whether there are more tasks of a status than were read."""
        return status in self._truncated

    def find(self, wanted: Filter) -> Calls[tuple[Task, ...]]:
        """The tasks that have these properties, now."""
        arguments = {**filter_arguments(wanted), "limit": FIND_LIMIT}
        output = yield from ask(Call("find_tasks", arguments))
        tasks = read_tasks(output.get("tasks"))
        self._board.learn(tasks)
        return tasks


def ask(call: Call) -> Calls[Mapping[str, Any]]:
    """Make one call.

    Raises:
        ToolFailed: The tool answered with an error.
    """
    outputs = yield (call,)
    return checked(outputs[0])


def checked(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """The output of a tool that did not fail.

    Raises:
        ToolFailed: It is an error.
    """
    if "error" in output:
        raise ToolFailed(str(output["error"]))
    return output


def filter_arguments(wanted: Filter) -> dict[str, Any]:
    """A filter as the finding tools take it, without what it leaves open."""
    arguments: dict[str, Any] = {"status": wanted.status}
    if wanted.query:
        arguments["query"] = wanted.query
    if wanted.due_from:
        arguments["due_from"] = wanted.due_from.isoformat()
    if wanted.due_to:
        arguments["due_to"] = wanted.due_to.isoformat()
    if wanted.overdue:
        arguments["overdue"] = True
    if wanted.no_due:
        arguments["no_due"] = True
    if wanted.priority:
        arguments["priority"] = wanted.priority
    if wanted.tag:
        arguments["tag"] = wanted.tag
    return arguments
