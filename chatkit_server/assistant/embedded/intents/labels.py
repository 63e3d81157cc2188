"""Tags and notes of tasks that exist."""

from __future__ import annotations

import re
from datetime import datetime

from chatkit_server.assistant.embedded.commands import FOCUS, Changes, Command, Reference, Update
from chatkit_server.assistant.embedded.drafts import read_draft
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import MASK, Text
from chatkit_server.assistant.embedded.words import DETERMINERS, PREPOSITIONS

_NAME = r"#?[^\W_][\w/-]{0,38}"
_NAMES = rf"{_NAME}(?:(?:\s*,\s*|\s*,?\s+and\s+|\s*&\s*){_NAME}){{0,9}}"
_X = r"(?P<x>.+?)"
_TAGGING = tuple(
    Rule(pattern)
    for pattern in (
        r"(?:add|put|attach|assign|give|apply|set|stick)\s+(?:the\s+|a\s+)?(?:tags?"
        rf"|labels?)\s*:?\s*(?P<t>{_NAMES})\s+(?:to|on|onto|for)\s+{_X}",
        rf"(?:add|put|attach|assign|give|apply)\s+(?P<t>#{_NAME}(?:(?:\s*,\s*|\s+and\s+"
        rf"|\s+)#{_NAME}){{0,9}})\s+(?:to|on|onto|for)\s+{_X}",
        rf"(?:add|put|attach|assign|give|apply|set)\s+(?:the\s+|a\s+)?(?P<t>{_NAME})\s+(?:tag"
        rf"|label)\s+(?:to|on|onto|for)\s+{_X}",
        r"(?:add|put|attach|assign|set)\s+(?:the\s+|a\s+)?(?:tags?"
        rf"|labels?)\s*:?\s*(?P<t>{_NAMES})(?P<x>)",
        rf"give\s+{_X}\s+(?:the\s+|a\s+)?(?:tags?|labels?)\s*:?\s*(?P<t>{_NAMES})",
        rf"(?:tag|label|categori[sz]e|file|mark)\s+{_X}\s+(?:as|with|under"
        rf"|into)\s+(?:the\s+)?(?:tags?\s+|labels?\s+)?(?P<t>#{_NAMES}|(?<!mark ){_NAMES})",
        rf"(?:tag|label)\s+{_X}\s*:\s*(?P<t>{_NAMES})",
        r"(?:tag|label)\s+(?P<x>it|that|this|them|those|these|both|all(?: of them)?|everything"
        rf"|(?:the )?(?:first|second|third|last)(?: one)?|(?:number |#)?\d+)\s+(?P<t>{_NAMES})",
        rf"(?:tag|label)\s+{_X}\s+(?P<t>(?:#{_NAME}\s*)+|{_NAME})",
        rf"{_X}\s+(?P<t>(?:\s*#(?!\d+\b){_NAME})+)",
    )
)
_UNTAGGING = tuple(
    Rule(pattern)
    for pattern in (
        r"(?:remove|delete|drop|clear|take(?: off)?|strip|get rid of)\s+(?:the\s+)?(?:tags?"
        rf"|labels?)\s+(?P<t>{_NAMES})\s+(?:from|of|off|on)\s+{_X}",
        r"(?:remove|delete|drop|clear|take(?: off)?|strip"
        rf"|get rid of)\s+(?:the\s+)?(?P<t>{_NAME})\s+(?:tag|label)\s+(?:from|of|off|on)\s+{_X}",
        rf"(?:remove|delete|drop|clear|take|strip)\s+(?P<t>#{_NAME}(?:(?:\s*,\s*|\s+and\s+"
        rf"|\s+)#{_NAME}){{0,9}})\s+(?:from|of|off|on)\s+{_X}",
        rf"(?:remove|delete|drop)\s+(?:the\s+)?(?:tags?|labels?)\s+(?P<t>{_NAMES})(?P<x>)",
        rf"(?:remove|delete|drop)\s+(?:the\s+)?(?P<t>{_NAME})\s+(?:tag|label)(?P<x>)",
        rf"un-?tag\s+{_X}\s+(?:from|as)\s+(?P<t>{_NAMES})",
    )
)
_NOTE = r"(?:notes?|comments?|descriptions?|details?|memos?|remarks?)"
_SAYING = (
    r"(?:\s*[:,-]\s*|\s+(?:that\s+)?(?:says|saying|reading|which says)\s*:?\s+|\s+that\s+"
    r"|\s+to\s+(?=(?:bring|say|ask|call|check|take|use|include|remember|get|buy|do|mention)\b)"
    r"|\s+(?=\"))"
)
_NOTING = tuple(
    Rule(pattern, re.DOTALL)
    for pattern in (
        r"(?:add|put|leave|write|attach|make|take|append|include|stick|jot|jot down|scribble"
        rf"|set)\s+(?:an?\s+|the\s+|this\s+|another\s+|some\s+)?{_NOTE}\s+(?:to|on|for|in|with"
        rf"|about)\s+{_X}{_SAYING}(?P<n>.+)",
        r"(?:add|put|leave|write|attach|append)\s+(?:an?\s+|the\s+|this\s+"
        rf"|another\s+)?{_NOTE}(?:\s*:\s*|\s+)(?P<n>\"[^\"]*\")\s+(?:to|on|for)\s+{_X}",
        r"(?:add|put|write|append|include|save|note)(?:\s+down)?\s+(?P<n>.+?)\s+(?:to|in|into|on"
        rf"|as|under)\s+(?:the\s+|a\s+)?{_NOTE}\s+(?:of|for|on|to|in)\s+{_X}",
        r"(?:add|put|write|append|save)\s+(?P<n>.+?)\s+(?:to|in|into)\s+(?P<x>its|their|his|her"
        rf"|[\w' ]+?'s)\s+{_NOTE}",
        rf"add\s+to\s+(?:the\s+)?(?P<x>.+?)(?:'s)?\s+{_NOTE}\s*(?:that|:|-)\s*(?P<n>.+)",
        rf"(?:in|to|on|into)\s+the\s+{_NOTE}\s+(?:of|for|on)\s+{_X},?\s+(?:write|add|put"
        r"|note)(?:\s+down)?(?:\s+that)?\s*:?\s+(?P<n>.+)",
        rf"(?:note|comment|remark)\s+(?:on|for|to|about)\s+(?!self\b){_X}\s*:\s*(?P<n>.+)",
        rf"(?:for|on|to|in)\s+{_X},?\s+(?:add|put|write|leave)\s+(?:an?\s+"
        rf"|the\s+)?{_NOTE}{_SAYING}(?P<n>.+)",
        r"(?:add|put|leave|write|attach|append)\s+(?:an?\s+|the\s+|this\s+"
        rf"|another\s+)?{_NOTE}{_SAYING}(?P<n>.+)(?P<x>)",
        rf"{_NOTE}\s*:\s*(?P<n>.+)(?P<x>)",
    )
)
_SET_NOTE = Rule(
    rf"(?:set|change|update|replace|edit|make)\s+(?:the\s+)?{_NOTE}\s+(?:of|for|on"
    rf"|to)\s+{_X}\s+(?:to|as|with|:)\s*(?P<n>.+)",
    re.DOTALL,
)
_REMOVE_NOTE = Rule(
    r"(?:remove|clear|delete|erase|drop|empty|get rid of)\s+(?:all\s+)?(?:the\s+|its\s+"
    rf"|any\s+)?{_NOTE}(?:\s+(?:from|of|on|for)\s+(?P<x>.+))?"
)
_QUOTED_TAG = Rule(
    rf"(?P<q>\"{MASK}+\"(?=\s+(?:tag|label)\b)|(?<=tag )\"{MASK}+\"(?=\s+(?:to|from|on)\b))"
)
_CLEAR_TAGS = Rule(
    r"(?:remove|clear|delete|drop|strip|take)\s+(?:off\s+)?(?:all\s+)?(?:of\s+)?(?:the\s+|its\s+"
    r"|any\s+)?(?:tags|labels)"
    r"(?:\s+(?:from|of|off|on)\s+(?P<x>.+))?|un-?tag\s+(?P<y>(?!.*\bfrom\b).+)"
)
_NOT_NAMES = frozenset(
    "done complete completed finished high low medium urgent important priority it them today "
    "tomorrow open as off not".split()
)


def read_label(text: Text, now: datetime) -> Command | None:
    """Read a request about the tags or the notes of tasks that exist."""
    text = text.strip(" .!") if text.low.count("!") < 2 else text
    text = _without_tag_quotes(text)
    return _read_note(text, now) or _read_tags(text, now)


def _without_tag_quotes(text: Text) -> Text:
    """The text with the quotes around a one-word tag gone: add "travel" tag to …."""
    match = _QUOTED_TAG.search(text.low)
    if match is None:
        return text
    start, end = match.span("q")
    word = text.raw[start + 1 : end - 1]
    if not re.fullmatch(r"[\w-]+", word):
        return text
    return Text(
        text.raw[:start] + word + text.raw[end:], text.low[:start] + word.lower() + text.low[end:]
    )


def _read_note(text: Text, now: datetime) -> Command | None:
    low = text.low
    match = _REMOVE_NOTE.fullmatch(low)
    if match:
        return Update(_target(text, match, now), Changes(replace_notes=True))
    match = _SET_NOTE.fullmatch(low)
    if match:
        changes = Changes(notes=_content(text, match), replace_notes=True)
        return Update(_target(text, match, now), changes)
    for pattern in _NOTING:
        match = pattern.fullmatch(low)
        if match and match["n"].strip():
            return Update(_target(text, match, now), Changes(notes=_content(text, match)))
    return None


def _read_tags(text: Text, now: datetime) -> Command | None:
    low = text.low
    cleared = _CLEAR_TAGS.fullmatch(low)
    if cleared:
        inner = text.cut(*cleared.span("y" if cleared["y"] else "x"))
        named = cleared["y"] or cleared["x"]
        return Update(read_reference(inner, now) if named else FOCUS, Changes(clear_tags=True))
    for pattern in _UNTAGGING:
        match = pattern.fullmatch(low)
        if match:
            return Update(_target(text, match, now), Changes(remove_tags=_names(match["t"])))
    for pattern in _TAGGING:
        match = pattern.fullmatch(low)
        if match is None:
            continue
        names = _names(match["t"])
        if not names or _NOT_NAMES.intersection(names):
            continue
        target = _target(text, match, now)
        if pattern is _TAGGING[-1] and not (target.focus or target.ordinals):
            continue  # "buy milk #shopping" is a new task
        words = target.words.split()
        if words and words[-1].lower() in PREPOSITIONS | DETERMINERS:
            continue
        own = low.startswith(("tag ", "label ", "file ", "mark "))
        return Update(
            target, Changes(add_tags=names), read_draft(text, now) if own and words else None
        )
    return None


def _target(text: Text, match: re.Match[str], now: datetime) -> Reference:
    if not match["x"]:
        return FOCUS
    inner = text.cut(*match.span("x"))
    if inner.low in ("its", "their", "his", "her"):
        return FOCUS
    return read_reference(inner if not inner.low.endswith("'s") else inner.cut(0, -2), now)


def _content(text: Text, match: re.Match[str]) -> str:
    content = text.cut(*match.span("n"))
    return content.quoted if content.quoted is not None else content.strip(" ,;").raw


def _names(text: str) -> tuple[str, ...]:
    found = [w.strip("#,& ") for w in re.split(r"\s*,\s*|\s+and\s+|\s*&\s*|\s+", text)]
    return tuple(dict.fromkeys(w for w in found if w and w != "and"))
