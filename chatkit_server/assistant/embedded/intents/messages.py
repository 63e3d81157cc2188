"""A whole message: its lines, sentences and clauses, each read by the module it speaks to."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded.commands import (
    Add,
    Changes,
    Command,
    Complete,
    Delete,
    Draft,
    Reference,
    Reopen,
    Say,
    Update,
    aimed_at,
)
from chatkit_server.assistant.embedded.drafts import (
    Fragment,
    dated,
    read_draft,
    read_fragment,
    split_head,
    with_head,
)
from chatkit_server.assistant.embedded.intents.adding import read_addition, read_bare_task
from chatkit_server.assistant.embedded.intents.changes import read_change, read_ellipsis
from chatkit_server.assistant.embedded.intents.finishing import read_completion, read_reopening
from chatkit_server.assistant.embedded.intents.labels import read_label
from chatkit_server.assistant.embedded.intents.polite import strip_polite
from chatkit_server.assistant.embedded.intents.questions import read_question
from chatkit_server.assistant.embedded.intents.removing import read_deletion, read_undo
from chatkit_server.assistant.embedded.intents.smalltalk import read_answer, read_small_talk
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.segments import (
    MAX_PIECES,
    lines_of,
    sentences_of,
    separators,
    strip_filler,
    verb_led,
)
from chatkit_server.assistant.embedded.text import Text

MAX_CLAUSE = 600
"""Characters up to which a clause can be more than the text of a task."""

UNKNOWN = Say("unknown")

_LIST_HEAD = Rule(r"(?P<verb>.+?)\s*:\s*$")
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


def read_message(text: Text, now: datetime) -> tuple[Command, ...]:
    """Read what a message asks for, in order.

    Returns:
        At least one command; a lone ``Say("unknown")`` when nothing was understood.
    """
    if not text:
        return (UNKNOWN,)
    spoken = read_small_talk(text) or read_answer(text)
    if spoken is not None:
        return (spoken,)
    lines = lines_of(text)
    found = _read_list(lines, now) if len(lines) > 1 else None
    if found is None:
        found = []
        for line, _ in lines:
            for sentence in sentences_of(line):
                _extend(found, sentence, now)
    known = [command for command in found if not _pointless(command)]
    return tuple(known[:MAX_PIECES]) or tuple(found[:1]) or (UNKNOWN,)


def _pointless(command: Command) -> bool:
    return isinstance(command, Say)


def _read_list(lines: list[tuple[Text, bool]], now: datetime) -> list[Command] | None:
    """Read lines that together are one request: a head and items, or bullets alone."""
    (first, bulleted), rest = lines[0], lines[1:]
    if bulleted and all(marked for _, marked in rest):
        return [Add(_item_drafts([line for line, _ in lines], now))]
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
    drafts = _item_drafts(items, now)
    own = None if colon else read_addition(spoken, now)
    if isinstance(own, Add) and own.drafts:
        return [Add((*own.drafts, *drafts))]
    headed = split_head(Text(spoken.raw + ":", spoken.low + ":"), now)
    if headed is not None:
        return [Add(with_head(drafts, headed[0], now))]
    return [Add(with_head(drafts, spoken, now))]


def _item_drafts(items: list[Text], now: datetime) -> tuple[Draft, ...]:
    drafts: list[Draft] = []
    for item in items:
        addition = read_addition(item, now)
        if isinstance(addition, Add) and addition.drafts:
            drafts += addition.drafts
            continue
        draft = read_draft(item, now)
        if draft is not None:
            drafts.append(draft)
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


def _extend(found: list[Command], sentence: Text, now: datetime) -> None:
    """Read a sentence and add its commands, merging what only completes the one before."""
    spoken = read_small_talk(sentence)
    if spoken is not None and not found:
        found.append(spoken)
        return
    if found and isinstance(found[-1], Add) and found[-1].drafts:
        fragment = read_fragment(sentence, now)
        if fragment is not None:
            found[-1] = _amended(found[-1], fragment, now)
            return
    if spoken is not None:
        return
    for clause in split_clauses(_without_reason(strip_polite(sentence), now), now):
        command = read_clause(clause, now)
        if found and isinstance(found[-1], Add) and _amends(command):
            found[-1] = _completed(found[-1], command, now)  # type: ignore[arg-type]  # _amends looked
            continue
        if found and isinstance(command, Add) and isinstance(found[-1], Add):
            found[-1] = Add((*found[-1].drafts, *command.drafts))
            continue
        found.append(command)


_REASON = Rule(
    r"\s*[,;-]\s+(?:because|since|as|cause|cuz|we're|we are|i'm|i am|they|they're|he|he's|she"
    r"|she's|it's|there's|that's|so)\b.*$"
    r"|\s+(?:because|cause|cuz)\b.*$"
)


def _without_reason(sentence: Text, now: datetime) -> Text:
    """A command without the reason behind it ("…, we're not going"); a task keeps its own."""
    match = _REASON.search(sentence.low)
    if match is None or match.start() == 0 or _adding(sentence):
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


def _amends(command: Command) -> bool:
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


def split_clauses(sentence: Text, now: datetime) -> list[Text]:
    """Cut a sentence where a new command begins; tasks to add stay together."""
    pieces: list[Text] = []
    start = 0
    for mark in separators(sentence):
        left = sentence.cut(start, mark.start())
        right = strip_polite(sentence.cut(mark.end()))
        if not left or not right:
            continue
        if _new_command(strip_polite(left), right, now):
            pieces.append(left)
            start = mark.end()
        elif _elliptic(strip_polite(left), right.cut(0, _first_separator(right)), now):
            verb = strip_polite(left).words[0]
            pieces.append(left)
            rest = sentence.cut(mark.end())
            return [*pieces, *split_clauses(Text(f"{verb} {rest.raw}", f"{verb} {rest.low}"), now)]
    pieces.append(sentence.cut(start))
    return [piece for piece in (strip_polite(p) for p in pieces) if piece]


def _new_command(left: Text, right: Text, now: datetime) -> bool:
    if _noting(left):
        return False
    if _FIRM.match(right.low):
        return not (right.low.startswith(("what", "when", "how", "which")) and _adding(left))
    if _adding(left):
        first = right.cut(0, _first_separator(right))
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


def _adding(left: Text) -> bool:
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


def read_clause(text: Text, now: datetime) -> Command:
    """Read one clause. The order is the grammar: what names itself comes before what may."""
    if not text:
        return UNKNOWN
    if len(text.low) > MAX_CLAUSE:
        return _read_task_first(text, now) or UNKNOWN
    spoken = read_small_talk(text)
    if spoken is not None:
        return spoken
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
        read_bare_task,
    ):
        command = read(strip_filler(text) if read is not read_question else text, now)
        if command is not None:
            return command
    return UNKNOWN


def _read_task_first(text: Text, now: datetime) -> Command | None:
    """Read "add …" and its kin, unless it adds to a task that exists."""
    addition = read_addition(text, now)
    if addition is not None and re.match(
        r"add\s+(?:an? |the )?(?:due|deadline|date|high|low|medium|priority)\b", text.low
    ):
        return read_change(text, now) or addition
    return addition
