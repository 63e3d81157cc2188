"""Lists: a head and its items, bullets alone, and items that semicolons divide."""

from __future__ import annotations

import re
from datetime import datetime

from chatkit_server.assistant.embedded.commands import (
    Add,
    Command,
    Complete,
    Delete,
    Draft,
    Reference,
    Reopen,
    Update,
    aimed_at,
)
from chatkit_server.assistant.embedded.drafts import (
    read_draft,
    split_head,
    titled,
    with_head,
)
from chatkit_server.assistant.embedded.intents.adding import read_addition
from chatkit_server.assistant.embedded.intents.clauses import read_clause
from chatkit_server.assistant.embedded.intents.polite import strip_polite
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_LIST_HEAD = Rule(r"(?P<verb>.+?)\s*:\s*$")


def read_list(lines: list[tuple[Text, bool]], now: datetime) -> list[Command] | None:
    """Read lines that together are one request: a head and items, or bullets alone."""
    (first, bulleted), rest = lines[0], lines[1:]
    if bulleted and all(marked for _, marked in rest):
        return [Add(item_drafts([line for line, _ in lines], now))]
    items = [line for line, _ in rest]
    if bulleted:
        return None
    head = strip_polite(first)
    colon = _LIST_HEAD.fullmatch(head.low)
    marked = all(mark for _, mark in rest)
    if not colon and not marked:
        return None
    spoken = head.cut(*colon.span("verb")) if colon else head
    targets = _command_over(spoken, items, now)
    if targets is not None:
        return [targets]
    drafts = item_drafts(items, now)
    own = None if colon else read_addition(spoken, now)
    if isinstance(own, Add) and own.drafts:
        return [Add((*own.drafts, *drafts))]
    headed = split_head(Text(spoken.raw + ":", spoken.low + ":"), now)
    if headed is not None:
        return [Add(with_head(drafts, headed[0], now))]
    return [Add(with_head(drafts, spoken, now))]


def item_drafts(items: list[Text], now: datetime) -> tuple[Draft, ...]:
    """A task for every item: one that is nothing but a date is a title too."""
    drafts: list[Draft] = []
    for item in items:
        addition = read_addition(item, now)
        if isinstance(addition, Add) and addition.drafts:
            drafts += addition.drafts
            continue
        draft = read_draft(item, now)
        drafts += (draft,) if draft is not None else titled(item)
    return tuple(drafts)


def _command_over(head: Text, items: list[Text], now: datetime) -> Command | None:
    """A command whose targets are the lines below it ("mark these as done:")."""
    if not re.search(
        r"\b(?:these|the following|those|off|done|delete|remove|complete|finished)\b", head.low
    ):
        return None
    command = read_clause(head, now)
    if not isinstance(command, Complete | Delete | Reopen | Update):
        command = read_clause(Text(head.raw + " these", head.low + " these"), now)
    if not isinstance(command, Complete | Delete | Reopen | Update):
        return None
    parts = tuple(read_reference(item, now) for item in items)
    return aimed_at(command, Reference(parts=parts, many=True))
