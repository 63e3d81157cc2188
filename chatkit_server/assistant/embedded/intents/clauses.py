"""A sentence: where its clauses begin, and the module that each speaks to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded.commands import (
    Add,
    AskWhen,
    Command,
    Complete,
    Detail,
    Say,
    Show,
    Update,
    aimed_at,
    target_of,
)
from chatkit_server.assistant.embedded.intents.adding import read_addition, read_bare_task
from chatkit_server.assistant.embedded.intents.changes import read_change, read_ellipsis
from chatkit_server.assistant.embedded.intents.finishing import read_completion, read_reopening
from chatkit_server.assistant.embedded.intents.labels import read_label
from chatkit_server.assistant.embedded.intents.page import read_opening, read_page
from chatkit_server.assistant.embedded.intents.polite import strip_polite
from chatkit_server.assistant.embedded.intents.questions import read_question
from chatkit_server.assistant.embedded.intents.removing import read_deletion, read_undo
from chatkit_server.assistant.embedded.intents.smalltalk import read_small_talk
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.segments import separators, strip_filler, verb_led
from chatkit_server.assistant.embedded.sense import may_manage, only_manages
from chatkit_server.assistant.embedded.text import Text

MAX_CLAUSE = 600
"""Characters up to which a clause can be more than the text of a task."""

_FIRM = Rule(
    r"(?:mark|tick|check off|cross|untick|uncheck|re-?schedule|postpone|snooze|rename|retitle"
    r"|re-?open|undo|restore|undelete|show|list|prioriti[sz]e|deprioriti[sz]e|tag|untag|"
    r"add|create|remind me|(?:also |still )?(?:need|have|got) to\b|gotta\b"
    r"|don'?t (?:let me )?forget|(?:i|we) (?:also |still )?(?:need|have|want"
    r"|must|should|gotta) |new task|to-?do:|put off|delete|"
    r"what|when|how|which|give me|tell me|"
    r"i(?:'ve| have)? (?:just |already |finally )?(?:finished|completed|done|did|called|bought"
    r"|paid|sent)|(?:set|change|make|move|push|bump|complete|finish|remove|clear|drop|cancel|tag"
    r"|put|give)\s+(?:it|that|this|them|those|these|both|(?:the )?(?:first|second|third|fourth"
    r"|fifth|last|other)\b|number|#?\d|all\b|everything|its|their))\b"
)
_SOFT = Rule(
    r"(?:move|push|set|change|make|bump|remove|drop|cancel|complete|finish|clear|shift|delay|defer"
    r"|forget|close|raise|lower|flag|call it|done|finished|completed|get rid of|throw|take|bring"
    r"|update|edit)\b"
)
_TO_VALUE = Rule(
    r".+\s(?:to|until|till|for|as|by|back|urgent|important|(?:high|low|medium)(?: priority)?|done"
    r"|off)\b"
)
_CARRIES_ON = Rule(
    r"(?:move|push|re-?schedule|postpone|shift|set|change|delay|bump|put|make|mark|tag)\b"
)


def split_clauses(sentence: Text, now: datetime) -> list[Text]:
    """Cut a sentence where a new command begins; tasks to add stay together."""
    pieces: list[Text] = []
    start = 0
    for mark in separators(sentence):
        left = sentence.cut(start, mark.start())
        right = strip_polite(sentence.cut(mark.end()))
        if not left or not right:
            continue
        if begins_command(strip_polite(left), right, now):
            pieces.append(left)
            start = mark.end()
        elif _elliptic(strip_polite(left), right.cut(0, _first_separator(right)), now):
            verb = strip_polite(left).words[0]
            pieces.append(left)
            rest = sentence.cut(mark.end())
            return [*pieces, *split_clauses(Text(f"{verb} {rest.raw}", f"{verb} {rest.low}"), now)]
    pieces.append(sentence.cut(start))
    return [piece for piece in (strip_polite(p) for p in pieces) if piece]


def begins_command(left: Text, right: Text, now: datetime) -> bool:
    """Whether a new command begins on the right of a separator."""
    if _noting(left):
        return False
    first = right.cut(0, _first_separator(right))
    if read_page(first, now) or read_opening(first, now):
        return True
    if _FIRM.match(right.low):
        return not (right.low.startswith(("what", "when", "how", "which")) and adds(left))
    if adds(left):
        return bool(
            _SOFT.match(first.low) and _TO_VALUE.match(first.low) and _plain_change(first, now)
        )
    if _SOFT.match(right.low):
        return True
    closed = re.search(
        r"\b(?:done|complete|completed|finished|off)$|\b(?:to|until|till)\s", left.low
    )
    return (
        bool(closed)
        and verb_led(right, after_and=True)
        and not left.low.startswith(("rename", "retitle"))
    )


def _first_separator(text: Text) -> int | None:
    marks = separators(text)
    return marks[0].start() if marks else None


def _plain_change(text: Text, now: datetime) -> bool:
    return isinstance(read_change(text, now) or read_completion(text, now), Update | Complete)


def adds(left: Text) -> bool:
    """Whether a clause is about a new task, so that what follows may be one more."""
    return (
        re.match(
            r"(?:add|create|remind|don'?t|do not|remember|new|to-?do|todo|i |we |need|must|put"
            r"|note|make sure|make a|set a|task)",
            left.low,
        )
        is not None
        and not re.match(
            r"(?:add|put)\s+(?:an? |the )?(?:notes?|tags?|#)|i (?:finished|completed|did|called"
            r"|bought|paid|sent)|i(?:'ve| have) ",
            left.low,
        )
    ) or (verb_led(left) and not _FIRM.match(left.low) and not _SOFT.match(left.low))


def _noting(left: Text) -> bool:
    return re.search(r"\bnotes?\b[^,]*[:\"]|\bnote\s+(?:that|saying|to)\b", left.low) is not None


def _elliptic(left: Text, right: Text, now: datetime) -> bool:
    """Whether "… and the passport to Friday" goes on with the verb of the clause before."""
    if not _CARRIES_ON.match(left.low) or verb_led(right):
        return False
    first = read_change(left, now)
    if not isinstance(first, Update) or first.target.empty:
        return False
    verb = left.words[0]
    second = read_change(Text(f"{verb} {right.raw}", f"{verb} {right.low}"), now)
    return isinstance(second, Update) and not second.target.focus and not second.target.parts


_BEGIN_WITH = Rule(r"(?:start|begin|continue|go on|carry on)(?: off)? with\s+(?P<x>.+)")
_EXCEPTION = Rule(
    r"(?P<all>.*\b(?:all|every|everything|each|them|these|those|both|ones|tasks)\b.*?)[\s,]+(?:except"
    r"(?:ing)?(?: for)?|but not|but|apart from|other than|besides|excluding|without|not|leave out"
    r"|keep)\s+(?P<x>.+)"
)


def read_clause(text: Text, now: datetime) -> Command:
    """Read one clause, with the exception behind it: "mark them all as done, but not the milk"."""
    command = _read_clause(text, now)
    exception = _EXCEPTION.fullmatch(text.low)
    if exception is None:
        return command
    target = target_of(command)
    if (target is not None and target.excluded is not None) or isinstance(command, Add | Show):
        return command
    general = _read_clause(text.cut(*exception.span("all")), now)
    target = target_of(general)
    if target is None or not target.many or isinstance(general, AskWhen):
        return command
    excluded = read_reference(text.cut(*exception.span("x")), now)
    return aimed_at(general, replace(target, excluded=excluded))


def _read_clause(text: Text, now: datetime) -> Command:
    """Read one clause. The order is the grammar: what names itself comes before what may."""
    if not text:
        return Say("unknown")
    if len(text.low) > MAX_CLAUSE:
        return _read_task_first(text, now) or Say("unknown")
    spoken = read_small_talk(text)
    if spoken is not None:
        return spoken
    asked = read_page(text, now) or read_opening(text, now)
    if asked is not None:
        return asked
    for read in (
        read_undo,
        read_label,
        _read_task_first,
        read_reopening,
        read_question,
        read_change,
        read_completion,
        read_deletion,
        read_ellipsis,
    ):
        command = read(strip_filler(text) if read is not read_question else text, now)
        if command is not None:
            return command
    return _read_bare(strip_filler(text), now) or Say("unknown")


def _read_task_first(text: Text, now: datetime) -> Command | None:
    """Read "add …" and its kin, unless it adds to a task that exists."""
    addition = read_addition(text, now)
    if addition is not None and re.match(
        r"add\s+(?:an? |the )?(?:due|deadline|date|high|low|medium|priority)\b", text.low
    ):
        return read_change(text, now) or addition
    return addition


def _read_bare(text: Text, now: datetime) -> Command | None:
    """Read a task that stands for itself, unless the text speaks of tasks that exist."""
    if only_manages(text):
        return None
    begun = _BEGIN_WITH.fullmatch(text.low)
    if begun:
        return Detail(read_reference(text.cut(*begun.span("x")), now))
    command = read_bare_task(text, now)
    if isinstance(command, Add) and may_manage(text):
        dated = any(draft.due is not None for draft in command.drafts)
        return command if dated else None
    return command
