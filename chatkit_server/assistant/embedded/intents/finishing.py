"""Done and not done: "mark … as done", "I called the dentist", "… isn't done yet"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.commands import (
    FOCUS,
    Command,
    Complete,
    Filter,
    Reference,
    Reopen,
)
from chatkit_server.assistant.embedded.intents.values import target_of, unless_known
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_DONE = (
    r"(?:done|completed?|finished|ready|closed|sorted|checked(?: off)?|ticked(?: off)?|crossed off"
    r"|accomplished|resolved|handled|taken care of)"
)


_NOT_DONE = (
    r"(?:not (?:yet )?(?:done|complete[d]?|finished)|undone|incomplete|unfinished|open(?: again)?"
    r"|to-?do|pending|active|not done|uncompleted|unchecked)"
)


_REOPEN = tuple(
    Rule(pattern)
    for pattern in (
        r"(?:re-?open|un-?complete|un-?check|un-?tick|un-?mark|un-?finish|reactivate|re-?activate"
        r"|un-?do|uncross|resume)\s+(?P<x>.+)",
        r"(?:mark|set|flag|make|move|change|put)\s+(?P<x>.+?)\s+(?:(?:back )?(?:as|to) "
        rf"|back )?{_NOT_DONE}(?: again)?",
        rf"(?:mark|set)\s+as\s+{_NOT_DONE}\s*:?\s*(?P<x>.+)",
        r"(?:actually )?(?P<x>.+?)\s+(?:is|are|was|were)(?:n't| not)(?: actually"
        rf"| really)?(?: yet)? {_DONE}(?: yet| after all| actually)?",
        r"(?:actually |no )?i (?:have(?:n't| not)|did(?:n't| not)|had(?:n't| not))(?: actually"
        r"| really| yet)? (?:done|do|finish(?:ed)?|completed?|manage(?:d)?|get (?:around )?to"
        r"|got(?:ten)? (?:around )?to)\s+(?P<x>.+?)(?:\s+yet| after all)?",
        r"(?:actually )?(?:i'm |i am |we're |we are )?(?:still )?not (?:quite |really |yet )*"
        r"(?:done|finished|through|ready) with\s+(?P<x>.+?)(?:\s+yet| after all)?",
        r"(?P<x>.+?)\s+(?:needs to be (?:re-?opened|redone)|is (?:open|active|pending) again"
        r"|should be (?:open|active)(?: again)?)",
    )
)


_HAVE_NOT = Rule(
    r"(?:actually )?i (?:still )?(?:have(?:n't| not)|did(?:n't| not))(?: actually| really"
    r"| yet)? (?P<verb>\w+)\s+(?P<x>.+?)(?:\s+yet| after all)?"
)


_COMPLETE = tuple(
    Rule(pattern)
    for pattern in (
        r"(?:mark|set|flag|make|put|change|turn|consider|count|register|call|declare|get|note|log"
        r"|move|update)\s+(?P<x>.+?)\s+(?:(?:down )?(?:as|to)(?: be(?:ing)?)? |is "
        rf"|are )?(?:all )?{_DONE}(?:\s+off)?",
        rf"(?:mark|set|flag|check|tick)\s+(?:off\s+)?as\s+{_DONE}\s*:?\s*(?P<x>.+)",
        rf"mark\s+{_DONE}\s*:?\s*(?P<x>.+)",
        r"(?:tick|check|cross|strike|mark|scratch)(?:\s+off|\s+out)\s*:?\s+(?P<x>.+)",
        r"(?:tick|check|cross|strike|mark|knock|scratch)\s+(?P<x>.+?)\s+(?:off"
        r"|out)(?:\s+(?:of\s+)?(?:my|the) (?:list|tasks|to-?dos?))?",
        r"(?:tick)\s+(?P<x>.+)",
        r"(?:check|cross)\s+(?P<x>(?:it|that|them|those|the (?:first|second|third|last) one"
        r"|number \d+|\d[\d, and]*))",
        r"(?:i(?:'m| am|'ve| have)?\s+)?(?:all |already |just |finally |now )*(?:done|finished"
        r"|ready|through|completed|complete)\s+(?:with|doing)\s+(?P<x>.+)",
        r"(?:done|completed|finished|did|complete(?=:))\s*[:,-]?\s+(?P<x>.+)",
        r"(?:i(?:'ve| have|'m)?\s+)?(?:just |already |finally |now |also )*(?:did|done|completed"
        r"|finished|got|took care of|taken care of|dealt with|handled|sorted(?: out)?|wrapped up"
        r"|knocked out|ticked off|checked off|crossed off|accomplished"
        r"|closed)\s+(?P<x>.+?)(?:\s+(?:done|finished|completed|sorted|out of the way))?",
        r"(?P<x>.+?)\s+(?:is|are|was|were|has been|have been|got|'s|s)\s+(?:all |already |now "
        rf"|just |finally )*{_DONE}",
        rf"(?P<x>.+?)\s+{_DONE}",
        r"(?P<x>.+?)\s*[✓✔✅☑]️?",
        r"[✓✔✅☑]️?\s*(?P<x>.+)",
    )
)


_COMPLETE_OR_TASK = Rule(
    r"(?:complete|finish|close|conclude|wrap up|resolve)\s+(?:off\s+|up\s+)?(?P<x>.+)"
)


_PAST = Rule(
    r"(?:(?:i|we)(?:'ve| have|'d| had)?\s+|just\s+|already\s+|finally\s+|also\s+|now\s+"
    r"|so\s+)*(?P<verb>[a-z]+)\s+(?P<x>.+)"
)


_PASSIVE = Rule(
    r"(?P<x>.+?)(?:\s+(?:has|have|is|are|was|were|got)|\s*'s|\s*:)(?:\s+been)?(?:\s+(?:now|just"
    r"|already|all"
    r"|finally))*\s+(?P<verb>[a-z]+)"
)


_OTHER_PASSIVES = frozenset(
    "cancel move change schedule plan push set delete remove find need".split()
)


_PAST_TAIL = Rule(
    r"\s+(?:just now|already|today|yesterday|last (?:night|week)|this (?:morning|afternoon"
    r"|evening)|earlier|by the way|an hour ago|a (?:minute|moment|while) ago|finally|now|too"
    r"|as well|last \w+day|on \w+day)$"
)


def read_reopening(text: Text, now: datetime) -> Command | None:
    """Read "reopen …", "… isn't done yet"."""
    low = text.low.rstrip(" .!?")
    if re.fullmatch(
        r"(?:no,? )?(?:it'?s |that'?s |they'?re )?not (?:yet )?(?:done|finished|complete)(?: yet)?"
        r"|not yet done",
        low,
    ):
        return Reopen(FOCUS)
    for pattern in _REOPEN:
        match = pattern.fullmatch(low)
        if match:
            target = target_of(text, match, "x", now)
            return Reopen(replace(target, filter=_as_done(target.filter)))
    match = _HAVE_NOT.fullmatch(low)
    if match and match["verb"] in (words.VERBS | words.past_forms().keys()):
        return Reopen(Reference(words=f"{match['verb']} {text.raw[slice(*match.span('x'))]}"))
    return None


def read_completion(text: Text, now: datetime) -> Command | None:
    """Read "mark … as done", "I called the dentist", "done with milk"."""
    text = text.strip(" .!?")
    low = text.low
    if re.fullmatch(
        rf"(?:all |that's |it's |i'm |they're |both )*{_DONE}(?: it| that| them| already| now)?",
        low,
    ):
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
        otherwise = unless_known(text, match["x"], now)
        if otherwise is not None and (otherwise.due or otherwise.priority):
            return None  # what has a date is to be done
        return Complete(target_of(text, match, "x", now), otherwise)
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


def _as_done(found: Filter | None) -> Filter | None:
    return replace(found, status="done") if found and found.status == "open" else found


def _without_past_tail(text: Text) -> Text:
    tail = _PAST_TAIL.search(text.low)
    return text.cut(0, tail.start()) if tail and tail.start() > 0 else text


def _negated(low: str) -> bool:
    if re.match(r"(?:clear|delete|remove|show|list|hide|archive|purge|erase|see|view|find)\b", low):
        return True
    return (
        re.search(
            r"\b(?:not|n't|isn't|aren't|wasn't|haven't|hasn't|needs? to be|must be|should be"
            r"|has to be|have to be|gets?|to get|can be|until|when|what(?:'s| is| did| have)?|how"
            r"|which|did|anything|any|show|list|find|who|have i)\b(?!.*\bas\b)",
            low,
        )
        is not None
    )


def _is_plan(inner: Text, pattern: Rule) -> bool:
    """Whether the words before "done" are a task to do ("get the laundry done")."""
    if pattern is _COMPLETE[0]:
        return False
    if pattern is _COMPLETE[11]:
        return (
            bool(re.match(r"(?:get|have|show|list|tasks?|all|my|the finished|to be)\b", inner.low))
            or len(inner.words) > 8
        )
    return False


def _read_past(text: Text, now: datetime) -> Command | None:
    match = _PAST.fullmatch(text.low)
    if match is None:
        return None
    verb = match["verb"]
    base = words.past_forms().get(verb)
    subject = text.low.startswith(("i ", "i've", "we ", "we've", "i'd"))
    if base is None and not (
        subject
        and verb in ("read", "put", "set", "cut", "let", "sold", "quit", "shut", "hit", "fixed")
    ):
        return None
    if subject and verb in (
        "wanted",
        "needed",
        "had",
        "said",
        "asked",
        "told",
        "thought",
        "forgot",
        "meant",
        "added",
        "used",
        "got",
        "found",
        "saw",
        "tried",
        "decided",
        "noticed",
    ):
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
