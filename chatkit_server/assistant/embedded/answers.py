"""Answers that only look: lists, details, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from chatkit_server.assistant.embedded import replies
from chatkit_server.assistant.embedded.calls import Call, Calls, Lookup, ask, filter_arguments
from chatkit_server.assistant.embedded.commands import Filter, Show
from chatkit_server.assistant.embedded.matching import best_match
from chatkit_server.assistant.embedded.transcript import Task, read_tasks
from chatkit_server.assistant.embedded.wording import due_words, join, quote, with_on

_RANK = {"high": 0, "medium": 1, "low": 2, "none": 3}


def answer_show(show: Show, lookup: Lookup, now: datetime) -> Calls[str]:
    """Show a list; words are searched as text, then as a tag, then for typing errors."""
    wanted, words = show.filter, show.words
    if words:
        wanted, words = yield from _searched(wanted, words, lookup)
    if show.count_only:
        tasks = yield from lookup.find(replace(wanted, query=words))
        return replies.shown(wanted, words, tasks, False, now)
    heading = replies.heading(wanted, words, now)
    arguments = filter_arguments(replace(wanted, query=words))
    output = yield from ask(Call("show_tasks", {"heading": heading, **arguments}))
    tasks = read_tasks(output.get("tasks"))
    text = replies.shown(wanted, words, tasks, bool(output.get("has_more")), now)
    day = now.date()
    if (
        not wanted.overdue
        and wanted.status == "open"
        and (wanted.due_from, wanted.due_to) == (day, day)
    ):
        late = yield from lookup.find(Filter(overdue=True))
        late = tuple(task for task in late if task not in tasks)
        if late:
            verb = "is" if len(late) == 1 else "are"
            text += f" {len(late)} more {verb} overdue."
    return text


def _searched(wanted: Filter, words: str, lookup: Lookup) -> Calls[tuple[Filter, str]]:
    """The filter and the words that find something, if anything does."""
    if (yield from lookup.find(replace(wanted, query=words))):
        return wanted, words
    if " " not in words and not wanted.tag:
        tagged = replace(wanted, tag=words.lower().lstrip("#"))
        if (yield from lookup.find(tagged)):
            return tagged, ""
    everything = yield from lookup.find(wanted)
    match = best_match(words, everything)
    if len(match.tasks) >= 1:
        common = _common_word(words, match.tasks)
        return wanted, common or match.tasks[0].title
    if wanted.status == "open":
        finished = replace(wanted, status="all")
        if (yield from lookup.find(replace(finished, query=words))):
            return finished, words
    return wanted, words


def _common_word(words: str, tasks: Sequence[Task]) -> str:
    """A word of the titles that stands in all of them and was meant."""
    for word in tasks[0].title.split():
        cleaned = word.strip(".,;:!?()\"'")
        alone = (Task("", cleaned),)
        if (
            len(cleaned) > 2
            and best_match(words, alone).tasks
            and all(cleaned.lower() in task.title.lower() for task in tasks)
        ):
            return cleaned
    return ""


def answer_detail(tasks: Sequence[Task], about: str, now: datetime) -> str:
    """Answer a question about one task, or each of a few."""
    return " ".join(_detail(task, about, now) for task in tasks[:5])


def _detail(task: Task, about: str, now: datetime) -> str:
    title = quote(task.title)
    due = f"due {with_on(due_words(task.due, now))}" if task.due else "without a date"
    if about == "due":
        done = ", and already done" if task.status == "done" else ""
        return f"{title} is {due}{done}." if task.due else f"{title} has no due date{done}."
    if about == "notes":
        return f"The notes of {title}: {task.notes}" if task.notes else f"{title} has no notes."
    if about == "priority":
        return f"{title} has {'no' if task.priority == 'none' else task.priority} priority."
    if about == "tags":
        tags = " ".join(f"#{tag}" for tag in task.tags)
        return f"{title} is tagged {tags}." if tags else f"{title} has no tags."
    if about == "status":
        if task.status == "done":
            return f"Yes, {title} is done."
        return f"{title} is still open, {due}."
    facts = ["done" if task.status == "done" else "open", due]
    if task.priority != "none":
        facts.append(f"{task.priority} priority")
    if task.tags:
        facts.append("tagged " + " ".join(f"#{tag}" for tag in task.tags))
    notes = f" Notes: {task.notes}" if task.notes else ""
    return f"{title} is {join(facts)}.{notes}"


def answer_next(lookup: Lookup, now: datetime) -> Calls[str]:
    """Say which tasks come first: overdue, then due today, then by priority and date."""
    tasks = yield from lookup.status("open")
    if not tasks:
        return "Nothing is open: you are free."
    today = now.date()

    def order(task: Task) -> tuple[int, int, date]:
        day = task.due_day
        urgency = 2 if day is None or day > today else 0 if day < today else 1
        return urgency, _RANK.get(task.priority, 3), day or date.max

    first, *others = sorted(tasks, key=order)[:3]
    text = f"Start with {_reason(first, now)}."
    if others:
        text += f" Then {join([_reason(task, now) for task in others])}."
    return text


def _reason(task: Task, now: datetime) -> str:
    facts = []
    day = task.due_day
    if day is not None and task.due is not None:
        overdue = day < now.date()
        facts.append(f"{'overdue since' if overdue else 'due'} {due_words(task.due, now)}")
    if task.priority == "high":
        facts.append("high priority")
    return quote(task.title) + (f" ({', '.join(facts)})" if facts else "")


def answer_summary(weeks_ago: int | None) -> Calls[str]:
    """Say how it is going, or how a week went."""
    if weeks_ago is None:
        return replies.summary((yield from ask(Call("summarize_tasks", {}))))
    numbers = yield from ask(Call("summarize_week", {"weeks_ago": weeks_ago}))
    return replies.week(numbers, weeks_ago)
