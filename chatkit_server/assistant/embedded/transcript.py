"""What the model is given, read as a conversation: turns, widgets shown, buttons pressed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

_NOW = re.compile(
    r"^\s*Now:\s*(\S+?)\s*(?:\(\w+\))?(?:,\s*time zone\s+([\w+/-]+))?\s*$", re.MULTILINE
)
_ASIDE = re.compile(r"\s*<(attachment|mention|note)>.*?</\1>\s*", re.DOTALL)
_UNQUOTABLE = re.compile(r"[\"`“”„«»‹›\x00-\x1f]")
MAX_QUOTED = 400
"""Characters between quotes that are read as one title."""

_ATTACHMENT = re.compile(r"<attachment>(?=\{)")
_CONTEXT = ("# User-provided context", "Hidden context for the agent", "The following task ")
_QUOTE = "The user is referring to this in particular:"
_MENTION = re.compile(r"<mention>(\{.*?\})</mention>", re.DOTALL)
_MARKUP = re.compile(r"\s*<(shown_to_user|user_action)>(.*)</\1>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Task:
    """A task as a tool or a widget tells of it. ``due`` is a day or an aware moment."""

    id: str
    title: str
    status: str = "open"
    priority: str = "none"
    due: date | datetime | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    deleted: bool = False

    @property
    def due_day(self) -> date | None:
        """The day it is due, in the user's calendar."""
        return self.due.date() if isinstance(self.due, datetime) else self.due


@dataclass(frozen=True, slots=True)
class Said:
    """Text of the assistant's."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A widget, with its tasks as they are now."""

    widget: str
    tasks: tuple[Task, ...]
    deleted: tuple[Task, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a widget that the user pressed."""

    type: str
    task_ids: tuple[str, ...]
    confirmed: bool = False


Entry = Said | Shown | Pressed


@dataclass(frozen=True, slots=True)
class Turn:
    """What the user wrote and what followed it."""

    user: str
    entries: tuple[Entry, ...] = ()

    @property
    def reply(self) -> str:
        """The assistant's last text in this turn."""
        return next((e.text for e in reversed(self.entries) if isinstance(e, Said)), "")


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation up to the message to answer.

    Attributes:
        now: The user's moment, aware, in their zone.
        turns: Earlier turns, oldest first.
        message: The message to answer.
        quoted: A passage that the user marked and refers to.
        outputs: The tool outputs of this answer so far, in the order of the calls.
        page_tools: The tools that the page has.
        page_outputs: What they gave in this answer so far, in the order of the calls.
        attached: The names of the files that the message has.
        mentioned: The tasks that were named with "@", by what stands for them in quotes.
    """

    now: datetime
    turns: tuple[Turn, ...] = ()
    message: str = ""
    quoted: str = ""
    outputs: tuple[Mapping[str, Any], ...] = ()
    page_tools: frozenset[str] = frozenset()
    page_outputs: tuple[Mapping[str, Any], ...] = ()
    attached: tuple[str, ...] = ()
    mentioned: Mapping[str, tuple[Task, ...]] = field(default_factory=dict)

    def before(self, index: int) -> Conversation:
        """The conversation as it was when the turn at ``index`` began."""
        return replace(
            self,
            turns=self.turns[:index],
            message=self.turns[index].user,
            outputs=(),
            page_outputs=(),
            attached=(),
        )


@dataclass(slots=True)
class _Reader:
    turns: list[tuple[str, list[Entry]]] = field(default_factory=lambda: [("", [])])
    tools: frozenset[str] = frozenset()
    page_tools: frozenset[str] = frozenset()
    quoted: str = ""
    attached: tuple[str, ...] = ()
    mentioned: dict[str, tuple[Task, ...]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    page_calls: list[str] = field(default_factory=list)
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def take(self, item: Mapping[str, Any]) -> None:
        kind = item.get("type", "message")
        if kind == "function_call":
            if item.get("name") in self.tools:
                self.calls.append(str(item.get("call_id")))
            elif item.get("name") in self.page_tools:
                self.page_calls.append(str(item.get("call_id")))
        elif kind == "function_call_output":
            self.outputs[str(item.get("call_id"))] = _json_object(_text_of(item.get("output")))
        elif kind == "message":
            text = _text_of(item.get("content"))
            if item.get("role") == "assistant":
                self.entries.append(Said(text))
            elif item.get("role") == "user":
                self._take_user(text)

    @property
    def entries(self) -> list[Entry]:
        return self.turns[-1][1]

    def outputs_of(self, calls: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
        """What was given by the calls, as far as each of them has been answered."""
        answered = takewhile(self.outputs.__contains__, calls)
        return tuple(self.outputs[call] for call in answered)

    def _take_user(self, text: str) -> None:
        match = _MARKUP.fullmatch(text)
        if match is None:
            if text.startswith(_QUOTE):
                self.quoted = text.removeprefix(_QUOTE).strip()
                return
            if text.startswith(_CONTEXT[0]):
                self._take_mentions(text)
                return
            attached = _names_of_files(text)
            if not text.startswith(_CONTEXT) and (attached or not _ASIDE.fullmatch(text)):
                self.turns.append((_ASIDE.sub(" ", text), []))
                self.attached = attached
                self.quoted = ""
                self.calls.clear()
                self.page_calls.clear()
                self.outputs.clear()
            return
        data = _json_object(match[2])
        if match[1] == "user_action":
            payload = data.get("payload")
            merged = {**payload, **data} if isinstance(payload, Mapping) else data
            ids = merged.get("task_ids")
            single = merged.get("task_id")
            self.entries.append(
                Pressed(
                    str(merged.get("type", "")),
                    tuple(map(str, ids if isinstance(ids, list) else [single] if single else ())),
                    merged.get("confirmed") is True,
                )
            )
        else:
            self.entries.append(
                Shown(
                    str(data.get("widget", "")),
                    read_tasks(data.get("tasks")),
                    read_tasks(data.get("deleted") or data.get("deleted_tasks")),
                    str(data.get("heading") or ""),
                )
            )

    def _take_mentions(self, text: str) -> None:
        """Learn what the message before mentions, and let it say so in quotes."""
        message, entries = self.turns[-1]
        facts = [_json_object(mention[1]) for mention in _MENTION.finditer(text)]
        named: dict[str, tuple[Task, ...]] = {}
        quoted: dict[str, str] = {}
        for fact in facts:
            name, task = str(fact.get("text", "")), fact.get("task")
            quoted[name] = name
            if isinstance(task, Mapping):
                words = " ".join(_UNQUOTABLE.sub("'", name).split())[:MAX_QUOTED]
                named[words] = (*named.get(words, ()), *read_tasks([task]))
                quoted[name] = f'"{words}"'
        self.mentioned.update(named)
        # Of "@Buy" and "@Buy milk", the longer one is meant.
        for name in sorted(quoted, key=len, reverse=True):
            message = message.replace(f"@{name}", quoted[name])
        self.turns[-1] = (message, entries)


def read_conversation(
    instructions: str | None,
    items: str | Iterable[Mapping[str, Any]],
    tools: Iterable[str] = (),
    page_tools: Iterable[str] = (),
) -> Conversation:
    """Read the input of a model call.

    Args:
        instructions: The system instructions; their ``Now:`` line gives the moment and the zone.
        items: Responses input items, or the user's text alone.
        tools: The tools whose outputs count; others are someone else's business.
        page_tools: The same of those that the page has.
    """
    reader = _Reader(tools=frozenset(tools), page_tools=frozenset(page_tools))
    if isinstance(items, str):
        items = [{"role": "user", "content": items}]
    for item in items:
        reader.take(item)
    *earlier, (message, entries) = reader.turns
    turns = [Turn(user, tuple(found)) for user, found in earlier if user or found]
    if entries and not reader.calls:  # a widget or a press after the message: context, not past
        turns.append(Turn("", tuple(entries)))
    return Conversation(
        read_now(instructions),
        tuple(turns),
        message,
        reader.quoted,
        reader.outputs_of(reader.calls),
        reader.page_tools,
        reader.outputs_of(reader.page_calls),
        reader.attached,
        reader.mentioned,
    )


def read_now(instructions: str | None) -> datetime:
    """The moment in the ``Now:`` line, in the zone named there; else the clock's, in UTC."""
    match = _NOW.search(instructions or "")
    if match:
        try:
            moment = datetime.fromisoformat(match[1])
            zone = ZoneInfo(match[2]) if match[2] else None
        except (ValueError, OSError, LookupError):
            return datetime.now(UTC)
        if moment.tzinfo is None:
            return moment.replace(tzinfo=zone or UTC)
        return moment.astimezone(zone) if zone else moment
    return datetime.now(UTC)


def read_tasks(data: object) -> tuple[Task, ...]:
    """The tasks of a tool output or a widget, leaving out what is not one."""
    if not isinstance(data, Sequence) or isinstance(data, str):
        return ()
    return tuple(_task(item) for item in data if isinstance(item, Mapping) and item.get("id"))


def _task(data: Mapping[str, Any]) -> Task:
    tags = data.get("tags")
    return Task(
        id=str(data["id"]),
        title=str(data.get("title") or ""),
        status=str(data.get("status") or "open"),
        priority=str(data.get("priority") or "none"),
        due=_due(data.get("due")),
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        notes=str(data.get("notes") or ""),
        deleted=data.get("deleted") is True,
    )


def _due(value: object) -> date | datetime | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return None


def _names_of_files(text: str) -> tuple[str, ...]:
    """The names of the files that a message tells of; what they say is not looked at."""
    names: list[str] = []
    for aside in _ASIDE.finditer(text):
        if start := _ATTACHMENT.search(aside[0]):
            try:
                facts, _ = json.JSONDecoder().raw_decode(aside[0], start.end())
            except ValueError:  # somebody wrote this with their own hands
                continue
            names.append(str(facts.get("name", "")))
    return tuple(names)


def _text_of(content: object) -> str:
    if isinstance(content, str):
        return content
    if not isinstance(content, Sequence):
        return ""
    parts = [part.get("text") for part in content if isinstance(part, Mapping)]
    return "\n".join(part for part in parts if isinstance(part, str))


def _json_object(text: str) -> Mapping[str, Any]:
    """A tool's JSON; what is no JSON object is an error message of the machinery around it."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {"error": text.strip() or "The tool gave no answer."}
    return data if isinstance(data, dict) else {"error": "The tool gave no answer."}
