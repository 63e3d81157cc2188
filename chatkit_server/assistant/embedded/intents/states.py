"""Done and not done, deleted and back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from .. import words
from ..commands import (
    FOCUS,
    Command,
    Complete,
    Delete,
    Filter,
    Reference,
    Reopen,
    Restore,
    Undo,
)
from ..drafts import read_draft
from ..references import read_reference
from ..segments import verb_led
from ..text import Text

_DONE = r"(?:done|completed?|finished|ready|closed|sorted|checked(?: off)?|ticked(?: off)?|crossed off|accomplished|resolved|handled|taken care of)"
_YET = r"(?:\s+(?:now|already|today|yesterday|as well|too|then|just now|this morning|again|yet|finally|earlier|tonight))*"
_NOT_DONE = r"(?:not (?:yet )?(?:done|complete[d]?|finished)|undone|incomplete|unfinished|open(?: again)?|to-?do|pending|active|not done|uncompleted|unchecked)"

_UNDO = re.compile(
    r"(?:please )?(?:undo|revert|rollback|roll back|take (?:that|it) back|un-?do|ctrl[ +-]?z)(?: (?:that|this|it|the last (?:one|thing|action|change|step|command)|my last (?:action|change)|last|what you (?:just )?did|please|again|everything|all that))*[.! ]*"
    r"|(?:oops|whoops|ups|ooops)[,.! ]*(?:undo(?: (?:that|it))?|(?:that was )?(?:a )?(?:mistake|wrong|an accident|not what i (?:meant|wanted)))?[.! ]*|that was (?:a mistake|wrong|an accident|not what i (?:meant|wanted))[.! ]*|i didn'?t mean (?:that|to(?: do that)?|it)[.! ]*"
    r"|(?:i )?(?:changed my mind|made a mistake|take it back)[,.! ]*(?:undo.*)?"
)
_RESTORE = re.compile(
    r"(?:restore|undelete|un-?delete|recover|revive|resurrect|bring back|get back|put back)(?:\s+(?P<a>.+?))?(?:\s+(?:from (?:the )?(?:trash|bin|deleted)|back|again|(?:on|to|onto|in) (?:my|the) (?:list|tasks)))*"
    r"|(?:bring|get|put|take|give me|i want)\s+(?P<b>.+?)\s+back(?:\s+(?:again|(?:on|to|onto|in) (?:my|the) (?:list|tasks)))?"
    r"|undo (?:the )?(?:deletion|delete|removal)(?:\s+of\s+(?P<c>.+))?|undelete"
)
_REOPEN = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:re-?open|un-?complete|un-?check|un-?tick|un-?mark|un-?finish|reactivate|re-?activate|un-?do|uncross|resume)\s+(?P<x>.+)",
        rf"(?:mark|set|flag|make|move|change|put)\s+(?P<x>.+?)\s+(?:(?:back )?(?:as|to) |back )?{_NOT_DONE}(?: again)?",
        rf"(?:mark|set)\s+as\s+{_NOT_DONE}\s*:?\s*(?P<x>.+)",
        rf"(?:actually )?(?P<x>.+?)\s+(?:is|are|was|were)(?:n't| not)(?: actually| really)?(?: yet)? {_DONE}(?: yet| after all| actually)?",
        rf"(?:actually |no )?i (?:have(?:n't| not)|did(?:n't| not)|had(?:n't| not))(?: actually| really| yet)? (?:done|do|finish(?:ed)?|completed?|manage(?:d)?|get (?:around )?to|got(?:ten)? (?:around )?to)\s+(?P<x>.+?)(?:\s+yet| after all)?",
        r"(?P<x>.+?)\s+(?:needs to be (?:re-?opened|redone)|is (?:open|active|pending) again|should be (?:open|active)(?: again)?)",
    )
)
_HAVE_NOT = re.compile(r"(?:actually )?i (?:still )?(?:have(?:n't| not)|did(?:n't| not))(?: actually| really| yet)? (?P<verb>\w+)\s+(?P<x>.+?)(?:\s+yet| after all)?")
_COMPLETE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:mark|set|flag|make|put|change|turn|consider|count|register|call|declare|get|note|log|move|update)\s+(?P<x>.+?)\s+(?:(?:down )?(?:as|to)(?: be(?:ing)?)? |is |are )?(?:all )?{_DONE}(?:\s+off)?",
        rf"(?:mark|set|flag|check|tick)\s+(?:off\s+)?as\s+{_DONE}\s*:?\s*(?P<x>.+)",
        rf"mark\s+{_DONE}\s*:?\s*(?P<x>.+)",
        r"(?:tick|check|cross|strike|mark|scratch)(?:\s+off|\s+out)\s*:?\s+(?P<x>.+)",
        r"(?:tick|check|cross|strike|mark|knock|scratch)\s+(?P<x>.+?)\s+(?:off|out)(?:\s+(?:of\s+)?(?:my|the) (?:list|tasks|to-?dos?))?",
        r"(?:tick)\s+(?P<x>.+)",
        r"(?:check|cross)\s+(?P<x>(?:it|that|them|those|the (?:first|second|third|last) one|number \d+|\d[\d, and]*))",
        rf"(?:i(?:'m| am|'ve| have)?\s+)?(?:all |already |just |finally |now )*(?:done|finished|ready|through|completed|complete)\s+(?:with|doing)\s+(?P<x>.+)",
        rf"(?:done|completed|finished|did|complete(?=:))\s*[:,-]?\s+(?P<x>.+)",
        rf"(?:i(?:'ve| have|'m)?\s+)?(?:just |already |finally |now |also )*(?:did|done|completed|finished|got|took care of|taken care of|dealt with|handled|sorted(?: out)?|wrapped up|knocked out|ticked off|checked off|crossed off|accomplished|closed)\s+(?P<x>.+?)(?:\s+(?:done|finished|completed|sorted|out of the way))?",
        rf"(?P<x>.+?)\s+(?:is|are|was|were|has been|have been|got|'s|s)\s+(?:all |already |now |just |finally )*{_DONE}",
        rf"(?P<x>.+?)\s+{_DONE}",
        r"(?P<x>.+?)\s*[✓✔✅☑]️?",
        r"[✓✔✅☑]️?\s*(?P<x>.+)",
    )
)
_COMPLETE_OR_TASK = re.compile(r"(?:complete|finish|close|conclude|wrap up|resolve)\s+(?:off\s+|up\s+)?(?P<x>.+)")
_PAST = re.compile(
    r"(?:(?:i|we)(?:'ve| have|'d| had)?\s+|just\s+|already\s+|finally\s+|also\s+|now\s+|so\s+)*(?P<verb>[a-z]+)\s+(?P<x>.+)"
)
_PASSIVE = re.compile(
    r"(?P<x>.+?)\s+(?:has|have|is|are|was|were|got|'s)(?:\s+been)?(?:\s+(?:now|just|already|all|finally))*\s+(?P<verb>[a-z]+)"
)
_OTHER_PASSIVES = frozenset("cancel move change schedule plan push set delete remove find need".split())
_PAST_TAIL = re.compile(r"\s+(?:just now|already|today|yesterday|last (?:night|week)|this (?:morning|afternoon|evening)|earlier|by the way|an hour ago|a (?:minute|moment|while) ago|finally|now|too|as well|last \w+day|on \w+day)$")
_DELETE = re.compile(
    r"(?:delete|remove|erase|trash|discard|scrap|scratch|bin|purge|wipe(?: out)?|drop|kill|dump|throw (?:away|out)|toss(?: out)?|nuke|eliminate|get rid of|clear(?: out| off| up| away)?|clean(?: up| out)|cancel|forget(?: about)?|take off|cross out|never ?mind|ditch)\s+(?P<x>.+)"
)
_DELETE_FIRM = re.compile(r"delete|erase|trash|purge|get rid of|discard|scrap|nuke")
_DELETE_PLAIN = re.compile(r"remove|drop|forget|never ?mind|ditch|scratch|cross out")
_LIST_END = re.compile(r"\b(?:from|off|on|in|of) (?:my|the|our) (?:to-?do |task )?(?:list|tasks|to-?dos?)$")
_DELETE_TAIL = re.compile(
    r"(?:take|get|kick|throw|strike|pull|remove|delete|drop)\s+(?P<x>.+?)\s+(?:off|from|out of|out|away)(?:\s+(?:of )?(?:my|the|our|that|this) (?:to-?do |task )?(?:list|tasks|to-?dos?|plate|schedule))?"
)
_NOT_NEEDED = re.compile(
    r"(?:i |we )?(?:don'?t|do not|no longer) (?:need|have to|want|need to|want to) (?:to )?(?P<a>.+?)(?: any ?(?:more|longer))?"
    r"|(?P<b>.+?) (?:is|are) (?:no longer|not) (?:needed|necessary|relevant|required|happening)(?: any ?more)?(?: anymore)?"
    r"|(?P<c>.+?) (?:isn't|aren't) (?:needed|necessary|relevant|required|happening)(?: any ?more)?|(?P<d>.+?) (?:is|was|got|has been) cancell?ed"
)
_OWN_ATTRIBUTE = re.compile(
    r"(?:the |its |any |that |all )?(?:due(?: date)?s?|dates?|deadlines?|notes?|tags?|labels?|priority|priorities|time|reminder)\b|#\w|the \w+ (?:tag|label)"
)
_TASK_WORD = re.compile(
    r"^(?:the |my |that |this )?(?:task|todo|to-do|item|entry|reminder)s?\b|\b(?:tasks?|ones?|todos?|items?|list|number \d+)\b|^(?:it|that|this|them|those|these|both|all|everything|#?\d+)\b|^the (?:first|second|third|fourth|fifth|last)\b"
)
_DONE_TASKS = re.compile(r"\b(?:done|finished|completed?)\b")


def read_undo(text: Text, now: datetime) -> Command | None:
    """Read "undo" and "bring … back"."""
    low = text.low.rstrip(" .!?")
    if _UNDO.fullmatch(low):
        return Undo()
    match = _RESTORE.fullmatch(low)
    if match is None:
        return None
    group = next((g for g in ("a", "b", "c") if match[g]), None)
    if group is None:
        return Undo(deletion=True)
    target = read_reference(text.cut(*match.span(group)), now)
    if target.focus:
        return Undo(deletion=True)
    if "back" in low and low.startswith(("get ", "take ", "bring ")) and group == "a":
        return None
    return Restore(target)


def read_reopening(text: Text, now: datetime) -> Command | None:
    """Read "reopen …", "… isn't done yet"."""
    low = text.low.rstrip(" .!?")
    if re.fullmatch(r"(?:no,? )?(?:it'?s |that'?s |they'?re )?not (?:yet )?(?:done|finished|complete)(?: yet)?|not yet done", low):
        return Reopen(FOCUS)
    for pattern in _REOPEN:
        match = pattern.fullmatch(low)
        if match:
            target = _target(text, match, now)
            return Reopen(replace(target, filter=_as_done(target.filter)))
    match = _HAVE_NOT.fullmatch(low)
    if match and match["verb"] in (words.VERBS | words.past_forms().keys()):
        return Reopen(Reference(words=f"{match['verb']} {text.raw[slice(*match.span('x'))]}"))
    return None


def read_completion(text: Text, now: datetime) -> Command | None:
    """Read "mark … as done", "I called the dentist", "done with milk"."""
    text = text.strip(" .!?")
    low = text.low
    if re.fullmatch(rf"(?:all |that's |it's |i'm |they're |both )*{_DONE}(?: it| that| them| already| now)?", low):
        return Complete(replace(FOCUS, many="all" in low or "both" in low or "they" in low))
    if low.startswith(("i ", "i'", "we ", "just ", "already ")) or verb_led_past(text):
        past = _read_past(text, now)
        if past is not None:
            return past
    for pattern in _COMPLETE:
        match = pattern.fullmatch(low)
        if match is None:
            continue
        inner = text.cut(*match.span("x"))
        if _negated(inner.low) or _is_plan(inner, pattern):
            continue
        return Complete(_finished(inner, now))
    passive = _PASSIVE.fullmatch(low)
    if passive and words.past_forms().get(passive["verb"], "cancel") not in _OTHER_PASSIVES:
        subject = text.cut(*passive.span("x"))
        if not _negated(subject.low):
            return Complete(Reference(words=f"{passive['verb']} {subject.raw}"))
    match = _COMPLETE_OR_TASK.fullmatch(low)
    if match:
        otherwise = _otherwise(text, match["x"], now)
        if otherwise is not None and (otherwise.due or otherwise.priority):
            return None  # what has a date is to be done
        return Complete(_target(text, match, now), otherwise)
    return _read_past(text, now)


def _finished(text: Text, now: datetime) -> Reference:
    """The reference in "… everything due today" or "… the plants this morning"."""
    target = read_reference(text, now)
    if target.filter is not None and not target.words:
        return target
    return read_reference(_without_past_tail(text), now)


def verb_led_past(text: Text) -> bool:
    """Whether a text begins with a past form ("called the dentist")."""
    found = text.words
    return bool(found) and found[0] in words.past_forms()


def read_deletion(text: Text, now: datetime) -> Command | None:
    """Read "delete …", "take … off my list", "I don't need … any more"."""
    text = text.strip(" .!")
    low = text.low
    match = _DELETE_TAIL.fullmatch(low) or _DELETE.fullmatch(low)
    if match:
        inner = text.cut(*match.span("x"))
        if _OWN_ATTRIBUTE.match(inner.low):
            return None
        if re.match(r"(?:clear|clean|empty|wipe)", low) and re.fullmatch(
            r"(?:my |the |out |up )?(?:whole |entire |complete |to-?do |task )*(?:lists?|tasks|to-?dos?|everything)", inner.low
        ):
            return Delete(Reference(many=True, filter=Filter()))
        target = read_reference(_without_list_tail(inner), now)
        if _DELETE_FIRM.match(low) or _TASK_WORD.search(inner.low) or not target.words:
            return Delete(target)
        otherwise = _otherwise(text, match["x"], now)
        if otherwise is not None and (otherwise.due or otherwise.priority):
            return None  # what has a date is to be done
        if _LIST_END.search(low):
            return Delete(target)
        return Delete(target, otherwise, ask=not _DELETE_PLAIN.match(low))
    if re.fullmatch(r"(?:clear|clean|empty) (?:up|out)?", low):
        return None
    needless = _NOT_NEEDED.fullmatch(low)
    if needless:
        group = next(g for g in "abcd" if needless[g])
        inner = text.cut(*needless.span(group))
        if inner.words[:1] in (["it's"], ["what"], ["there"]):
            return None
        return Delete(read_reference(inner, now))
    return None


def _target(text: Text, match: re.Match[str], now: datetime) -> Reference:
    return read_reference(text.cut(*match.span("x")), now)


def _as_done(found: Filter | None) -> Filter | None:
    return replace(found, status="done") if found and found.status == "open" else found


def _otherwise(text: Text, inner: str, now: datetime):  # type: ignore[no-untyped-def]
    """The task that the words would make, unless they plainly speak of one that exists."""
    if _TASK_WORD.search(inner):
        return None
    return read_draft(text, now)


def _without_past_tail(text: Text) -> Text:
    tail = _PAST_TAIL.search(text.low)
    return text.cut(0, tail.start()) if tail and tail.start() > 0 else text


def _without_list_tail(text: Text) -> Text:
    tail = re.search(r"\s+(?:from|off|on|in) (?:my|the|our) (?:to-?do |task )?(?:list|tasks|to-?dos?)$", text.low)
    return text.cut(0, tail.start()) if tail and tail.start() > 0 else text


def _negated(low: str) -> bool:
    if re.match(r"(?:clear|delete|remove|show|list|hide|archive|purge|erase|see|view|find|all)\b", low):
        return True
    return re.search(r"\b(?:not|n't|isn't|aren't|wasn't|haven't|hasn't|needs? to be|must be|should be|has to be|have to be|gets?|to get|can be|until|when|what(?:'s| is| did| have)?|how|which|did|anything|any|show|list|find|who|have i)\b(?!.*\bas\b)", low) is not None


def _is_plan(inner: Text, pattern: re.Pattern[str]) -> bool:
    """Whether the words before "done" are a task to do ("get the laundry done")."""
    if pattern is _COMPLETE[0]:
        return False
    if pattern is _COMPLETE[11]:
        return bool(re.match(r"(?:get|have|show|list|tasks?|all|my|the finished|to be)\b", inner.low)) or len(inner.words) > 8
    return False


def _read_past(text: Text, now: datetime) -> Command | None:
    match = _PAST.fullmatch(text.low)
    if match is None:
        return None
    verb = match["verb"]
    base = words.past_forms().get(verb)
    subject = text.low.startswith(("i ", "i've", "we ", "we've", "i'd"))
    if base is None and not (subject and verb in ("read", "put", "set", "cut", "let", "sold", "quit", "shut", "hit", "fixed")):
        return None
    if subject and verb in ("wanted", "needed", "had", "said", "asked", "told", "thought", "forgot", "meant", "added", "used", "got", "found", "saw", "tried", "decided", "noticed"):
        if not re.search(r"\b(?:done|finished)\b", text.low):
            return None
    if not subject and len(text.words) > 8:
        return None
    whole = _without_past_tail(text.cut(match.start("verb")))
    parts = read_reference(whole, now).parts
    target = _finished(text.cut(*match.span("x")), now)
    if base in ("complete", "finish", "do", "close", "tick", "check") or not target.words:
        return Complete(target)
    return Complete(Reference(words=whole.raw, parts=parts, many=bool(parts)))
