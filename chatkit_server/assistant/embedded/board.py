"""What is known of the tasks while a message is answered, from the thread and from the tools."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatkit_server.assistant.embedded.transcript import Conversation, Pressed, Shown, Task, Turn
from chatkit_server.assistant.embedded.wording import quote

_QUOTED = re.compile(r"“[^”\n]+”")
_TELLING = (
    "“",
    "The notes of “",
    "Start with “",
    "When should “",
    "What should “",
    "Do you mean “",
)
"""How replies begin that are about a task and come without a widget."""

_LISTS = ("task_list", "confirm_delete", "confirm_complete", "confirm_reopen")


class Board:
    """The tasks in view.

    Attributes:
        listed: The list that "the second one" counts in.
        longer: An earlier, longer one, for places that it does not have.
        focus: What "it" and "those" are.
        focus_titles: Their quoted titles, where only words told of them.
        known: Every task seen, by id, as it is now.
        mentioned: What was named with "@", by the words that stand for it.
    """

    def __init__(self, conversation: Conversation) -> None:
        self.known: dict[str, Task] = {}
        self.listed: tuple[Task, ...] = ()
        self.longer: tuple[Task, ...] = ()
        self.focus: tuple[Task, ...] = ()
        self.focus_titles: tuple[str, ...] = ()
        self.mentioned = conversation.mentioned
        self._found: dict[str, tuple[str, ...]] = {}
        for turn in conversation.turns:
            self._read(turn)
        for tasks in conversation.mentioned.values():
            self.learn(tasks)

    def _read(self, turn: Turn) -> None:
        shown = False
        for entry in turn.entries:
            if isinstance(entry, Shown):
                self.learn((*entry.tasks, *entry.deleted))
                if entry.tasks:
                    shown = True
                    self.focus, self.focus_titles = entry.tasks, ()
                if entry.widget in _LISTS and (len(entry.tasks) > 1 or not self.listed):
                    if entry.tasks and len(self.listed) > len(entry.tasks):
                        self.longer = self.listed
                    self.listed = entry.tasks or self.listed
            elif isinstance(entry, Pressed):
                pressed = tuple(self.known[i] for i in entry.task_ids if i in self.known)
                if pressed:
                    self.focus, self.focus_titles = pressed, ()
            elif not shown and entry.text.startswith(_TELLING):
                titles = tuple(dict.fromkeys(_QUOTED.findall(entry.text)))
                self.focus_titles = titles[:1] if entry.text.startswith("Start") else titles[:10]

    def learn(self, tasks: Iterable[Task]) -> None:
        """Take in what a tool or a widget told; where it told less, keep what was known."""
        for task in tasks:
            self.known[task.id] = task

    def touch(self, tasks: tuple[Task, ...]) -> None:
        """Let "it" be what was just changed."""
        self.learn(tasks)
        if tasks:
            self.focus, self.focus_titles = tasks, ()

    def found(self, status: str) -> tuple[Task, ...] | None:
        """The tasks of a status, if they were looked up, as they are now."""
        ids = self._found.get(status)
        if ids is None:
            return None
        return tuple(self.known[i] for i in ids if self.known[i].status == status)

    def remember(self, status: str, tasks: tuple[Task, ...]) -> None:
        """Keep the outcome of looking up a status."""
        self.learn(tasks)
        self._found[status] = tuple(task.id for task in tasks)

    def named(self, titles: Iterable[str], tasks: Iterable[Task]) -> tuple[Task, ...]:
        """The tasks with these quoted titles, in the order of the titles; each task once."""
        left = list(tasks)
        chosen = []
        for title in titles:
            match = next((task for task in left if quote(task.title) == title), None)
            if match is not None:
                left.remove(match)
                chosen.append(match)
        return tuple(chosen)
