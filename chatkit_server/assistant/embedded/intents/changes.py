"""Moving, renaming and rating tasks that exist."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from .. import dates, words
from ..attributes import LEVELS, extract_attributes, extract_priority
from ..commands import (
    FOCUS,
    AskName,
    AskWhen,
    Changes,
    Command,
    Draft,
    Priority,
    Reference,
    Rename,
    Update,
)
from ..dates import Shift, When
from ..dates.days import NUMBER, UNIT, amount_of, unit_of
from ..drafts import read_draft
from ..references import read_reference
from ..segments import verb_led
from ..text import Text

_MOVE = re.compile(
    r"(?P<verb>re-?schedule|postpone|delay|defer|snooze|put off|push(?: back| out| off| forward)?|move(?: back| up| forward| out)?|shift|bump(?: back| up)?|"
    r"carry over|bring forward|pull forward|drag|kick|roll over|advance|extend|hold off(?: on)?|schedule|plan|re-?plan|slide|switch|transfer|set back|(?:bring|pull)(?=.* forward\b)|put(?=.* (?:off|back)\b))\s+(?P<rest>.+)"
)
_MOVE_FIRM = re.compile(r"re-?schedule|postpone|delay|defer|snooze|put off|push(?: back| out| off)|re-?plan|move(?= (?:it|that|this|them|those|these)\b)")
_SET = re.compile(
    r"(?P<verb>set|change|make|update|edit|switch|turn|mark|put|give|assign|do|get|have|keep|modify|adjust|bump|raise|lower|flag|want|need|upgrade|downgrade|increase|"
    r"decrease|let'?s (?:do|make)|due|schedule)\s+(?P<rest>.+)"
)
_DUE_NAME = r"(?:due[ -]?dates?|due|deadlines?|dates?|time|due time|day|start)"
_DUE_OF = re.compile(
    r"(?:set|change|move|update|make|edit|give|add|put|adjust|extend|push(?: back)?|assign|fix|postpone|switch)"
    rf"\s+(?:an? |the |its |their |new )*{_DUE_NAME}\s*(?:\b(?:of|for|on|to|from|until|as|by)\b|[:=])?\s*(?P<rest>.+)"
)
_GIVE_DUE = re.compile(rf"(?:give|assign|set)\s+(?P<x>.+?)\s+(?:a |an |the )?(?:new )?{_DUE_NAME}\s+(?:of|on|for|to|:)?\s*(?P<d>.+)")
_OWNED_DUE = re.compile(rf"(?:(?:set|change|move|update|make|edit)\s+)?(?P<x>.+?)(?:'s?)?\s+{_DUE_NAME}\s+(?:is|to|should be|=|:|was moved to|has changed to|now)\s+(?:now )?(?P<d>.+)")
_DUE_STATEMENT = re.compile(rf"(?:the )?{_DUE_NAME}\s+(?:of|for)\s+(?P<x>.+?)\s+(?:is|should be|:|=|has moved to|changed to)\s+(?:now )?(?P<d>.+)")
_CLEAR_DUE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:remove|clear|delete|drop|cancel|erase|unset|take(?: off| away)?|get rid of|strip|reset)\s+(?:all |any )?(?:of )?(?:the |its |their |that |those )?{_DUE_NAME}s?(?: (?:and time|entirely|completely))?(?:\s+(?:from|of|for|on|off)\s+(?P<x>.+))?",
        r"(?:unschedule|un-?date|de-?schedule)\s+(?P<x>.+)",
        rf"(?P<x>.+?)\s+(?:has|have|needs?|with|should have|gets?)\s+no(?: longer a)?\s+{_DUE_NAME}(?: anymore| any more)?",
        rf"(?P<x>.+?)\s+(?:doesn't|does not|don't|do not|shouldn't|needn't)\s+(?:have|need)\s+(?:a |an |any )?{_DUE_NAME}(?: anymore| any more)?",
        rf"(?:make|set|leave|keep|move|put)\s+(?P<x>.+?)\s+(?:undated|unscheduled|dateless|without (?:a |any )?{_DUE_NAME}|(?:to |with )?no (?:{_DUE_NAME})|(?:to |for )?(?:someday|whenever))",
        rf"(?:remove|clear|delete|drop)\s+(?P<x>.+?)(?:'s)\s+{_DUE_NAME}",
        rf"no {_DUE_NAME}(?: (?:for|on) (?P<x>.+))?(?: please)?",
    )
)
_BY = re.compile(
    rf"(?P<lead>\b(?:by|back|forward|out|for|another|an extra|an additional)\s+|^)?(?:another |an additional |an extra |about )?{NUMBER}\s+(?:more |extra |additional )?{UNIT}"
    r"(?P<after>\s+(?:later|earlier|sooner|back|forward|ahead|further|up|more|longer|before|out))?\s*$"
)
_PRIORITY_OF = re.compile(
    r"(?P<verb>set|change|make|update|raise|increase|bump(?: up)?|up|lower|reduce|decrease|drop|adjust|give|put|move|edit|switch|downgrade|upgrade)\s+(?:the |its |their )?(?:prio(?:rity)?|importance)\s*(?:level )?(?:(?:of|for|on)\s+(?P<x>.+?))?(?:\s+(?:to|as|at|:|=)\s*(?P<p>[\w-]+)(?: prio(?:rity)?)?)?"
)
_CLEAR_PRIORITY = re.compile(
    r"(?:remove|clear|delete|drop|reset|unset|take(?: off| away)?|get rid of)\s+(?:the |its |their |any )?(?:(?:high|low|medium)[ -])?(?:prio(?:rity)?|urgency|importance|flag)(?:\s+(?:from|of|for|on|off)\s+(?P<x>.+))?"
    r"|(?:un-?flag|un-?star|un-?prioriti[sz]e)\s+(?P<y>.+)|(?P<z>.+?) (?:has|have) no priority(?: any ?more)?|(?:make|set|give) (?P<w>.+?) (?:to |with )?no(?:ne)? priority"
)
_NOT_URGENT = re.compile(
    r"(?P<x>.+?)\s*(?:\b(?:is|are)(?:n't| not)|'s not|'re not)(?: so| that| very| really| too| all that)? "
    r"(?:urgent|important|pressing|a priority|high priority|top priority)(?: any ?more| after all)?"
)
_RATE = re.compile(r"(?P<verb>(?:de-?)prioriti[sz]e|prioriti[sz]e|flag|star|pin|escalate|highlight)\s+(?P<x>.+?)(?:\s+as\s+(?P<p>high|urgent|important|low|medium)(?: priority)?)?")
_STATE = re.compile(
    r"(?P<x>.+?)\s*(?:\b(?:is|are|was|were|should be|must be|needs to be|need to be|has to be|have to be|can wait|could wait|will be|has been|have been|got|'s|gets)|(?<=it)'s|(?<=that)'s|(?<=they)'re)\s+"
    r"(?:now |actually |really |only |also |all |both |just |moved |pushed |postponed |rescheduled |changed |set |scheduled |due |done |finished |completed |submitted )*(?P<rest>.+)"
)
_NEW_TITLE = r"(?P<y>.+)"
_RENAME = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"(?:rename|retitle|re-?name|re-?title|relabel|reword|rephrase)\s+(?P<x>.+?)\s*(?:\bto(?: be(?: called)?)?\b|\bas\b|\binto\b|->|=>|→|:)\s*{_NEW_TITLE}",
        rf"(?:change|update|edit|set|fix|correct)\s+(?:the\s+)?(?:title|name|text|wording)\s+(?:of|for|on)\s+(?P<x>.+?)\s+(?:to|into|as)\s+{_NEW_TITLE}",
        rf"(?:change|update|edit|set)\s+(?P<x>.+?)(?:'s)\s+(?:title|name)\s+(?:to|into)\s+{_NEW_TITLE}",
        rf"(?:change|update|edit|set|fix)\s+(?:the |its )?(?:title|name)\s+(?:to|into)\s+{_NEW_TITLE}(?P<x>)",
        rf"(?:call|name|title)\s+(?P<x>it|that|this|that one|this one|the (?:first|second|third|fourth|fifth|last)(?: one)?|number \d+|#?\d+)\s+(?:instead\s+)?{_NEW_TITLE}",
        rf"(?P<x>.+?)\s+should\s+(?:be (?:called|named|titled)|say|read|actually (?:be|say))\s*:?\s+{_NEW_TITLE}",
        rf"(?:i meant|it'?s actually|make that|i mean)\s+(?P<y>\"[^\"]*\")(?P<x>)",
        rf"replace\s+(?P<x>.+?)\s+(?:with|by)\s+{_NEW_TITLE}",
        rf"(?:change|edit|update|correct|turn|make)\s+(?P<x>.+?)\s+(?:to(?: be(?: called)?| say| read)?|into|->|=>|→)\s*{_NEW_TITLE}",
    )
)
_RENAME_BARE = re.compile(r"(?:rename|retitle)\s+(?P<x>.+)")
_FIRM_RENAMES = 7
_INSTEAD = re.compile(r"[\s,]+(?:instead|rather|please|then|now|again|too|as well|also)$|^(?:rather|instead)[\s,]+")
_NO_LEAD = re.compile(r"^(?:(?:no|nope|wait|sorry|oops|actually|rather|hm+|correction|i mean|i meant|or|well|better|make that|instead|not \w+ but|maybe|and)[\s,.:!-]+)+")


def read_change(text: Text, now: datetime) -> Command | None:
    """Read a request to change tasks that exist: dates, priorities, titles."""
    instead = _INSTEAD.search(text.low.strip(" .")) is not None
    text = _without(_INSTEAD, text.strip(" .")) if text.low.count("!") < 2 else text
    return (
        _read_clearing(text, now)
        or _read_due(text, now)
        or _read_priority(text, now)
        or _read_rename(text, now, firm=True)
        or _read_move(text, now)
        or _read_set(text, now, instead=instead)
        or _read_rename(text, now, firm=False)
        or _read_state(text, now)
    )


def read_ellipsis(text: Text, now: datetime) -> Command | None:
    """Read a change that names no task: "no, Friday", "high priority please", "an hour later"."""
    text = text.strip(" .!") if text.low.count("!") < 2 else text
    lead = _NO_LEAD.match(text.low)
    if lead and lead.end() < len(text.low):
        text = text.cut(lead.end())
    text = _without(_INSTEAD, text)
    shift, rest = read_shift(text, allow_bare=False)
    if shift is not None and not rest:
        return Update(FOCUS, Changes(shift=shift))
    changes, rest = read_changes(text, now)
    if changes.empty or _leftover(rest):
        return None
    return Update(FOCUS, changes)


def read_changes(text: Text, now: datetime) -> tuple[Changes, Text]:
    """Read a date, a priority and tags out of a text, and what is left of it."""
    attributes, rest = extract_attributes(text)
    found = dates.extract(rest, now)
    return Changes(when=found.when, priority=attributes.priority, add_tags=attributes.tags), found.rest


_LEFTOVER = re.compile(
    r"\b(?:to|for|on|at|by|until|it|is|be|as|and|with|the|a|an|due|make|set|instead|date|them|all|both|priority|rather|please|one|then|say|maybe|let's|of|from|now|back|another|new|also|too|but|that|do|till|deadline|in|about|how)\b|[^\w]+"
)


def _leftover(text: Text) -> str:
    return _LEFTOVER.sub(" ", text.low).strip()


def _read_clearing(text: Text, now: datetime) -> Command | None:
    for pattern in _CLEAR_DUE:
        match = pattern.fullmatch(text.low)
        if match:
            return Update(_target(text, match, "x", now), Changes(clear_due=True))
    match = _CLEAR_PRIORITY.fullmatch(text.low)
    if match:
        group = next((g for g in "xyzw" if match[g]), "x")
        return Update(_target(text, match, group, now), Changes(priority="none"))
    return None


def _read_due(text: Text, now: datetime) -> Command | None:
    match = _DUE_OF.fullmatch(text.low)
    if match:
        rest = text.cut(*match.span("rest"))
        border = _last_date_border(rest, now)
        if border is not None:
            return Update(_moved(border[0], now), border[1])
        shift, before = read_shift(rest, allow_bare=True)
        if shift is not None:
            return Update(_moved(before, now) if _leftover(before) else FOCUS, Changes(shift=shift))
        changes, left = read_changes(rest, now)
        if changes.when is not None:
            return Update(_moved(left, now) if _leftover(left) else FOCUS, changes)
    for pattern in (_GIVE_DUE, _DUE_STATEMENT, _OWNED_DUE):
        match = pattern.fullmatch(text.low)
        if match is None:
            continue
        said = text.cut(*match.span("d"))
        changes, rest = read_changes(said, now)
        if changes.when is not None and not _leftover(rest):
            return Update(_target(text, match, "x", now), changes)
    return None


def _read_priority(text: Text, now: datetime) -> Command | None:
    match = _PRIORITY_OF.fullmatch(text.low)
    if match:
        named = match["p"]
        if named is None or named in LEVELS:
            verb = match["verb"].split(" ")[0]
            low = verb in ("lower", "reduce", "decrease", "drop", "downgrade")
            if named is None and verb in ("set", "change", "make", "update", "adjust", "give", "put", "move", "edit", "switch"):
                return None
            level: Priority = LEVELS[named] if named else "low" if low else "high"
            return Update(_target(text, match, "x", now), Changes(priority=level))
    match = _NOT_URGENT.fullmatch(text.low)
    if match:
        return Update(_target(text, match, "x", now), Changes(priority="low"))
    match = _RATE.fullmatch(text.low)
    if match:
        level = "low" if match["verb"].startswith("de") else LEVELS[match["p"] or "high"]
        return Update(_target(text, match, "x", now), Changes(priority=level), _otherwise(text, match, now))
    return None


def _read_rename(text: Text, now: datetime, *, firm: bool) -> Command | None:
    patterns = _RENAME[:_FIRM_RENAMES] if firm else _RENAME[_FIRM_RENAMES:]
    for pattern in patterns:
        match = pattern.fullmatch(text.low)
        if match is None:
            continue
        otherwise = None if firm else read_draft(text, now)
        options = _rename_options(text, match, now)
        if options and (firm or not text.low.startswith(("turn ", "make ")) or '"' in match["y"]):
            return Rename(options, otherwise)
    if firm:
        match = _RENAME_BARE.fullmatch(text.low)
        if match:
            return AskName(read_reference(text.cut(*match.span("x")), now))
    return None


def _rename_options(
    text: Text, match: re.Match[str], now: datetime
) -> tuple[tuple[Reference, str], ...]:
    """Every way to divide "x to y to z" into the task meant and its new title."""
    start, end = match.start("x"), match.end("y")
    borders = [(match.end("x"), match.start("y"))]
    for mark in re.finditer(r"\s+(?:to|->|=>|→)\s+", text.low[match.start("y") : end]):
        shift = match.start("y")
        borders.append((mark.start() + shift, mark.end() + shift))
    options = []
    for left, right in borders[:6]:
        title = text.cut(right, end)
        new = title.quoted if title.quoted is not None else _titled(_without(_INSTEAD, title).strip(" .").raw)
        target = read_reference(text.cut(start, left), now) if match["x"] else FOCUS
        if new and not target.empty:
            options.append((target, new))
    return tuple(options)


def _titled(raw: str) -> str:
    first = raw.split(" ", 1)[0]
    return raw[:1].upper() + raw[1:] if first[1:] == first[1:].lower() else raw


def _read_move(text: Text, now: datetime) -> Command | None:
    match = _MOVE.fullmatch(text.low)
    if match is None:
        return None
    verb = match["verb"]
    rest = _without(_INSTEAD, text.cut(*match.span("rest")))
    origin = re.search(r"\bfrom\b.+?(?=\s+(?:to|until|till|onto)\b)", rest.low)
    if origin and dates.extract(rest.cut(*origin.span()), now).when is not None:
        rest = rest.without([origin.span()])
    otherwise = None if _MOVE_FIRM.match(text.low) and verb != "schedule" else read_draft(text, now)
    border = _last_date_border(rest, now)
    if border is not None:
        target, changes = border
        return Update(_moved(target, now), changes, otherwise)
    shift, before = read_shift(rest, allow_bare=True)
    if shift is not None:
        sooner = verb in ("bring forward", "pull forward", "move up", "move forward", "advance", "bump up")
        sooner = sooner or (verb in ("bring", "pull", "move", "shift") and " forward" in rest.low)
        if sooner and shift.amount > 0:
            shift = replace(shift, amount=-shift.amount)
        if before or _MOVE_FIRM.match(text.low) or verb in ("push", "bump"):
            target = _moved(before, now) if before else FOCUS
            return Update(target, Changes(shift=shift), otherwise)
    changes, before = read_changes(rest, now)
    if changes.priority and not changes.when and verb.startswith(("bump", "move", "push")):
        return Update(_moved(before, now), Changes(priority=changes.priority), otherwise)
    if changes.when is not None:
        return Update(_moved(before, now), changes, otherwise)
    if _MOVE_FIRM.match(text.low) and not re.search(r"\bto\b", rest.low):
        return AskWhen(_moved(rest, now), read_draft(text, now))
    return None


_TO = re.compile(r"\s*(?:\b(?:back |forward |ahead |out |over |off )?(?:to|until|till|til|for|onto|on|->|=>)\s+|→\s*|[:=]\s+)")


def _last_date_border(rest: Text, now: datetime) -> tuple[Text, Changes] | None:
    """Divide "the dentist to Friday": all behind the last such "to" says when, and how urgent."""
    for mark in reversed(list(_TO.finditer(rest.low))):
        changes, left = read_changes(rest.cut(mark.start() + _leading(mark[0])), now)
        if (changes.when is None and not changes.priority) or _leftover(left):
            continue
        before = rest.cut(0, mark.start())
        if before:
            return before, changes
    return None


def _leading(mark: str) -> int:
    return len(mark) - len(mark.lstrip())


def _moved(text: Text, now: datetime) -> Reference:
    """The reference in front of the new date, without the little words of moving."""
    text = text.strip(" ,")
    while True:
        tail = re.search(r"\s+(?:back|forward|out|off|up|ahead|over|due|to|until|till|for|on|by|again|task|'s)$", text.low)
        if tail is None or tail.start() == 0:
            break
        text = text.cut(0, tail.start())
    return read_reference(text, now)


def read_shift(text: Text, *, allow_bare: bool = True) -> tuple[Shift | None, Text]:
    """Read how far to move: "by two days", "a week later"; with ``allow_bare`` also "two days"."""
    match = _BY.search(text.low)
    if match is None or (not allow_bare and not (match["lead"] or match["after"])):
        return None, text
    if not allow_bare and not match["after"] and (match["lead"] or "").strip() not in ("by", "another", "back", "forward"):
        return None, text
    amount, unit = amount_of(match["number"]), unit_of(match["unit"])
    earlier = (match["after"] or "").strip() in ("earlier", "sooner", "ahead", "up", "forward", "before")
    before = text.cut(0, match.start())
    return Shift(-amount if earlier else amount, unit), before


def _read_set(text: Text, now: datetime, *, instead: bool) -> Command | None:
    match = _SET.fullmatch(text.low)
    if match is None:
        return None
    verb, rest = match["verb"], text.cut(*match.span("rest"))
    border = _last_date_border(rest, now)
    if border is None:
        changes, before = read_changes(rest, now)
        if changes.priority is None and changes.when is None:
            level = re.fullmatch(r"(?P<x>.+?)\s+(?:to |as |at |a |an )*(?P<p>high|medium|low|normal|urgent|important|top|critical|highest|lowest|higher|lower)(?: one| task)?", rest.low)
            if level is None:
                return _set_shift(text, rest, verb, now)
            changes, before = Changes(priority=LEVELS[level["p"]]), rest.cut(*level.span("x"))
        before = _trim(before)
    else:
        before, changes = border
        more, before = read_changes(before, now) if extract_priority(before)[0] else (Changes(), before)
        changes = replace(changes, priority=changes.priority or more.priority)
    target = _moved(before, now) if before else Reference()
    if target.empty or (target.words and not _speaks_of_task(verb, changes, instead or " due " in text.low)):
        return None
    otherwise = read_draft(text, now) if target.words and not target.exact else None
    return Update(target, changes, otherwise)


def _set_shift(text: Text, rest: Text, verb: str, now: datetime) -> Command | None:
    shift, before = read_shift(rest, allow_bare=False)
    if shift is None or not before or verb not in ("make", "set", "do", "give"):
        return None
    return Update(_moved(before, now), Changes(shift=shift))


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
    return text.cut(0, len(text.low) - len(re.search(r"(?:[\s,]+(?:to|as|a|an|is|with|for|and|at|of|be|due))*$", text.low)[0])) if text else text  # type: ignore[index]  # the pattern matches everything


def _read_state(text: Text, now: datetime) -> Command | None:
    match = _STATE.fullmatch(text.low)
    if match is None:
        return None
    subject = text.cut(*match.span("x"))
    if subject.words[:1] and subject.words[0] in ("there", "what", "when", "how", "who", "where", "which", "why", "here", "today", "tomorrow", "i", "i'm", "life", "is"):
        return None
    changes, left = read_changes(text.cut(*match.span("rest")), now)
    if changes.empty or changes.add_tags and not (changes.when or changes.priority) and "tag" not in text.low:
        level = LEVELS.get(match["rest"].removeprefix("very ").removeprefix("a "))
        if level is None or level == "none" or match["rest"].isdigit():
            return None
        changes = Changes(priority=level)
    elif _leftover(left):
        return None
    target = _moved(_subject(subject), now)
    otherwise = _statement_draft(target, changes, now)
    return Update(target, changes, otherwise)


def _subject(text: Text) -> Text:
    match = re.match(r"(?:and|but|so|also|note that|fyi|remember(?: that)?)[\s,:]+", text.low)
    return text.cut(match.end()) if match else text


def _statement_draft(target: Reference, changes: Changes, now: datetime) -> Draft | None:
    if not target.words or len(target.words.split()) > 8:
        return None
    due = dates.due_of(changes.when, now) if changes.when else None
    return Draft(_titled(target.words), due=due, priority=changes.priority, tags=changes.add_tags)


def _target(text: Text, match: re.Match[str], group: str, now: datetime) -> Reference:
    if not match[group]:
        return FOCUS
    return read_reference(text.cut(*match.span(group)), now)


def _otherwise(text: Text, match: re.Match[str], now: datetime) -> Draft | None:
    return read_draft(text, now) if verb_led(text) and text.words[0] in words.VERBS else None


def _without(pattern: re.Pattern[str], text: Text) -> Text:
    match = pattern.search(text.low)
    if match is None or match.end() - match.start() == len(text.low):
        return text
    return text.without([match.span()])
