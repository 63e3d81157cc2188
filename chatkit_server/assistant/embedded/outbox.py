"""The calls that change something, made together, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chatkit_server.assistant.embedded import replies
from chatkit_server.assistant.embedded.board import Board
from chatkit_server.assistant.embedded.calls import Call, Calls, ToolFailed, checked
from chatkit_server.assistant.embedded.transcript import Task, read_tasks

Handler = Callable[[Mapping[str, Any]], str]


class Outbox:
    """Collects changing calls and sentences, so that the calls go out in one round.

    Args:
        board: Learns what was changed.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self._waiting: list[tuple[Call, int, Handler]] = []
        self._says: list[str] = []

    def say(self, text: str) -> None:
        """Say something at this place."""
        self._says.append(text)

    @property
    def text(self) -> str:
        """All that is to be said, without repetitions."""
        return " ".join(dict.fromkeys(filter(None, self._says)))

    def change(self, call: Call, handle: Handler) -> None:
        """Put a call in line.

        Args:
            call: The call.
            handle: Turns its output into a sentence, which gets the place of now.
        """
        self._waiting.append((call, len(self._says), handle))
        self._says.append("")

    def change_state(self, tool: str, verb: str, tasks: Sequence[Task], rest: str = "") -> None:
        """Put a call in line that takes only ids: complete, reopen, restore."""

        def handle(output: Mapping[str, Any]) -> str:
            changed = self.changed(output)
            return gone(tasks, changed) or replies.changed(verb, changed, rest)

        self.change(Call(tool, {"task_ids": [task.id for task in tasks]}), handle)

    def ask_first(self, tool: str, verb: str, tasks: Sequence[Task], rest: str = "") -> None:
        """Put a call in line that asks the user on a card whether to do it."""

        def handle(output: Mapping[str, Any]) -> str:
            asked = read_tasks(output.get("tasks"))
            return gone(tasks, asked) or replies.confirm(verb, asked, rest)

        ids = [task.id for task in tasks]
        self.change(Call(tool, {"task_ids": ids, "ask_first": True}), handle)

    def changed(self, output: Mapping[str, Any]) -> tuple[Task, ...]:
        """The tasks of an output, which "it" and "those" are from now on."""
        tasks = read_tasks(output.get("tasks"))
        self._board.touch(tasks)
        return tasks

    def flush(self) -> Calls[None]:
        """Make the calls in line, in one round."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        outputs = yield [call for call, _, _ in waiting]
        for (_, place, handle), output in zip(waiting, outputs, strict=True):
            try:
                self._says[place] = handle(checked(output))
            except ToolFailed as failure:
                self._says[place] = replies.failed(str(failure))


def gone(asked: Sequence[Task], changed: Sequence[Task]) -> str:
    """That none of the tasks exists any more, if so."""
    if changed:
        return ""
    verb = "no longer exists" if len(asked) == 1 else "no longer exist"
    return f"{replies.titles(asked)} {verb}."
