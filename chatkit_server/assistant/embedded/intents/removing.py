"""Deleting and bringing back: "delete …", "take … off my list", "undo"."""

from __future__ import annotations

import re
from datetime import datetime

from chatkit_server.assistant.embedded.commands import (
    Command,
    Delete,
    Filter,
    Reference,
    Restore,
    Undo,
)
from chatkit_server.assistant.embedded.intents.values import TASK_WORD, unless_known
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_UNDO = Rule(
    r"(?:please )?(?:undo|revert|rollback|roll back|take (?:that|it) back|un-?do"
    r"|ctrl[ +-]?z)(?: (?:that|this|it|the last (?:one|thing|action|change|step|command)"
    r"|my last (?:action|change)|last|what you (?:just )?did|please|again|everything"
    r"|all that))*[.! ]*"
    r"|(?:oops|whoops|ups|ooops)[,.! ]*(?:undo(?: (?:that|it))?|(?:that was )?(?:a )?(?:mistake"
    r"|wrong|an accident|not what i (?:meant|wanted)))?[.! ]*|that was (?:a mistake|wrong"
    r"|an accident|not what i (?:meant|wanted))[.! ]*|i didn'?t mean (?:that|to(?: do that)?"
    r"|it)[.! ]*"
    r"|(?:i )?(?:changed my mind|made a mistake|take it back)[,.! ]*(?:undo.*)?"
)


_RESTORE = Rule(
    r"(?:restore|undelete|un-?delete|recover|revive|resurrect|bring back|get back"
    r"|put back)(?:\s+(?P<a>.+?))?(?:\s+(?:from (?:the )?(?:trash|bin|deleted)|back|again|(?:on|to"
    r"|onto|in) (?:my|the) (?:list|tasks)))*"
    r"|(?:bring|get|put|take|give me|i want|i need"
    r"|i still need)\s+(?P<b>.+?)\s+back(?:\s+(?:again|(?:on|to|onto"
    r"|in) (?:my|the) (?:list|tasks)))?"
    r"|undo (?:the )?(?:deletion|delete|removal)(?:\s+of\s+(?P<c>.+))?|undelete"
)


_DELETE = Rule(
    r"(?:delete|remove|erase|trash|discard|scrap|scratch|bin|purge|wipe(?: out)?|drop|kill|dump"
    r"|throw (?:away|out)|toss(?: out)?|nuke|eliminate|get rid of|clear(?: out| off| up| away)?"
    r"|clean(?: up| out)|cancel|forget(?: about)?|take off|cross out|never ?mind|ditch"
    r"|archive)\s+(?P<x>.+)"
)


_DELETE_FIRM = Rule(r"delete|erase|trash|purge|get rid of|discard|scrap|nuke")


_DELETE_PLAIN = Rule(r"remove|drop|forget|never ?mind|ditch|scratch|cross out")


_LIST_END = Rule(
    r"\b(?:from|off|on|in|of) (?:my|the|our) (?:to-?do |task )?(?:list|tasks|to-?dos?)$"
)


_DELETE_TAIL = Rule(
    r"(?:take|get|kick|throw|strike|pull|remove|delete|drop)\s+(?P<x>.+?)\s+(?:off|from|out of|out"
    r"|away)(?:\s+(?:of )?(?:my|the|our|that|this) (?:to-?do |task )?(?:list|tasks|to-?dos?|plate"
    r"|schedule))?"
)


_NOT_NEEDED = Rule(
    r"(?:i |we )?(?:don'?t|do not|no longer) (?:need|have to|want|need to"
    r"|want to) (?:to )?(?P<a>.+?)(?: any ?(?:more|longer))?"
    r"|(?P<b>.+?) (?:is|are) (?:no longer|not) (?:needed|necessary|relevant|required"
    r"|happening)(?: any ?more)?(?: anymore)?"
    r"|(?P<c>.+?) (?:isn't|aren't) (?:needed|necessary|relevant|required|happening)(?: any ?more)?"
    r"|(?P<d>.+?) (?:is|was|got|has been) cancell?ed"
)


_OWN_ATTRIBUTE = Rule(
    r"(?:the |its |any |that |all )?(?:due(?: date)?s?|dates?|deadlines?|notes?|tags?|labels?"
    r"|priority|priorities|time|reminder)\b|#\w|the \w+ (?:tag|label)"
)


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
            r"(?:my |the |out |up )?(?:whole |entire |complete |to-?do |task )*(?:lists?|tasks"
            r"|to-?dos?|everything)",
            inner.low,
        ):
            return Delete(Reference(many=True, filter=Filter()))
        target = read_reference(_without_list_tail(inner), now)
        if _DELETE_FIRM.match(low) or TASK_WORD.search(inner.low) or not target.words:
            return Delete(target)
        otherwise = unless_known(text, match["x"], now)
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


def _without_list_tail(text: Text) -> Text:
    tail = re.search(
        r"\s+(?:from|off|on|in) (?:my|the|our) (?:to-?do |task )?(?:list|tasks|to-?dos?)$", text.low
    )
    return text.cut(0, tail.start()) if tail and tail.start() > 0 else text
