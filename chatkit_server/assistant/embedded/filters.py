"""Properties of tasks in words: "overdue", "due this week", "tagged home", "high priority"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chatkit_server.assistant.embedded import attributes, dates
from chatkit_server.assistant.embedded.commands import Filter, Priority, Status
from chatkit_server.assistant.embedded.text import EMPTY, Span, Text, read

_OVERDUE = re.compile(
    r"\b(?:overdue|over due|past[ -]due|(?:running |i'?m )?late(?: with| on)?(?!r)|missed|forgot"
    r"|forgotten"
    r"|behind (?:on|schedule)|behind"
    r"|past (?:their|its|the) (?:due|deadline)(?: date)?|expired)\b"
)
_NO_DUE = re.compile(
    r"\b(?:(?:with(?:out| no)|with no|have no|has no|having no|no|lacking|missing)\s+(?:a\s+"
    r"|any\s+)?"
    r"(?:due(?:[ -]?dates?)?|dates?|deadlines?)|undated|unscheduled|not scheduled|dateless)\b"
)
_DONE = re.compile(
    r"\b(?:done|completed?|finished|closed|ticked(?: off)?|checked(?: off)?|crossed off"
    r"|accomplished"
    r"|(?:i(?:'ve| have)? )?got done|achieved|(?:did|have) (?:i|we) (?:already )?(?:finish"
    r"|complete|get done|do|accomplish))\b"
)
_NOT_DONE = re.compile(
    r"\b(?:open|undone|unfinished|incomplete|outstanding|pending|remaining|uncompleted|to be done"
    r"|(?:to )?get (?:it |them )?done|am i done|done for (?:the day|today)"
    r"|(?:not|n't|isn't|aren't|haven't|still)(?: yet)? (?:(?:been|to be|be) )?(?:done|completed?"
    r"|finished)|active|current)\b"
)
_EVERY_STATUS = re.compile(
    r"\b(?:(?:open|done|finished|completed) and (?:open|done|finished|completed)"
    r"|including (?:the )?"
    r"(?:done|finished|completed|closed)(?: (?:ones|tasks))?|whether done or not|ever)\b"
)
_TAGGED = re.compile(
    r"\b(?:(?:are |is )?(?:tagged|labell?ed)|with (?:the )?(?:tags?|labels?)|(?:tags?"
    r"|labels?)(?= \"?[\w#]))\s+"
    r"(?:as |with |under )?\"?#?([^\W_][\w/-]*)\"?|(?:^|(?<=\s))#(?!\d+\b)([^\W_][\w/-]*)"
    r"|\b([^\W_][\w-]*) (?:tag|label)\b"
)
_PRIORITY = re.compile(
    r"\b(?:(?:are |is |with |have |of )?(?:a )?(high|highest|top|medium|normal|low"
    r"|lowest)[ -]*(?:prio(?:rity|rities)?|importance)"
    r"|(?:are |is |with )?(?:marked )?(?:as )?(urgent|important|critical|pressing)"
    r"|prio(?:rity)? (?:is )?(high|medium|low|1|2|3)|\bp([1-3]))\b"
)
_SOON = re.compile(
    r"\b(?:soon|coming up|upcoming|ahead|(?:in the )?next few days|around the corner)\b"
)
_DUE = re.compile(
    r"\b(?:(?:is |are |that's |falls? )?due(?: date)?(?: on| by| in| for)?|deadlines?"
    r"|scheduled(?: for)?|planned(?: for)?)(?!\w)"
)
_WHOLE = re.compile(r"\b(?:my|the|our) (day|week|month|weekend)\b")
_POSSESSIVE = re.compile(r"(?<=\w)'s?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Properties:
    """A filter read from words.

    Attributes:
        filter: What was said.
        rest: The words that were no property.
        named: Something was said at all.
    """

    filter: Filter
    rest: Text
    named: bool
    spans: tuple[Span, ...] = ()


def read_properties(text: Text, now: datetime) -> Properties:
    """Read the properties of tasks that a text names."""
    result = Filter()
    named = False
    dateless = _NO_DUE.search(text.low)
    if dateless:
        result = replace(result, no_due=True)
        text, named = _cut(text, dateless), True
    every = _EVERY_STATUS.search(text.low)
    if every:
        result = replace(result, status="all")
        text, named = _cut(text, every), True
    late = _OVERDUE.search(text.low)
    if late:
        result = replace(result, overdue=True)
        text, named = _cut(text, late), True
    tagged = _TAGGED.search(text.low)
    if tagged and (tagged[3] or "x") not in (
        "the",
        "a",
        "this",
        "my",
        "no",
        "any",
        "which",
        "what",
    ):
        result = replace(result, tag=tagged[1] or tagged[2] or tagged[3])
        text, named = _cut(text, tagged), True
    priority = _PRIORITY.search(text.low)
    if priority:
        level: Priority = attributes.LEVELS.get(
            priority[1] or priority[3] or priority[4] or "", "high"
        )
        result = replace(result, priority=level)
        text, named = _cut(text, priority), True
    status: Status | None = None
    unfinished = _NOT_DONE.search(text.low)
    finished = None if unfinished else _DONE.search(text.low)
    if unfinished or finished:
        status = "open" if unfinished else "done"
        text, named = _cut(text, unfinished or finished), True
    if status and result.status != "all":
        result = replace(result, status=status)
    text, result, dated = _dates(text, result, now)
    due = _DUE.search(text.low)
    if due:
        text = _cut(text, due)
    return Properties(result, text, named or dated)


def _dates(text: Text, result: Filter, now: datetime) -> tuple[Text, Filter, bool]:
    # "today's tasks": the possessive is what a due date inside a title must not have
    plain = Text(_POSSESSIVE.sub(lambda m: " " * len(m[0]), text.raw.replace("’", "'")), "")
    plain = Text(plain.raw, _POSSESSIVE.sub(lambda m: " " * len(m[0]), text.low))
    found = dates.extract(plain, now)
    if found.when is not None:
        first, last = dates.range_of(found.when, now)
        return found.rest, replace(result, due_from=first, due_to=last), True
    whole = _WHOLE.search(text.low)
    if whole:
        spoken = read("today" if whole[1] == "day" else f"this {whole[1]}")
        when = dates.extract(spoken, now).when
        if when is not None:
            first, last = dates.range_of(when, now)
            return _cut(text, whole), replace(result, due_from=first, due_to=last), True
    soon = _SOON.search(text.low)
    if soon:
        today = now.date()
        return (
            _cut(text, soon),
            replace(result, due_from=today, due_to=today + timedelta(days=7)),
            True,
        )
    return text, result, False


def _cut(text: Text, match: re.Match[str] | None) -> Text:
    return text.without([match.span()]) if match else EMPTY
