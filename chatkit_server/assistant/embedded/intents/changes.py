"""Changing tasks that exist: what names the change itself, and what is said in passing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.attributes import LEVELS, extract_priority
from chatkit_server.assistant.embedded.commands import (
    FOCUS,
    Changes,
    Command,
    Draft,
    Reference,
    Update,
)
from chatkit_server.assistant.embedded.drafts import read_draft
from chatkit_server.assistant.embedded.intents.moving import (
    read_due_change,
    read_move,
    read_undated,
)
from chatkit_server.assistant.embedded.intents.rating import read_rating
from chatkit_server.assistant.embedded.intents.renaming import read_correction, read_rename
from chatkit_server.assistant.embedded.intents.values import (
    INSTEAD,
    as_title,
    divide_at_value,
    leftover,
    moved_reference,
    read_changes,
    read_shift,
    without,
)
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.segments import verb_led
from chatkit_server.assistant.embedded.text import Text

_SET = Rule(
    r"(?P<verb>set|change|make|update|edit|switch|turn|mark|put|give|assign|do|get|have|keep"
    r"|modify|adjust|bump|raise|lower|flag|want|need|upgrade|downgrade|increase|"
    r"decrease|swap|let'?s (?:do|make)|due|schedule)\s+(?P<rest>.+)"
)


_STATE = Rule(
    r"(?P<x>.+?)\s*(?:\b(?:is|are|was|were|should be|must be|needs to be|need to be|has to be"
    r"|have to be|can wait|could wait|will be|has been|have been|got|'s|gets)|(?<=it)'s"
    r"|(?<=that)'s|(?<=they)'re)\s+"
    r"(?:now |actually |really |only |also |all |both |just |moved |pushed |postponed "
    r"|rescheduled |changed |set |scheduled |due |done |finished |completed "
    r"|submitted )*(?P<rest>.+)"
)


_TO_HOUR = Rule(r"(?:it|that|this)\s+(?:to\s+|at\s+|for\s+)?(?P<h>[01]?\d|2[0-3])")
_TO_LEVEL = Rule(
    r"(?P<x>.+?)\s+(?:to |as |at |a |an )*(?P<p>high|medium|low|normal|urgent"
    r"|important|top|critical|highest|lowest|higher|lower)(?: one| task)?"
)
_CONNECTION = Rule(r"(?:[\s,]+(?:to|as|a|an|is|with|for|and|at|of|be|due))+$")
_MOVED = Rule(
    r"(?P<x>.+?)\s+(?:has been |was |got |is )?(?:moved"
    r"|pushed(?: back)?|postponed|rescheduled|shifted"
    r"|delayed|brought forward)\s+(?:to|until|till)\s+(?P<rest>.+)"
)
_CAN_GO = Rule(
    r"(?P<x>.+?)\s+(?:can|could|should|may|might)\s+(?:go|move|come|be|wait)\s+"
    r"(?P<rest>(?:to|on|for|until|till|by)\s+.+)"
)
_NO_TASK = frozenset(
    "there what when how who where which why here today tomorrow i i'm life is".split()
)
_CONTRAST = Rule(
    r"[\s,]+(?:and )?(?:not|instead of|rather than)\s+(?P<d>(?:on "
    r")?[\w' ]{3,30})$"
)
_ARROW = Rule(r"(?P<x>[^:→>]+?)\s*(?:→|->|=>|:)\s*(?P<rest>.+)")
_NO_LEAD = Rule(
    r"^(?:(?:no|nope|wait|sorry|oops|actually|rather|hm+|correction|i mean|i meant|or|well|better"
    r"|make that|instead|not \w+ but|maybe|and)[\s,.:!-]+)+"
)


def read_change(text: Text, now: datetime) -> Command | None:
    """Read a request to change tasks that exist: dates, priorities, titles."""
    contrast = _CONTRAST.search(text.low)
    if contrast and contrast.start() and not dates.extract(text.cut(*contrast.span("d")), now).rest:
        changed = read_change(text.cut(0, contrast.start()), now)
        text = Text(
            text.raw[: contrast.start()] + " instead", text.low[: contrast.start()] + " instead"
        )
        return changed or read_change(text, now)
    instead = INSTEAD.search(text.low.strip(" .")) is not None
    text = without(INSTEAD, text.strip(" .")) if text.low.count("!") < 2 else text
    return (
        read_undated(text, now)
        or read_due_change(text, now)
        or read_rating(text, now)
        or read_rename(text, now, firm=True)
        or read_move(text, now)
        or _read_set(text, now, instead=instead)
        or read_rename(text, now, firm=False)
        or _read_state(text, now)
        or _read_arrow(text, now)
        or read_correction(text)
    )


def read_ellipsis(text: Text, now: datetime) -> Command | None:
    """Read a change that names no task: "no, Friday", "high priority please", "an hour later"."""
    text = text.strip(" .!") if text.low.count("!") < 2 else text
    lead = _NO_LEAD.match(text.low)
    if lead and lead.end() < len(text.low):
        text = text.cut(lead.end())
    text = without(INSTEAD, text)
    shift, rest = read_shift(text, allow_bare=False)
    if shift is not None and not rest:
        return Update(FOCUS, Changes(shift=shift))
    changes, rest = read_changes(text, now)
    if changes.empty or leftover(rest):
        return None
    return Update(FOCUS, changes)


def _read_set(text: Text, now: datetime, *, instead: bool) -> Command | None:
    match = _SET.fullmatch(text.low)
    if match is None:
        return None
    verb, rest = match["verb"], text.cut(*match.span("rest"))
    hour = _TO_HOUR.fullmatch(rest.low)
    if hour:  # "make it 6": of a pronoun, a number alone is an hour
        when = dates.extract(Text(f"at {hour['h']}", f"at {hour['h']}"), now).when
        if when is not None:
            return Update(FOCUS, Changes(when=when))
    border = divide_at_value(rest, now)
    if border is None:
        changes, before = read_changes(rest, now)
        if changes.priority is None and changes.when is None:
            level = _TO_LEVEL.fullmatch(rest.low)
            if level is None:
                return _set_shift(text, rest, verb, now)
            changes, before = Changes(priority=LEVELS[level["p"]]), rest.cut(*level.span("x"))
        before = _trim(before)
    else:
        before, changes = border
        priority, rated = extract_priority(before)
        if priority is not None:
            before = dates.extract(rated, now).rest
            changes = replace(changes, priority=changes.priority or priority)
    target = moved_reference(before, now) if before else Reference()
    if target.empty or (
        target.words and not _speaks_of_task(verb, changes, instead or " due " in text.low)
    ):
        return None
    otherwise = read_draft(text, now) if target.words and not target.exact else None
    return Update(target, changes, otherwise)


def _set_shift(text: Text, rest: Text, verb: str, now: datetime) -> Command | None:
    shift, before = read_shift(rest, allow_bare=False)
    if shift is None or not before or verb not in ("make", "set", "do", "give"):
        return None
    return Update(moved_reference(before, now), Changes(shift=shift))


def _speaks_of_task(verb: str, changes: Changes, due: bool) -> bool:
    """Whether "make dinner Friday" (no) or "make the passport urgent" (yes) changes a task."""
    if verb == "do":
        return due and changes.when is not None
    if verb in ("get", "have", "keep", "give", "want", "need", "due"):
        return False
    if verb == "make":
        return due or (changes.priority is not None and changes.when is None)
    return True


def _trim(text: Text) -> Text:
    """The text without connecting words at its end."""
    tail = _CONNECTION.search(text.low)
    return text.cut(0, tail.start()) if tail else text


def _read_state(text: Text, now: datetime) -> Command | None:
    match = next(
        (m for p in (_MOVED, _CAN_GO, _STATE) if (m := p.fullmatch(text.low)) is not None), None
    )
    if match is None:
        return None
    subject = text.cut(*match.span("x"))
    if _NO_TASK.intersection(subject.words[:1]):
        return None
    changes, left = read_changes(text.cut(*match.span("rest")), now)
    if changes.empty or (
        changes.add_tags and not (changes.when or changes.priority) and "tag" not in text.low
    ):
        level = LEVELS.get(match["rest"].removeprefix("very ").removeprefix("a "))
        if level is None or level == "none" or match["rest"].isdigit():
            return None
        changes = Changes(priority=level)
    elif leftover(left):
        return None
    target = moved_reference(_subject(subject), now)
    otherwise = _statement_draft(target, changes, now)
    return Update(target, changes, otherwise)


def _read_arrow(text: Text, now: datetime) -> Command | None:
    """Read "dentist → Wednesday", "dentist: Wednesday at 10"."""
    match = _ARROW.fullmatch(text.low)
    if match is None or len(match["x"].split()) > 6:
        return None
    changes, left = read_changes(text.cut(*match.span("rest")), now)
    subject = text.cut(*match.span("x"))
    if changes.empty or leftover(left) or verb_led(subject) or read_changes(subject, now)[0].when:
        return None
    target = moved_reference(subject, now)
    return Update(target, changes, _statement_draft(target, changes, now))


def _subject(text: Text) -> Text:
    match = re.match(r"(?:and|but|so|also|note that|fyi|remember(?: that)?)[\s,:]+", text.low)
    return text.cut(match.end()) if match else text


def _statement_draft(target: Reference, changes: Changes, now: datetime) -> Draft | None:
    if not target.words or len(target.words.split()) > 8:
        return None
    due = dates.due_of(changes.when, now) if changes.when else None
    return Draft(as_title(target.words), due=due, priority=changes.priority, tags=changes.add_tags)
