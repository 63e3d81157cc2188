"""Priorities, tags and notes in the text of a task."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.commands import Priority
from chatkit_server.assistant.embedded.text import Span, Text

LEVELS: dict[str, Priority] = {
    "high": "high", "highest": "high", "top": "high", "urgent": "high", "critical": "high",
    "important": "high", "max": "high", "maximum": "high", "1": "high", "one": "high",
    "medium": "medium", "normal": "medium", "mid": "medium", "middle": "medium",
    "moderate": "medium", "medium-high": "medium", "2": "medium", "two": "medium", "low": "low",
    "lowest": "low", "minor": "low", "3": "low", "4": "low", "three": "low", "lower": "low",
    "higher": "high", "none": "none", "no": "none",
}  # fmt: skip

_LEVEL = (
    r"(?P<{0}>high(?:est|er)?|top|urgent|critical|important|max(?:imum)?|medium|normal|mid|middle"
)
_LEVEL += r"|moderate|low(?:est|er)?|minor|none)"
_PRIORITY = r"(?:prio(?:rity)?|importance|urgency)\b"
_LEAD = (
    r"(?:(?:^|[\s,;(-])(?:and\s+)?(?:(?:with|at|as|of|is|are|it's|its|it is|this is|that's|they're"
    r"|make it|"
    r"mark it|marked|set|set to)\s+)?(?:(?:a|an|the|very|super|really|quite|so|pretty|most)\s+)*)"
)
_PRIORITIES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_LEAD}\(?{_LEVEL.format('a')}[\s-]+{_PRIORITY}(?:\s+task\b)?\)?",
        rf"{_LEAD}{_PRIORITY}\s*(?::|=|is|to|level"
        rf"|of)?\s*{_LEVEL.format('a').replace('|none', '|none|[1-4]')}\b",
        r"(?:^|[\s,;(])(?P<a>!{1,3}(?:high|medium|low|[1-4]))\b",
        r"(?:^|[\s,;(])(?P<a>p[1-4])\b(?!\s*[&.]\w)",
        r"(?P<a>!{2,5})(?=[\s,;)]|$)",
        rf"{_LEAD}(?P<a>not (?:so |very |that )?(?:urgent|important)|no (?:rush|hurry)"
        r"|whenever possible"
        r"|when(?:ever)? i (?:can|have time|get (?:around )?to it))\b",
        rf"{_LEAD}(?P<a>urgently|urgent|important|critical|top prio|a\.?s\.?a\.?p\b\.?"
        r"|as soon as possible"
        r"|right away|immediately|straight away|a priority|essential)(?!\w)\)?",
        rf"(?:^|[,;(])\s*(?:with\s+)?{_LEVEL.format('a')}\s*\)?$",
    )
)
_ALONE = 5  # from this pattern on a match may be part of a title and needs its place looked at
_ENDS = re.compile(
    r"\s*(?:$|[.,;:!?)\n-]|(?:and|but|by|on|at|for|in|with|because|since|if|please|before|today"
    r"|tomorrow|"
    r"tonight|this|next|due|tag|tagged|note|all|both|too|as well|also)\b|#|then\b)"
)

_TAG = r"#?[^\W_][\w'/-]{0,38}"
_TAGS = rf"{_TAG}(?:\s*(?:,|,?\s+and|&|\s\+)\s*#?[^\W_][\w/-]{{0,38}}){{0,9}}"
HASH_TAG = re.compile(
    r"(?:(?:^|(?<=[\s,(]))(?:with\s+|tag(?:ged)?\s+(?:it\s+"
    r"|as\s+)*)?)#(?!\d+\b)([^\W_][\w/-]{0,38})"
)
_TAG_PHRASE = re.compile(
    r"(?:^|(?<=[\s,;(]))(?:and\s+)?(?:"
    rf"(?:with|using|under|plus)\s+(?:the\s+|a\s+)?(?:tags?|labels?|category)\s*:?\s+(?P<a>{_TAGS})"
    r"|(?:tag|label|categori[sz]e)\s+(?:it|them|this|that|these|those|both"
    rf"|all)?\s*(?:of them\s+)?(?:as|with|under|:)?\s*(?P<b>{_TAGS})"
    rf"|(?:tagged|labell?ed)\s+(?:as|with|under|:)?\s*(?P<c>{_TAGS})"
    rf"|(?:tags?|labels?)\s*[:=]\s*(?P<d>{_TAGS})"
    r")\s*\)?(?=$|[.,;!]|\s+(?:and|with|by|on|at|due|tomorrow|today|note)\b)"
)
_NOTE = re.compile(
    r"(?:^|[\s,;.(-])(?:and\s+)?(?:(?:with|add|plus|including)\s+)?(?:an?\s+|the\s+)?"
    r"(?:notes?|description|desc|details?|comment|memo)"
    r"(?:\s*:\s*|\s+(?:that\s+)?(?:says?|saying|reading)\s*:?\s+|\s+(?=\"))"
    r"|(?:^|[\s,;])with (?:an?\s+|the\s+)?notes?\s+(?!(?:from|of|by|for|on|and|in"
    r"|about)\b)(?:that\s+|to\s+)?"
)
_ALL = re.compile(
    r"(?:^|[\s,;])(?:and\s+)?(?:(?:make|mark|set|they'?re|they are|these are|those are)\s+)?"
    r"(?:both|all|each|everything|every one)(?:\s+(?:of (?:them|these|those)|three|four|five))?"
    r"(?:\s+(?:are|is|with|as|being|at))?\s*$"
)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a text says about a task beside its title.

    Attributes:
        for_all: It was said of several tasks ("both high priority").
    """

    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    for_all: bool = False


def split_notes(text: Text) -> tuple[Text, str]:
    """Cut the notes off, which run to the end of the text (or of their quotes)."""
    match = _NOTE.search(text.low)
    if match is None:
        return text, ""
    notes = text.cut(match.end())
    end = len(text.low)
    if notes.low.startswith('"'):
        close = notes.low.find('"', 1)
        if close > 0:
            end = text.low.index('"', text.low.index('"', match.end()) + 1) + 1
            notes = notes.cut(0, close + 1)
    if not notes:
        return text, ""
    content = notes.quoted if notes.quoted is not None else notes.strip(" ,;.").raw
    return text.without([(match.start(), end)]).strip(" ,;-"), content


def extract_attributes(text: Text) -> tuple[Attributes, Text]:
    """Take priority and tags out of a text (``split_notes`` comes first, over more text)."""
    tags: list[str] = []
    spans: list[Span] = []
    for match in _TAG_PHRASE.finditer(text.low):
        tags += _tag_words(match["a"] or match["b"] or match["c"] or match["d"])
        spans.append(match.span())
    rest = text.without(spans)
    hashes = list(HASH_TAG.finditer(rest.low))
    tags += [match[1] for match in hashes]
    rest = rest.without(match.span() for match in hashes)
    priority, rest = extract_priority(rest)
    everyone = _ALL.search(rest.low) if (priority or tags) else None
    if everyone:
        rest = rest.without([everyone.span()])
    return Attributes(priority, tuple(dict.fromkeys(tags)), "", everyone is not None), rest


def extract_priority(text: Text) -> tuple[Priority | None, Text]:
    """Take a priority out of a text; "important" inside a title stays there."""
    for index, pattern in enumerate(_PRIORITIES):
        for match in pattern.finditer(text.low):
            if not _placed(text.low, match, index):
                continue
            return _level(match["a"]), text.without([match.span()])
    return None, text


def _placed(low: str, match: re.Match[str], index: int) -> bool:
    ends = _ENDS.match(low, match.end()) is not None
    if ends and index < _ALONE:
        return True
    before = low[: match.start()].strip(" ,;(-")
    if not ends:
        # "urgent call to Bob" is a title; "high priority: …" and "high priority to call Bob" no
        return index < 4 and not before and low[match.end() :].lstrip().startswith(("to ", "task"))
    alone = not before or low[match.start() : match.end()].lstrip()[:1] in tuple(",;(-")
    last = before.rsplit(" ", 1)[-1]
    return alone or last not in words.DETERMINERS | words.PREPOSITIONS


def _level(found: str) -> Priority:
    found = found.strip("! ")
    if not found:
        return "high"
    if found.startswith(("not ", "no ", "when")):
        return "low"
    return LEVELS.get(found.removeprefix("p"), "high")


def _tag_words(text: str) -> list[str]:
    return [
        word.strip("#'")
        for word in re.split(r"\s*(?:,|&|\+|\band\b)\s*|\s+", text)
        if word.strip("#' ")
    ]
