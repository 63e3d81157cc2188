"""Carrying out commands: tool calls in few rounds, and a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from chatkit_server.assistant.embedded import replies
from chatkit_server.assistant.embedded.answers import (
    answer_detail,
    answer_next,
    answer_show,
    answer_summary,
)
from chatkit_server.assistant.embedded.board import Board
from chatkit_server.assistant.embedded.calls import Call, Calls, Lookup, ToolFailed, ask
from chatkit_server.assistant.embedded.commands import (
    Add,
    AddSelection,
    Answer,
    AskName,
    AskWhen,
    Changes,
    Command,
    Complete,
    Delete,
    Detail,
    Draft,
    Next,
    Open,
    Reference,
    Rename,
    Reopen,
    Restore,
    Say,
    Show,
    Summarize,
    SwitchTheme,
    TellSelection,
    Undo,
    Update,
)
from chatkit_server.assistant.embedded.edits import DayHasPassed, describe, due_text, grouped
from chatkit_server.assistant.embedded.outbox import Outbox, gone
from chatkit_server.assistant.embedded.page import PageWork, drafts_of
from chatkit_server.assistant.embedded.resolve import Resolution, Resolver
from chatkit_server.assistant.embedded.reverting import Reverter
from chatkit_server.assistant.embedded.sense import may_manage, only_manages
from chatkit_server.assistant.embedded.text import LIMIT, fold
from chatkit_server.assistant.embedded.transcript import Conversation, Shown, Task, read_tasks
from chatkit_server.assistant.embedded.wording import count

_ON_PAGE = (SwitchTheme, TellSelection, AddSelection)

MAX_ROUNDS = 6
"""Rounds of tool calls after which no further command is begun; the agent loop allows ten."""


class Worker:
    """Carries out the commands of one message.

    Changes are collected and made in one round where that is possible: reading first, then
    everything that changes something, then the text.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._now = conversation.now
        self._board = Board(conversation)
        self._lookup = Lookup(self._board)
        self._resolver = Resolver(self._board, self._lookup, self._now)
        self._outbox = Outbox(self._board)
        self._reverter = Reverter(conversation, self._resolver, self._outbox)
        self._page = PageWork(conversation)
        self._rounds = 0

    def answer(self, commands: Sequence[Command]) -> Calls[str]:
        """Do what the commands ask; the value is the text to say."""
        work = self._work(commands)
        outputs: Sequence[Mapping[str, Any]] | None = None
        while True:
            try:
                calls = next(work) if outputs is None else work.send(outputs)
            except StopIteration as stop:
                return str(stop.value)
            self._rounds += 1
            outputs = yield calls

    def _work(self, commands: Sequence[Command]) -> Calls[str]:
        if len(self._conversation.message) > LIMIT:
            self._outbox.say(f"Your message is long: I read its first {LIMIT:,} characters.")
        # The page comes first: see `PageWork`.
        commands = sorted(commands, key=lambda command: not isinstance(command, _ON_PAGE))
        for index, command in enumerate(commands):
            if self._rounds >= MAX_ROUNDS:
                left = len(commands) - index
                self._outbox.say(f"That was a lot at once: please send the last {left} again.")
                break
            try:
                yield from self._do(command)
            except ToolFailed as failure:
                self._outbox.say(replies.failed(str(failure)))
            except DayHasPassed:
                self._outbox.say("That day has already passed. Which day do you mean?")
        yield from self._outbox.flush()
        return self._outbox.text or replies.STATIC["nothing"]

    def _do(self, command: Command) -> Calls[None]:
        match command:
            case Add(drafts):
                self._add(drafts)
            case Complete():
                yield from self._complete(command)
            case Reopen():
                yield from self._reopen(command)
            case Update(target, changes, otherwise):
                yield from self._update(target, changes, otherwise)
            case Rename(options, otherwise):
                yield from self._rename(options, otherwise)
            case Delete():
                yield from self._delete(command)
            case Restore(target):
                yield from self._reverter.restore(target)
            case Undo(deletion):
                yield from self._reverter.undo(deletion=deletion)
            case AskWhen(target, otherwise):
                found = yield from self._targets(target, otherwise)
                if found:
                    self._outbox.say(replies.when_due(found))
            case AskName(target):
                found = yield from self._targets(target)
                if found:
                    self._outbox.say(replies.new_name(found[0]))
            case Show():
                yield from self._outbox.flush()
                self._outbox.say((yield from answer_show(command, self._lookup, self._now)))
            case Detail(target, about):
                found = yield from self._targets(target)
                if found:
                    full = yield from self._full(found)
                    self._outbox.say(answer_detail(full, about, self._now))
            case Next():
                yield from self._outbox.flush()
                self._outbox.say((yield from answer_next(self._lookup, self._now)))
            case Summarize(weeks_ago):
                yield from self._outbox.flush()
                self._outbox.say((yield from answer_summary(weeks_ago)))
            case Open(target):
                yield from self._open(target)
            case SwitchTheme():
                self._outbox.say((yield from self._page.switch_theme(command)))
            case TellSelection(rework):
                selected = yield from self._page.selection()
                self._outbox.say(replies.selection(selected, rework))
            case AddSelection():
                selected = yield from self._page.selection()
                if selected:
                    self._add(drafts_of(selected, command, self._conversation))
                else:
                    self._outbox.say(replies.selection(selected))
            case Answer(yes):
                self._outbox.say(replies.NOTHING_PENDING if yes else replies.STATIC["cancelled"])
            case Say(topic, text):
                self._outbox.say(self._static(topic, text))
            case _:
                assert_never(command)

    def _static(self, topic: str, text: str) -> str:
        if topic == "clock":
            return replies.clock(self._now)
        if topic == "unknown":
            return replies.not_understood(text)
        if topic == "unclear":
            return replies.partly_understood(text)
        return replies.STATIC[topic]

    def _open(self, target: Reference) -> Calls[None]:
        found = yield from self._targets(target)
        if len(found) > 1:
            self._outbox.say(replies.which("", found, self._now))
        elif found:
            yield from self._outbox.flush()
            output = yield from ask(Call("open_task", {"task_id": found[0].id}))
            opened = self._outbox.changed(output)
            self._outbox.say(gone(found, opened) or f"Here is {replies.titles(opened)}.")

    # Changes

    def _add(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            self._outbox.say(replies.ADD_WHAT)
            return

        def done(output: Mapping[str, Any]) -> str:
            tasks = self._outbox.changed(output)
            if len(tasks) > 1:
                self._board.listed = tasks
            return replies.added(tasks, drafts, self._now)

        self._outbox.change(
            Call("add_tasks", {"tasks": [_draft_json(draft) for draft in drafts]}), done
        )

    def _complete(self, command: Complete) -> Calls[None]:
        tasks = yield from self._targets(command.target, command.otherwise)
        undone = [task for task in tasks if task.status != "done"]
        if tasks and not undone:
            verb = "is" if len(tasks) == 1 else "are"
            self._outbox.say(f"{replies.titles(tasks)} {verb} already done.")
        if _asks_first(command, undone):
            self._outbox.ask_first("complete_tasks", "Mark", undone, " as done")
        elif undone:
            self._outbox.change_state("complete_tasks", "Marked", undone, " as done")

    def _reopen(self, command: Reopen) -> Calls[None]:
        tasks = yield from self._targets(command.target, statuses=("done", "open"))
        done = [task for task in tasks if task.status == "done"]
        if tasks and not done:
            verb = "is" if len(tasks) == 1 else "are"
            self._outbox.say(f"{replies.titles(tasks)} {verb} still open.")
        if _asks_first(command, done):
            self._outbox.ask_first("reopen_tasks", "Reopen", done)
        elif done:
            self._outbox.change_state("reopen_tasks", "Reopened", done)

    def _update(self, target: Reference, changes: Changes, otherwise: Draft | None) -> Calls[None]:
        tasks = yield from self._targets(target, otherwise)
        if not tasks:
            return
        if changes.clear_tags or (changes.notes and not changes.replace_notes):
            tasks = yield from self._full(tasks)
        for group, arguments in grouped(tasks, changes, self._now):
            self._change_group(group, arguments, changes)

    def _change_group(
        self, group: list[Task], arguments: Mapping[str, Any], changes: Changes
    ) -> None:
        def handle(output: Mapping[str, Any]) -> str:
            changed = self._outbox.changed(output)
            if not changed:
                return gone(group, changed)
            if len(changed) == 1:
                return describe(group[0], changed[0], changes, self._now)
            told = describe(None, changed[0], changes, self._now).split("”: ", 1)[-1]
            return f"Updated {replies.titles(changed)}: {told}"

        ids = [task.id for task in group]
        self._outbox.change(Call("update_tasks", {"task_ids": ids, **arguments}), handle)

    def _rename(
        self, options: Sequence[tuple[Reference, str]], otherwise: Draft | None
    ) -> Calls[None]:
        best: tuple[Resolution, str] | None = None
        for target, title in options:
            found = yield from self._resolver.resolve(target, wary=otherwise is not None)
            if found.tasks and (best is None or found.score > best[0].score + 0.01):
                best = (found, title)
        if best is None:
            target, title = options[0]
            tasks = yield from self._targets(target, otherwise)
        else:
            tasks, title = best[0].tasks, best[1]
        if len(tasks) > 1:
            self._outbox.say(replies.which("", tasks, self._now))
        elif tasks:
            self._change_group(list(tasks), {"title": title}, Changes(title=title))

    def _delete(self, command: Delete) -> Calls[None]:
        target, otherwise, confirmed = command.target, command.otherwise, command.confirmed
        if target.focus and not confirmed:
            waiting = waiting_question(self._conversation)
            confirmed = waiting is not None and waiting.widget == "confirm_delete"
        if target.filter is not None and not target.words:
            yield from self._outbox.flush()
        found = yield from self._resolver.resolve(target, wary=True)
        if otherwise is not None and found.tasks and not found.whole and command.ask:
            self._outbox.say(replies.shall_delete(found.tasks[0]))
            return
        tasks = self._told(found, otherwise)
        if not tasks:
            return
        arguments: dict[str, Any] = {"task_ids": [task.id for task in tasks]}
        if confirmed or (len(tasks) == 1 and _named(target)):
            arguments["confirmed"] = True

        def handle(output: Mapping[str, Any]) -> str:
            named = read_tasks(output.get("tasks"))
            if output.get("status") == "needs_confirmation":
                return replies.confirm_deletion(named)
            return (
                gone(tasks, named)
                or replies.changed("Deleted", named)
                + f" Say “undo” to get {'it' if len(named) == 1 else 'them'} back."
            )

        self._outbox.change(Call("delete_tasks", arguments), handle)

    # Finding

    def _targets(
        self,
        target: Reference,
        otherwise: Draft | None = None,
        *,
        statuses: Sequence[str] = ("open", "done"),
    ) -> Calls[tuple[Task, ...]]:
        """The tasks meant; if that is not clear, say so and return none."""
        if target.focus or target.rest or (target.filter is not None and not target.words):
            yield from self._outbox.flush()
        found = yield from self._resolver.resolve(target, statuses, wary=otherwise is not None)
        return self._told(found, otherwise)

    def _told(self, found: Resolution, otherwise: Draft | None) -> tuple[Task, ...]:
        if found.lost:
            for words in found.lost:
                self._outbox.say(replies.missing(words))
        if found.tasks:
            return found.tasks
        if otherwise is not None and found.problem in ("missing", "unsure", "empty"):
            title = fold(otherwise.title)
            if not (only_manages(title) or may_manage(title)):
                self._add((otherwise,))
                return ()
            if found.problem == "missing":
                self._outbox.say(replies.missing_or_new(found.words, otherwise.title))
                return ()
        match found.problem:
            case "ambiguous":
                self._outbox.say(replies.which(found.words, found.candidates, self._now))
            case "unsure":
                self._outbox.say(replies.unsure(found.candidates[0]))
            case "missing":
                self._outbox.say(replies.missing(found.words))
            case "deleted":
                self._outbox.say(replies.was_deleted(found.words))
            case "empty":
                self._outbox.say("There are no such tasks.")
            case "no such place":
                self._outbox.say(f"The list has only {count(len(found.candidates))}.")
            case _:
                self._outbox.say(replies.WHICH_TASK)
        return ()

    def _full(self, tasks: Sequence[Task]) -> Calls[tuple[Task, ...]]:
        """The tasks with notes and tags, which widgets do not tell."""
        for status in {task.status for task in tasks}:
            yield from self._lookup.status(status)
        return tuple(self._board.known.get(task.id, task) for task in tasks)


def _named(target: Reference) -> bool:
    """Whether a reference names its task, by words, by a number or as "it"."""
    if target.excluded is not None or target.rest or target.first or target.last:
        return False
    if target.focus:
        return not target.many
    return bool(target.words or target.parts or target.ordinals)


def _asks_first(command: Complete | Reopen, tasks: Sequence[Task]) -> bool:
    """Whether several tasks are meant by what they have in common, and nobody agreed to it yet."""
    target = command.target
    return (
        not command.confirmed and len(tasks) > 1 and target.filter is not None and not target.words
    )


def waiting_question(conversation: Conversation) -> Shown | None:
    """The confirming card that the last turn ended with, if it still waits for an answer."""
    for turn in reversed(conversation.turns[-2:]):
        for entry in reversed(turn.entries):
            if isinstance(entry, Shown):
                return entry if entry.widget.startswith("confirm_") and entry.tasks else None
        if turn.user:
            return None
    return None


def _draft_json(draft: Draft) -> dict[str, Any]:
    data: dict[str, Any] = {"title": draft.title}
    if draft.notes:
        data["notes"] = draft.notes
    if draft.due is not None:
        data["due"] = due_text(draft.due)
    if draft.priority is not None:
        data["priority"] = draft.priority
    if draft.tags:
        data["tags"] = list(draft.tags)
    return data
