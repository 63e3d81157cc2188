"""What the assistant says. Later turns read some of it back: see ``followups`` and ``undoing``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from chatkit_server.assistant.embedded.commands import Draft, Filter
from chatkit_server.assistant.embedded.transcript import Conversation, Task
from chatkit_server.assistant.embedded.wording import (
    count,
    due_words,
    join,
    quote,
    range_words,
    with_on,
)
from widgets.labels import time_label

WHICH = "Which one do you mean?"
WHICH_TASK = "Which task do you mean? Say some words of its title, or its number in the list."
ADD_WHAT = "What shall I add?"
NOTHING_PENDING = "There is nothing waiting for an answer. What can I do for you?"

NO_THEMES = "This page does not let me change its theme."
WHICH_THEME = "Which theme would you like? Say “dark mode”, “light mode” or “system theme”."
MAX_PASSAGE = 400
"""Characters of a selection in a reply."""

CONNECT = (
    "To have a language model answer instead, start the server with `OPENAI_API_KEY` set, or with "
    "`OPENAI_BASE_URL` and `CHATKIT_MODEL` for any compatible server such as Ollama or vLLM."
)
_EXAMPLES = (
    "- **Add**: “Add buy milk tomorrow at 9 and call the dentist on Friday, high priority”\n"
    "- **Look**: “What’s due this week?”, “show overdue tasks”, “find dentist”\n"
    "- **Finish**: “I called the dentist”, “mark 1 and 3 as done”\n"
    "- **Change**: “move the dentist to Monday at 3pm”, “make it urgent”, “rename the second one "
    "to …”, “tag it home”, “add a note to the passport: bring photos”\n"
    "- **Delete**: “delete the milk”, “delete all finished tasks”, and “undo”\n"
    "- **Sum up**: “how am I doing?”"
)
STATIC = {
    "greeting": "Hello! Tell me what you have to do, or ask what is due. For example: “Add buy "
    "milk tomorrow at 9” or “what’s due this week?”",
    "thanks": "You’re welcome!",
    "bye": "Goodbye! Your tasks are safe here.",
    "fine": "All is well here, thank you. What can I do for your tasks?",
    "nothing": "Good. Anything else?",
    "repeats": "I can’t repeat tasks by themselves. Tell me the next date, and I’ll move it there.",
    "cancelled": "All right, I leave everything as it is.",
    "help": "I keep your task list. You can say things like:\n\n" + _EXAMPLES,
    "about": "I’m the offline assistant that is built into this server: not a language model, but "
    "a grammar for task language in English. Everything stays on this machine. " + CONNECT,
    "connect": CONNECT + " Then restart it. The tasks and the conversations stay the same.",
}
NOT_TASK_TOOLS = (
    "I’m the offline stand-in for a language model: I only know how to work with the built-in "
    "task tools, which this agent does not have, so I can’t help here. " + CONNECT
)
_NOT_UNDERSTOOD = (
    "I didn’t understand that. I’m the offline assistant and only know the language of tasks, in "
    "English. You can say things like:\n\n" + _EXAMPLES + "\n\n" + CONNECT
)

_FILES_NAMED = 5


_MAYBE_TASK = re.compile(
    r"(?!(?:tell|give|what|who|why|how|where|when|which|is|are|am|do|does|did|can|could|you|your|i"
    r"|it"
    r"|write me|explain|translate|sing|say|ignore)\b)[^?]*[^\W\d_]{2}[^?]*$"
)


def not_understood(text: str) -> str:
    """Say so, and what can be said; a few words might have been meant as a task."""
    short = " ".join(text.split()).strip(" .!")
    if 2 <= len(short) <= 60 and _MAYBE_TASK.match(short.lower()):
        return f"Shall I add {quote(short)} as a task?\n\n{_NOT_UNDERSTOOD}"
    return _NOT_UNDERSTOOD


def with_files(conversation: Conversation, text: str) -> str:
    """An answer to a message with files: they are named, since nothing of them is read."""
    if not conversation.attached:
        return text
    shown = [quote(name) for name in conversation.attached[:_FILES_NAMED]]
    if more := len(conversation.attached) - len(shown):
        shown.append(f"{more} more")
    seen = f"I see that you attached {join(shown)}, but I can’t read files."
    said = conversation.message.strip()
    if not said or text == not_understood(said[:200]):
        return f"{seen} I’m the offline assistant and only know the language of tasks. {CONNECT}"
    return f"{text}\n\n{seen}"


def partly_understood(text: str) -> str:
    """A part of a message was not understood; the others were."""
    return f"I didn’t understand {quote(text)}."


def was_deleted(words: str) -> str:
    """What was mentioned is not there any more."""
    return f"{quote(words)} was deleted. Say “restore” before its name to get it back."


def missing_or_new(words: str, title: str) -> str:
    """Nothing matches the words of a command that may as well be a task."""
    return f"{missing(words)} Shall I add {quote(title)} as a task?"


def clock(now: datetime) -> str:
    """The day and the time."""
    return f"It is {now:%A} {now.day} {now:%B} {now.year}, {time_label(now.time())}."


def added(tasks: Sequence[Task], drafts: Sequence[Draft], now: datetime) -> str:
    """What was added, with dates and priorities."""
    repeats = any(draft.repeats for draft in drafts)
    hint = " I can’t repeat tasks by themselves, so this is the first date." if repeats else ""
    if len(tasks) == 1:
        facts = _facts(tasks[0], now)
        return f"Added {quote(tasks[0].title)}{', ' + ', '.join(facts) if facts else ''}.{hint}"
    if len(tasks) > 5:
        return f"Added {count(len(tasks))}.{hint}"
    return f"Added {count(len(tasks))}: {join([_brief(task, now) for task in tasks])}.{hint}"


def _facts(task: Task, now: datetime) -> list[str]:
    facts = []
    if task.due is not None:
        facts.append(f"due {with_on(due_words(task.due, now))}")
    if task.priority != "none":
        facts.append(f"{task.priority} priority")
    if task.tags:
        facts.append("tagged " + " ".join(f"#{tag}" for tag in task.tags))
    if task.notes:
        facts.append("with a note")
    return facts


def _brief(task: Task, now: datetime) -> str:
    facts = [due_words(task.due, now)] if task.due is not None else []
    if task.priority != "none":
        facts.append(f"{task.priority} priority")
    return quote(task.title) + (f" ({', '.join(facts)})" if facts else "")


def titles(tasks: Sequence[Task]) -> str:
    """The titles of a few tasks, or how many they are."""
    if len(tasks) <= 5:
        return join([quote(task.title) for task in tasks])
    return count(len(tasks))


def changed(verb: str, tasks: Sequence[Task], rest: str = "") -> str:
    """A sentence such as "Marked “A” and “B” as done."."""
    head = f"{len(tasks)} tasks: " if 2 < len(tasks) <= 5 and not rest else ""
    return f"{verb} {head}{titles(tasks)}{rest}."


def which(words: str, candidates: Sequence[Task], now: datetime) -> str:
    """Ask which of several tasks is meant, numbered so that "the first" answers it."""
    head = f"Several tasks match {quote(words)}. {WHICH}" if words else WHICH
    lines = [
        f"{place}. {quote(task.title)}" + (f", {due_words(task.due, now)}" if task.due else "")
        for place, task in enumerate(candidates[:10], start=1)
    ]
    return "\n".join([head, "", *lines])


def unsure(candidate: Task) -> str:
    """Ask whether this is the one."""
    return f"Do you mean {quote(candidate.title)}?"


def shall_delete(task: Task) -> str:
    """Ask whether this is to be deleted."""
    return f"Shall I delete {quote(task.title)}?"


def missing(words: str, kind: str = "task") -> str:
    """Nothing matches the words."""
    return f"I can’t find {'an open task' if kind == 'open' else 'a task'} matching {quote(words)}."


def when_due(tasks: Sequence[Task]) -> str:
    """Ask for the new date."""
    return f"When should {join([quote(task.title) for task in tasks[:5]])} be due?"


def new_name(task: Task) -> str:
    """Ask for the new title."""
    return f"What should {quote(task.title)} be called?"


def confirm_deletion(tasks: Sequence[Task]) -> str:
    """Ask before tasks are deleted that were not named one by one."""
    if len(tasks) == 1:
        return f"Delete {quote(tasks[0].title)}? Say “yes” to go ahead, or “no” to keep it."
    named = f": {titles(tasks)}" if len(tasks) <= 5 else ""
    return f"Delete these {count(len(tasks))}{named}? Say “yes” to go ahead, or “no” to keep them."


def confirm(verb: str, tasks: Sequence[Task], rest: str = "") -> str:
    """Ask before something is done to tasks that were not named one by one."""
    if len(tasks) == 1:
        return f"{verb} {quote(tasks[0].title)}{rest}? Say “yes” to go ahead, or “no” to leave it."
    named = f": {titles(tasks)}" if len(tasks) <= 5 else ""
    agree = "Say “yes” to go ahead, or “no” to leave them."
    return f"{verb} these {count(len(tasks))}{rest}{named}? {agree}"


def heading(wanted: Filter, words: str, now: datetime) -> str:
    """A few words above a list."""
    parts = []
    if wanted.overdue:
        parts.append("Overdue")
    span = range_words(wanted.due_from, wanted.due_to, now.date())
    if span:
        parts.append(f"Due {span}")
    if wanted.no_due:
        parts.append("Without a date")
    if wanted.priority:
        parts.append(f"{wanted.priority.capitalize()} priority")
    if wanted.tag:
        parts.append(f"Tagged #{wanted.tag}")
    if words:
        parts.append(f"Matching “{words[:60]}”")
    if wanted.status == "done":
        parts.insert(0, "Finished")
    if not parts:
        return "All tasks" if wanted.status == "all" else "Your tasks"
    return ", ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])])


def shown(wanted: Filter, words: str, tasks: Sequence[Task], has_more: bool, now: datetime) -> str:
    """What a list says, or that there is nothing in it."""
    noun = {"open": "open ", "done": "finished ", "all": ""}[wanted.status]
    about = f" matching {quote(words)}" if words else ""
    about += f" tagged #{wanted.tag}" if wanted.tag else ""
    if wanted.priority:
        noun = f"{noun}{wanted.priority}-priority "
    span = range_words(wanted.due_from, wanted.due_to, now.date())
    predicate = ""
    if wanted.overdue:
        noun, predicate = noun.replace("open ", ""), "overdue"
    elif span:
        noun, predicate = noun.replace("open ", ""), f"due {span}"
    elif wanted.no_due:
        predicate = "without a date"
    if not tasks:
        if predicate and noun == "" and not about:
            return f"Nothing is {predicate}." if not wanted.no_due else "Nothing is without a date."
        return f"No {noun}tasks{about}{' ' + predicate if predicate else ''}."
    number = f"{'at least ' if has_more else ''}{len(tasks)}"
    noun = f"{noun}task{'' if len(tasks) == 1 else 's'}"
    if predicate:
        number = number[0].upper() + number[1:]
        return f"{number} {noun}{about} {'is' if len(tasks) == 1 else 'are'} {predicate}."
    if about and not wanted.tag:
        verb = "matches" if len(tasks) == 1 else "match"
        return f"{number} {noun} {verb} {quote(words)}."
    return f"You have {number} {noun}{about}."


def summary(numbers: Mapping[str, object]) -> str:
    """The numbers of a summary in a sentence or two."""

    def of(name: str) -> int:
        value = numbers.get(name)
        return value if isinstance(value, int) else 0

    if not of("open") and not of("done"):
        return "You have no tasks yet. Tell me what you have to do."
    parts = []
    if of("overdue"):
        parts.append(f"{of('overdue')} overdue")
    if of("due_today"):
        parts.append(f"{of('due_today')} due today")
    if of("high_priority"):
        parts.append(f"{of('high_priority')} of high priority")
    text = f"You have {count(of('open'), 'open task')}{': ' + join(parts) if parts else ''}."
    if of("completed_this_week"):
        text += f" You finished {of('completed_this_week')} this week, well done."
    return text


def week(numbers: Mapping[str, object], weeks_ago: int) -> str:
    """The numbers of a week in a sentence or two."""

    def of(name: str) -> int:
        value = numbers.get(name)
        return value if isinstance(value, int) else 0

    when = {0: "this week", 1: "last week"}.get(weeks_ago, "in that week")
    done, added = of("done"), of("added")
    if not done and not added:
        text = f"Nothing was added or finished {when}."
    elif not done:
        text = f"Nothing was finished {when}. You added {count(added)}."
    else:
        text = f"You finished {count(done)} {when} and added {added:,}."
    due = of("due_and_open")
    if due:
        text += f" {count(due, 'task')} due {when} {'is' if due == 1 else 'are'} still open."
    return text


def themed(theme: str) -> str:
    """The page has another theme now."""
    now = "follows your device now" if theme == "system" else f"is {theme} now"
    return f"Done: the page {now}."


def selection(text: str | None, rework: str = "") -> str:
    """What is selected in the page; nothing may be made of it here.

    Args:
        text: What is; None where the page cannot say.
        rework: What was to be made of it.
    """
    if text is None:
        return "This page does not tell me what you have selected."
    if not text:
        return "Nothing is selected in the page. Select some text, then ask me again."
    number = len(text.split())
    said = f"You have selected {count(number, 'word')}: {quote(text, MAX_PASSAGE)}"
    if not rework:
        return said
    return f"I’m the offline assistant and can’t {rework} texts. {said} {CONNECT}"


def failed(message: str) -> str:
    """A tool answered with an error."""
    return f"That didn’t work: {' '.join(message.split())[:300]}"
