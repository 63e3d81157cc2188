"""Moving tasks in time: "move … to Friday", "postpone it by two days", "no deadline for …"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.commands import FOCUS, AskWhen, Changes, Command, Update
from chatkit_server.assistant.embedded.dates.days import NUMBER, UNIT
from chatkit_server.assistant.embedded.drafts import read_draft
from chatkit_server.assistant.embedded.intents.values import (
    INSTEAD,
    divide_at_value,
    leftover,
    moved_reference,
    read_changes,
    read_shift,
    target_of,
    without,
)
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_MOVE = Rule(
    r"(?P<verb>re-?schedule|postpone|delay|defer|snooze|put off|push(?: back| out| off| forward)?"
    r"|move(?: back| up| forward| out)?|shift|bump(?: back| up)?|"
    r"carry over|bring forward|pull forward|drag|kick|roll over|advance|extend|hold off(?: on)?"
    r"|schedule|plan|re-?plan|slide|switch|transfer|set back|(?:bring|pull)(?=.* forward\b)"
    r"|put(?=.* (?:off|back)\b))\s+(?P<rest>.+)"
)


_MOVE_FIRM = Rule(
    r"re-?schedule|postpone|delay|defer|snooze|bump|put off|push(?: back| out| off)|re-?plan"
    r"|move(?= (?:it|that|this|them|those|these)\b)"
)


_DUE_NAME = r"(?:due[ -]?dates?|due|deadlines?|dates?|time|due time|day|start)"


_DUE_OF = Rule(
    r"(?:set|change|move|update|make|edit|give|add|put|adjust|extend|push(?: back)?|assign|fix"
    r"|postpone|switch)"
    rf"\s+(?:an? |the |its |their |new )*{_DUE_NAME}\s*(?:\b(?:of|for|on|to|from|until|as|by)\b"
    r"|[:=])?\s*(?P<rest>.+)"
)


_GIVE_DUE = Rule(
    rf"(?:give|assign|set)\s+(?P<x>.+?)\s+(?:a |an |the )?(?:new )?{_DUE_NAME}\s+(?:of|on|for|to"
    r"|:)?\s*(?P<d>.+)"
)


_OWNED_DUE = Rule(
    rf"(?:(?:set|change|move|update|make|edit)\s+)?(?P<x>.+?)(?:'s?)?\s+{_DUE_NAME}\s+(?:is|to"
    r"|should be|=|:|was moved to|has changed to|now)\s+(?:now )?(?P<d>.+)"
)


_DUE_STATEMENT = Rule(
    rf"(?:the )?{_DUE_NAME}\s+(?:of|for)\s+(?P<x>.+?)\s+(?:is|should be|:|=|has moved to"
    r"|changed to)\s+(?:now )?(?P<d>.+)"
)


_CLEAR_DUE = tuple(
    Rule(pattern)
    for pattern in (
        r"(?:remove|clear|delete|drop|cancel|erase|unset|take(?: off| away)?|get rid of|strip"
        r"|reset)\s+(?:all |any )?(?:of )?(?:the |its |their |that "
        rf"|those )?{_DUE_NAME}s?(?: (?:and time|entirely|completely))?(?:\s+(?:from|of|for|on"
        r"|off)\s+(?P<x>.+))?",
        r"(?:unschedule|un-?date|de-?schedule)\s+(?P<x>.+)",
        r"(?P<x>.+?)\s+(?:has|have|needs?|with|should have"
        rf"|gets?)\s+no(?: longer a)?\s+{_DUE_NAME}(?: anymore| any more)?",
        r"(?P<x>.+?)\s+(?:doesn't|does not|don't|do not|shouldn't|needn't)\s+(?:have"
        rf"|need)\s+(?:a |an |any )?{_DUE_NAME}(?: anymore| any more)?",
        r"(?:make|set|leave|keep|move|put)\s+(?P<x>.+?)\s+(?:undated|unscheduled|dateless"
        rf"|without (?:a |any )?{_DUE_NAME}|(?:to |with )?no (?:{_DUE_NAME})|(?:to "
        r"|for )?(?:someday|whenever))",
        rf"(?:remove|clear|delete|drop)\s+(?P<x>.+?)(?:'s)\s+{_DUE_NAME}",
        rf"no {_DUE_NAME}(?: (?:for|on) (?P<x>.+))?(?: please)?",
    )
)


_MORE_TIME = Rule(
    r"(?:give me|i need|allow|add|grant me|take)\s+(?:me\s+)?(?P<n>(?:another |an extra "
    rf"|an additional )?{NUMBER}"
    rf"\s+(?:more |extra |additional )?{UNIT})(?:\s+more)?(?:\s+(?:for|on|with|to)\s+(?P<x>.+))?"
)
_SOONER = frozenset(
    ("bring forward", "pull forward", "move up", "move forward", "advance", "bump up")
)


def read_undated(text: Text, now: datetime) -> Command | None:
    """Read a request to take a due date away."""
    for pattern in _CLEAR_DUE:
        match = pattern.fullmatch(text.low)
        if match:
            return Update(target_of(text, match, "x", now), Changes(clear_due=True))
    return None


def read_due_change(text: Text, now: datetime) -> Command | None:
    """Read a request that names the due date itself: "set the deadline of … to Friday"."""
    match = _DUE_OF.fullmatch(text.low)
    if match:
        rest = text.cut(*match.span("rest"))
        border = divide_at_value(rest, now)
        if border is not None:
            return Update(moved_reference(border[0], now), border[1])
        shift, before = read_shift(rest, allow_bare=True)
        if shift is not None:
            return Update(
                moved_reference(before, now) if leftover(before) else FOCUS, Changes(shift=shift)
            )
        changes, left = read_changes(rest, now)
        if changes.when is not None:
            target = moved_reference(left, now) if leftover(left) else FOCUS
            return Update(target, changes)
    for pattern in (_GIVE_DUE, _DUE_STATEMENT, _OWNED_DUE):
        match = pattern.fullmatch(text.low)
        if match is None:
            continue
        said = text.cut(*match.span("d"))
        changes, rest = read_changes(said, now)
        if changes.when is not None and not leftover(rest):
            return Update(target_of(text, match, "x", now), changes)
    return None


def read_move(text: Text, now: datetime) -> Command | None:
    """Read a request to move tasks to another date, or by some time."""
    more = _MORE_TIME.fullmatch(text.low)
    if more:
        shift, _ = read_shift(text.cut(*more.span("n")))
        if shift is not None:
            return Update(target_of(text, more, "x", now), Changes(shift=shift))
    match = _MOVE.fullmatch(text.low)
    if match is None:
        return None
    verb = match["verb"]
    rest = without(INSTEAD, text.cut(*match.span("rest")))
    origin = re.search(r"\bfrom\b.+?(?=\s+(?:to|until|till|onto)\b)", rest.low)
    since = dates.extract(rest.cut(*origin.span()), now).when if origin else None
    if origin and since is not None:
        rest = rest.without([origin.span()])
    otherwise = None if _MOVE_FIRM.match(text.low) and verb != "schedule" else read_draft(text, now)
    border = divide_at_value(rest, now)
    if border is not None:
        target = moved_reference(border[0], now)
        if since is not None and target.filter is not None and target.many:
            first, last = dates.range_of(since, now)
            due = replace(target.filter, due_from=first, due_to=last)
            target = replace(target, filter=due)
        return Update(target, border[1], otherwise)
    shift, before = read_shift(rest, allow_bare=True)
    if shift is not None:
        sooner = verb in _SOONER or (
            verb in ("bring", "pull", "move", "shift") and " forward" in rest.low
        )
        if sooner and shift.amount > 0:
            shift = replace(shift, amount=-shift.amount)
        if before or _MOVE_FIRM.match(text.low) or verb in ("push", "bump"):
            target = moved_reference(before, now) if before else FOCUS
            return Update(target, Changes(shift=shift), otherwise)
    changes, before = read_changes(rest, now)
    if changes.priority and not changes.when and verb.startswith(("bump", "move", "push")):
        return Update(moved_reference(before, now), Changes(priority=changes.priority), otherwise)
    if changes.when is not None:
        return Update(moved_reference(before, now), changes, otherwise)
    if _MOVE_FIRM.match(text.low) and not re.search(r"\bto\b", rest.low):
        return AskWhen(moved_reference(rest, now), read_draft(text, now))
    return None
