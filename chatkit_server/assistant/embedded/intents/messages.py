"""A whole message: its lists, lines and sentences, and what they say of each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TypeGuard

from chatkit_server.assistant.embedded.commands import Add, Changes, Command, Draft, Say, Update
from chatkit_server.assistant.embedded.drafts import (
    dated,
    read_drafts,
    titled,
)
from chatkit_server.assistant.embedded.fragments import Fragment, read_fragment, shielded
from chatkit_server.assistant.embedded.intents.adding import is_sentence, read_addition
from chatkit_server.assistant.embedded.intents.changes import read_change
from chatkit_server.assistant.embedded.intents.clauses import (
    adds,
    begins_command,
    read_clause,
    split_clauses,
)
from chatkit_server.assistant.embedded.intents.lists import read_list
from chatkit_server.assistant.embedded.intents.polite import strip_polite
from chatkit_server.assistant.embedded.intents.smalltalk import read_answer, read_small_talk
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.segments import (
    MAX_PIECES,
    items_of,
    lines_of,
    sentences_of,
    verb_led,
)
from chatkit_server.assistant.embedded.sense import is_empty, may_manage, only_manages, verb_manages
from chatkit_server.assistant.embedded.spelling import respelt
from chatkit_server.assistant.embedded.text import Text

UNKNOWN = Say("unknown")

_REMARK = Rule(r"(?:i|i'm|it|it's|that|that's|this|they|they're|he|she|we|we're|you)\s")
_MAX_ITEM = 8
"""Words up to which an unknown line among others is taken for the title of a task."""


def read_message(text: Text, now: datetime) -> tuple[Command, ...]:
    """Read what a message asks for, in order.

    Returns:
        At least one command. What was not understood stands last, or alone.
    """
    if not text:
        return (UNKNOWN,)
    text = shielded(respelt(text), now)
    spoken = read_small_talk(text) or read_answer(text)
    if spoken is not None:
        return (spoken,)
    lines = lines_of(text)
    found = read_list(lines, now) if len(lines) > 1 else None
    if found is None:
        items = [item for line, _ in lines for item in items_of(line)]
        found = []
        for item in items:
            sentences = sentences_of(item)
            listed = len(items) > 1 and len(sentences) == 1
            for sentence in sentences:
                _extend(found, sentence, now, listed=listed)
        if len(items) > 1:
            found = _with_unknown_items(found, items, now)
    known = [command for command in found if not isinstance(command, Say)]
    if not known:
        return tuple(found[:1]) or (UNKNOWN,)
    unclear = [Say("unclear", s.text) for s in found if isinstance(s, Say) and s.text]
    return (*known[:MAX_PIECES], *unclear)


def _extend(found: list[Command], sentence: Text, now: datetime, *, listed: bool) -> None:
    """Read a sentence and add its commands, merging what only completes the one before.

    Args:
        found: The commands so far.
        sentence: What to read.
        now: The user's moment.
        listed: It is an item of a list: behind a task to add it is one too, unless it is plainly
            a command.
    """
    spoken = read_small_talk(sentence)
    if spoken is not None and not found:
        found.append(spoken)
        return
    last = found[-1] if found else None
    adding = last if isinstance(last, Add) and last.drafts else None
    if adding is not None:
        fragment = read_fragment(sentence, now)
        if fragment is not None:
            found[-1] = _amended(adding, fragment, now)
            return
    if spoken is not None:
        return
    if listed and adding is not None and (drafts := _listed_drafts(sentence, now)):
        found[-1] = Add((*adding.drafts, *drafts))
        return
    for clause in split_clauses(_without_reason(strip_polite(sentence), now), now):
        command = read_clause(clause, now)
        if command == UNKNOWN:
            drafts = _carried_on(sentence, clause, now) if adding is not None else ()
            command = Add(drafts) if drafts else Say("unknown", clause.raw[:200])
        last = found[-1] if found else None
        if isinstance(last, Add) and _amends(command):
            found[-1] = _completed(last, command, now)
            continue
        if isinstance(last, Add) and isinstance(command, Add):
            found[-1] = Add((*last.drafts, *command.drafts))
            continue
        found.append(command)


def _listed_drafts(item: Text, now: datetime) -> tuple[Draft, ...]:
    """The tasks of an item that stands behind a task to add; none if it is a command."""
    plain = strip_polite(item)
    addition = read_addition(plain, now)
    if isinstance(addition, Add) and addition.drafts:
        return addition.drafts
    if len(split_clauses(plain, now)) > 1 or begins_command(Text("add x", "add x"), plain, now):
        return ()
    if only_manages(plain) or plain.low.endswith("?") or _REMARK.match(plain.low):
        return ()
    return read_drafts(item, now) or titled(item)


def _carried_on(sentence: Text, clause: Text, now: datetime) -> tuple[Draft, ...]:
    """The task that goes on from the one before: "… by 5!! And email them to Jo"."""
    if not _GOES_ON.match(sentence.low) or not verb_led(clause) or verb_manages(clause):
        return ()
    return read_drafts(clause, now)


def _with_unknown_items(found: list[Command], items: list[Text], now: datetime) -> list[Command]:
    """Take the unknown items of a list for tasks if everything else in it is one."""
    unknown = [c for c in found if isinstance(c, Say) and c.topic == "unknown"]
    if not unknown:
        return found
    if any(isinstance(c, Say) and c.topic != "unknown" for c in found):
        return found
    drafts: list[Draft] = []
    for command in found:
        if isinstance(command, Add):
            drafts += command.drafts
            continue
        if not isinstance(command, Say):
            return found
        item = next((i for i in items if i.raw == command.text), None)
        if item is None or not _may_be_item(item):
            return found
        drafts += read_drafts(item, now) or titled(item)
    return [Add(tuple(drafts))]


def _may_be_item(item: Text) -> bool:
    return (
        0 < len(item.words) <= _MAX_ITEM
        and not item.low.endswith("?")
        and not (only_manages(item) or may_manage(item) or is_sentence(item) or is_empty(item))
    )


_GOES_ON = Rule(r"(?:and|then|also)\b")
_REASON = Rule(
    r"\s*[,;-]\s+(?:because|since|as|cause|cuz|we're|we are|i'm|i am|they|they're|he|he's|she"
    r"|she's|it's|there's|that's|so)\b.*$"
    r"|\s+(?:because|cause|cuz)\b.*$"
)


def _without_reason(sentence: Text, now: datetime) -> Text:
    """A command without the reason behind it ("…, we're not going"); a task keeps its own."""
    match = _REASON.search(sentence.low)
    if match is None or match.start() == 0 or adds(sentence):
        return sentence
    reason = sentence.cut(match.start()).strip(" ,;-")
    if read_fragment(reason, now) is not None or isinstance(read_change(reason, now), Update):
        return sentence
    return sentence.cut(0, match.start())


def _amended(add: Add, fragment: Fragment, now: datetime) -> Add:
    """The tasks just read with what the next sentence says of them."""
    drafts = add.drafts if fragment.for_all else add.drafts[-1:]
    kept = () if fragment.for_all else add.drafts[:-1]
    changes = Changes(
        when=fragment.when, priority=fragment.attributes.priority, add_tags=fragment.attributes.tags
    )
    return Add((*kept, *(_changed(draft, changes, now) for draft in drafts)))


def _amends(command: Command) -> TypeGuard[Update]:
    return (
        isinstance(command, Update)
        and command.target.focus
        and not command.changes.shift
        and not command.changes.remove_tags
    )


def _completed(add: Add, update: Update, now: datetime) -> Add:
    count = len(add.drafts) if update.target.many else 1
    kept = add.drafts[: len(add.drafts) - count]
    return Add((*kept, *(_changed(d, update.changes, now) for d in add.drafts[-count:])))


def _changed(draft: Draft, changes: Changes, now: datetime) -> Draft:
    if changes.when is not None:
        draft = dated(draft, changes.when, now, over=True)
    return replace(
        draft,
        title=changes.title or draft.title,
        due=None if changes.clear_due else draft.due,
        priority=changes.priority or draft.priority,
        tags=tuple(dict.fromkeys((*draft.tags, *changes.add_tags))),
        notes="\n".join(filter(None, (draft.notes, changes.notes))),
    )
