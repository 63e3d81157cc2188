"""Bringing deleted tasks back, and taking the last change back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chatkit_server.assistant.embedded import replies
from chatkit_server.assistant.embedded.calls import Call, Calls
from chatkit_server.assistant.embedded.commands import Reference
from chatkit_server.assistant.embedded.matching import best_match
from chatkit_server.assistant.embedded.outbox import Outbox, gone
from chatkit_server.assistant.embedded.resolve import Resolver
from chatkit_server.assistant.embedded.transcript import Conversation, Shown, Task
from chatkit_server.assistant.embedded.undoing import UNDONE, Effect, last_effects
from chatkit_server.assistant.embedded.wording import quote

_TOOLS = {
    "add": ("delete_tasks", "removed"),
    "restore": ("delete_tasks", "deleted again"),
    "complete": ("reopen_tasks", "open again"),
    "reopen": ("complete_tasks", "done again"),
    "delete": ("restore_tasks", "back"),
    "update": ("update_tasks", "as before"),
}
"""What takes a change back, and what is said of the task then."""


class Reverter:
    """Takes changes back.

    Args:
        conversation: Where they are found.
        resolver: Finds the tasks of which only the titles are known.
        outbox: Gets the calls.
    """

    def __init__(self, conversation: Conversation, resolver: Resolver, outbox: Outbox) -> None:
        self._conversation = conversation
        self._resolver = resolver
        self._outbox = outbox

    def restore(self, target: Reference) -> Calls[None]:
        """Bring deleted tasks back; what was only completed is reopened."""
        deleted = deleted_tasks(self._conversation)
        if target.many and not target.parts:
            chosen = deleted
        elif target.ordinals and deleted:
            chosen = tuple(
                deleted[n - 1 if n > 0 else n] for n in target.ordinals if n <= len(deleted)
            )
        else:
            chosen = best_match(target.words, deleted).tasks
            for part in target.parts:
                if not chosen or len(target.parts) > 1:
                    more = best_match(part.words, deleted).tasks
                    chosen = (*chosen, *(t for t in more if t not in chosen))
        if chosen:
            self._outbox.change_state("restore_tasks", "Restored", chosen)
            return
        # what is "brought back" may only have been completed
        found = yield from self._resolver.resolve(target, ("done",), wary=True)
        if found.tasks:
            self._outbox.change_state("reopen_tasks", "Reopened", found.tasks)
            return
        name = f" matching {quote(target.words)}" if target.words else ""
        self._outbox.say(f"I can’t find a deleted task{name} in this conversation.")

    def undo(self, *, deletion: bool) -> Calls[None]:
        """Take the last change back, with ``deletion`` the last deletion if there was one."""
        effects = last_effects(self._conversation, deletion=deletion)
        if not effects and deletion:
            effects = last_effects(self._conversation)
        if not effects:
            self._outbox.say("There is nothing that I can undo in this conversation.")
        for effect in effects:
            tasks = effect.tasks or (yield from self._titled(effect))
            self._take_back(effect, tasks)

    def _titled(self, effect: Effect) -> Calls[tuple[Task, ...]]:
        titles = effect.titles[-1:] if effect.kind == "update" else effect.titles
        found = yield from self._resolver.resolve(Reference(among=titles, focus=True, many=True))
        return found.tasks

    def _take_back(self, effect: Effect, tasks: Sequence[Task]) -> None:
        if effect.kind == "other" or not tasks or (effect.kind == "update" and not effect.before):
            self._outbox.say(
                "I can’t take that change back by myself. Tell me how it was, and I’ll set it so."
            )
            return
        tool, state = _TOOLS[effect.kind]
        arguments: dict[str, Any] = {"task_ids": [task.id for task in tasks], **effect.before}
        if tool == "delete_tasks":
            arguments["confirmed"] = True

        def handle(output: Mapping[str, Any]) -> str:
            changed = self._outbox.changed(output)
            if not changed:
                return gone(tasks, changed)
            verb = "is" if len(changed) == 1 else "are"
            return f"{UNDONE}{replies.titles(changed)} {verb} {state}."

        self._outbox.change(Call(tool, arguments), handle)


def deleted_tasks(conversation: Conversation) -> tuple[Task, ...]:
    """The deleted tasks that widgets of the thread still show, the last deleted first."""
    found: dict[str, Task] = {}
    for turn in reversed(conversation.turns):
        for entry in reversed(turn.entries):
            if isinstance(entry, Shown):
                gone = entry.tasks if entry.widget == "deleted_tasks" else entry.deleted
                for task in gone:
                    found.setdefault(task.id, task)
    for task in (task for tasks in conversation.mentioned.values() for task in tasks):
        if task.deleted:
            found.setdefault(task.id, task)
    return tuple(found.values())
