"""Cutting a message into lines, sentences, and the tasks named in one sentence."""

from __future__ import annotations

import re

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.text import Span, Text

MAX_PIECES = 100
"""Tasks or commands read from one message."""

_BULLET = re.compile(
    r"\s*(?:[-*+•‣◦·▪–—☐☑✓]|\[[ x]?\]|\(?\d{1,2}[.)](?=\s)|\(?[a-h][.)](?=\s)"
    r"|#\d{1,2}[.:]?(?=\s))\s*(?:\[[ x]?\]\s*)?"
)
_INLINE_NUMBER = re.compile(r"(?:^|(?<=[\s,;:]))\(?(\d{1,2})[.)]\s+(?=\S)")
_INLINE_BULLET = re.compile(r"(?:^|(?<=\s))[•‣◦▪]\s+|(?<=\s)[-*]\s+(?=\S)")
_SENTENCE_END = re.compile(r"(?<=[.!?;])[\s;]+(?=\S)|;\s*(?=\S)|\s+[.;]\s+")
_SEMICOLON = re.compile(r"\s*;[\s;]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|st|prof|vs|etc|e\.g|i\.e|approx|no|nr|jr|sr|a\.m|p\.m|inc|ltd|dept|apt"
    r"|min|hr|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|\b[a-z]|\d)\.$"
)
SEPARATOR = re.compile(
    r"\s*(?P<comma>[,;])\s*(?:(?:and|then|plus|also|or)\s+)*(?:also\s+|then\s+)?|"
    r"\s+(?P<word>and|then|plus|&|\+|as well as|followed by)\s+(?:(?:then|also)\s+)?"
)
_FILLER = re.compile(
    r"(?:(?:also|then|to|please|and|plus|finally|lastly|after that|remember to|don't forget to"
    r"|i (?:also )?(?:need|have|want) to)\s+)+"
)
_PARTICLE = frozenset("up off out in on over back down away through around".split())


def lines_of(text: Text) -> list[tuple[Text, bool]]:
    """The lines of a message that are not empty, and whether each is an item of a list."""
    found: list[tuple[Text, bool]] = []
    start = 0
    for end in [*(m.start() for m in re.finditer("\n", text.low)), len(text.low)]:
        line = text.cut(start, end)
        start = end + 1
        if not line:
            continue
        bullet = _BULLET.match(line.low)
        rest = line.cut(bullet.end()) if bullet else line
        if rest:
            found.append((rest, bullet is not None))
        if len(found) == MAX_PIECES:
            break
    return found


def inline_list(text: Text) -> tuple[Text, list[Text]] | None:
    """A list written in one line ("1) milk 2) eggs"): what stands before it, and its items."""
    numbered = list(_INLINE_NUMBER.finditer(text.low))
    marks = [m for i, m in enumerate(numbered) if int(m[1]) == i + 1]
    if len(marks) < 2 or len(marks) != len(numbered):
        marks = list(_INLINE_BULLET.finditer(text.low))
        head = text.low[: marks[0].start()].rstrip() if marks else ""
        if len(marks) < 2 or not (not head or head.endswith(":") or "•" in text.low):
            return None
    ends = [*(m.start() for m in marks[1:]), len(text.low)]
    items = [text.cut(m.end(), end).strip(" ,;") for m, end in zip(marks, ends, strict=True)]
    return text.cut(0, marks[0].start()), [item for item in items if item][:MAX_PIECES]


def items_of(text: Text) -> list[Text]:
    """What semicolons divide a line into, outside of brackets."""
    cuts: list[Span] = []
    for match in _SEMICOLON.finditer(text.low):
        before = text.low[: match.start()]
        if before.count("(") <= before.count(")"):
            cuts.append(match.span())
    return [item for item in spans_between(text, cuts) if item.strip(".!?,;")][:MAX_PIECES]


def sentences_of(text: Text) -> list[Text]:
    """The sentences of a line."""
    pieces: list[Text] = []
    start = 0
    for match in _SENTENCE_END.finditer(text.low):
        before = text.low[start : match.start()]
        if before.endswith(".") and _ABBREVIATION.search(before) and not _opens(text, match.end()):
            continue
        if before.count("(") > before.count(")"):
            continue
        pieces.append(text.cut(start, match.start()))
        start = match.end()
    pieces.append(text.cut(start))
    return [piece for piece in pieces if piece.strip(".!?,;")][:MAX_PIECES]


def _opens(text: Text, position: int) -> bool:
    """Whether a sentence seems to begin here even behind an abbreviation ("at 9 p.m. Call …")."""
    return text.raw[position].isupper() and verb_led(text.cut(position))


def separators(text: Text) -> list[re.Match[str]]:
    """The commas and conjunctions of a sentence outside of brackets and numbers."""
    found = []
    for match in SEPARATOR.finditer(text.low):
        before = text.low[: match.start()]
        if before.count("(") > before.count(")"):
            continue
        if (
            match["comma"]
            and before[-1:].isdigit()
            and match[0] == ","
            and text.low[match.end() : match.end() + 1].isdigit()
        ):
            continue
        found.append(match)
        if len(found) == MAX_PIECES:
            break
    return found


def strip_filler(text: Text) -> Text:
    """Without "also", "then", "to" and the like in front."""
    match = _FILLER.match(text.low)
    return text.cut(match.end()) if match and match.end() < len(text.low) else text


def verb_led(text: Text, *, after_and: bool = False) -> bool:
    """Whether a text begins like a task: with a verb that something follows.

    Args:
        text: A piece of a sentence.
        after_and: It follows a conjunction, where a second noun is as likely.
    """
    found = text.words
    if not found or found[0] not in words.VERBS:
        return False
    if len(found) == 1:
        return not after_and
    verb, following = found[0], found[1]
    if following in _PARTICLE or (following in words.BACK_REFERENCES):
        return True
    if following in words.PREPOSITIONS:
        return verb in words.WITHOUT_OBJECT and following not in (
            "and",
            "or",
            "of",
            "is",
            "are",
            "was",
        )
    if after_and and verb in words.NOUNS_TOO:
        raw = re.findall(r"[^\W_][\w'’-]*", text.raw)
        return (
            following in words.DETERMINERS
            or following[0].isdigit()
            or (len(raw) > 1 and raw[1][0].isupper())
        )
    return True


def refers_back(text: Text) -> bool:
    """Whether a piece has what came before as its object ("… and send it to Bob")."""
    found = text.words
    return any(word in words.BACK_REFERENCES for word in found[1:3]) and found[1] != "one"


def bare_verb(text: Text) -> bool:
    """Whether a text is only a verb, whose object is still to come ("wash and iron …")."""
    found = text.words
    return (
        bool(found)
        and found[0] in words.VERBS
        and all(word in words.VERBS or word in _PARTICLE or word == "and" for word in found[1:])
    )


def spans_between(text: Text, cuts: list[Span]) -> list[Text]:
    """The pieces that remain when these spans are the borders."""
    pieces = []
    start = 0
    for begin, end in cuts:
        pieces.append(text.cut(start, begin))
        start = end
    pieces.append(text.cut(start))
    return [piece for piece in pieces if piece]


def bracketed(text: Text) -> list[Span]:
    """What stands in balanced round brackets, the outermost ones, without the brackets."""
    spans: list[Span] = []
    depth = start = 0
    for place, character in enumerate(text.low):
        if character == "(":
            depth += 1
            start = place + 1 if depth == 1 else start
        elif character == ")" and depth:
            depth -= 1
            if not depth and place > start:
                spans.append((start, place))
    return spans
