"""How a person points at tasks: "it", "the second one", "everything overdue", "the dentst"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.commands import FOCUS, Filter, Reference
from chatkit_server.assistant.embedded.filters import read_properties
from chatkit_server.assistant.embedded.sense import is_empty
from chatkit_server.assistant.embedded.text import Text

_ORDINAL = "|".join(words.ORDINALS) + r"|[1-9]\d?(?:st|nd|rd|th)|last|bottom|top|final"
_CARDINAL = "two|three|four|five|six|seven|eight|nine|ten|couple(?: of)?|[2-9]\\d?"
_NOUN = r"(?:ones?|tasks?|items?|todos?|to-?dos?|entr(?:y|ies)|things?|reminders?)"

_PRONOUN = re.compile(
    r"(?:it|that|this|them|those|these|they|both|both of (?:them|these|those)|all of (?:them"
    r"|these|those|it)"
    rf"|(?:that|this|the same|the) (?:one|{_NOUN})|(?:those|these)(?: \w+)? {_NOUN}|(?:the"
    r"|all) (?:two|three) of them"
    r"|that last one|the above|all that|all this|all these|all those|them all|it all|these ones"
    r"|those ones|each of them|same)"
)
_REST = re.compile(
    rf"(?:all )?(?:of )?(?:the )?(?:rest|others?|other ones?|remaining(?: {_NOUN})?|other (?:two"
    rf"|three|four|{_NOUN}))"
)
_PLACES = re.compile(
    rf"(?:the |my )?(?:{_ORDINAL})(?: {_NOUN})?(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+"
    rf"|\s*&\s*)(?:the )?(?:{_ORDINAL})(?: {_NOUN})?)*"
    rf"(?: (?:on|of|in|from) (?:the|that|this|my) (?:list|tasks?))?"
)
_NUMBERS = re.compile(
    rf"(?:the )?(?:{_NOUN} )?(?:numbers? |nos?\. ?|nr\.? ?|n° ?|#)?\s*(?:\d{{1,3}}|(?:(?<=number )"
    r"|(?<=numbers ))\w+)"
    rf"(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*|\s+)(?:number |{_NOUN} |#)?\d{{1,3}})*"
)
_NUMBER_WORD = re.compile(
    rf"(?:{_NOUN}|number|no\.?) (one|two|three|four|five|six|seven|eight|nine|ten)"
)
_RANGE = re.compile(
    rf"(?:the )?(?:numbers? |{_NOUN} |#)?(\d{{1,2}})\s*(?:-|to|through|until)\s*#?(\d{{1,2}})"
)
_HEAD = re.compile(
    rf"(?:all )?(?:of )?(?:the |my )?(first|top|last|bottom|final) ({_CARDINAL})(?: {_NOUN})?"
)
_EXCEPT = re.compile(
    r"[\s,]+(?:except(?:ing)?(?: for)?|but not|apart from|besides|other than|excluding|but|not"
    r"|without)\s+"
)
_ALL = re.compile(
    r"(?:all|every|each|everything|every single|any|anything|whatever)(?: of)?(?: (?:the|my|these"
    rf"|those))?(?: {_NOUN})?\b"
)
_MANY = re.compile(
    r"^(?:all|every|each|everything|any|anything|whatever|both)\b|\b(?:ones|tasks|items|todos"
    r"|to-?dos|entries|things|reminders|stuff)\b"
)
_GENERIC = re.compile(
    rf"\b(?:{_NOUN}|stuff|list|the|my|all|every|each|everything|any|anything|whatever|of|that"
    r"|which|i|have|has|are|is|was"
    r"|were|on|in|for|with|from|this|these|those|a|an|them|been|got|its|their|'s|s|marked|already"
    r"|just|still|currently|now)\b|[^\w]+"
)
_ABOUT = re.compile(
    r"\b(?:about|related to|regarding|concerning|mentioning|containing|to do with|named|called"
    r"|titled)\s+"
)
_STRIP_START = re.compile(
    rf"(?:(?:the|my|our|that|this|a|an|your)\s+)?(?:{_NOUN}\s+)?(?:(?:called|named|titled|about|to"
    r"|for|of|with|on|is|:)\s+)?(?:the\s+|my\s+|a\s+)?"
)
_STRIP_END = re.compile(
    rf"\s+(?:{_NOUN}|one)$|\s+(?:from|on|off|in|of) (?:the|my|our) (?:to-?do |task )?(?:list|tasks"
    r"|todos)$|\s+(?:please|now|today|already|yet|too|as well|for me|again)$"
)
_JOIN = re.compile(
    r"\s*,\s*(?:and\s+|as well as\s+)?|\s+(?:and|as well as|plus)(?:\s+also)?\s+|\s*&\s*|\n+"
    r"|\s*;\s*"
)


def read_reference(text: Text, now: datetime) -> Reference:
    """Read what a text points at. An empty text points at nothing."""
    text = text.strip(" ,;:.!?-")
    if not text:
        return Reference()
    whole = text.quoted
    if whole is not None:
        return Reference(words=whole, exact=True)
    pair = re.match(r"both\s+(?=.+\sand\s)", text.low)
    if pair:
        text = text.cut(pair.end())
    low = text.low
    again = re.search(r"\s+(?:again|too|as well|instead|please|now|already|then)$", low)
    if again and _PRONOUN.fullmatch(low[: again.start()]):
        return read_reference(text.cut(0, again.start()), now)
    if _PRONOUN.fullmatch(low):
        every = Filter() if "all" in low or low.startswith("each") else None
        return replace(FOCUS, many=low not in ("it", "that", "this"), filter=every)
    if _REST.fullmatch(low):
        return Reference(rest=True, many=True)
    exception = _EXCEPT.search(low)
    if exception and _MANY.search(low[: exception.start()]):
        kept = read_reference(text.cut(0, exception.start()), now)
        return replace(kept, excluded=read_reference(text.cut(exception.end()), now))
    placed = _read_places(low)
    if placed is not None:
        return placed
    if text.quoted is None and '"' in low:
        named = re.search(r'"[^"]*"', low)
        inner = text.cut(*named.span()) if named else text
        parts = _read_parts(text, now)
        if len(parts) < 2 and inner.quoted is not None:
            return Reference(words=inner.quoted, exact=True)
    by_property = _read_property(text, now)
    if by_property is not None:
        return by_property
    parts = _read_parts(text, now)
    stripped = _stripped(text)
    if is_empty(stripped):
        return Reference()
    return Reference(words=stripped.raw, parts=parts, many=bool(parts))


def _read_places(low: str) -> Reference | None:
    head = _HEAD.fullmatch(low)
    if head:
        word = head[2].removesuffix(" of")
        count = 2 if word == "couple" else words.number(word) or 0
        if head[1] in ("first", "top"):
            return Reference(first=count, many=True)
        return Reference(last=count, many=True)
    between = _RANGE.fullmatch(low)
    if between:
        first, last = int(between[1]), int(between[2])
        if 0 < first <= last <= first + 50:
            return Reference(ordinals=tuple(range(first, last + 1)), many=last > first)
    if _PLACES.fullmatch(low):
        places = [_place(word) for word in re.findall(rf"\b(?:{_ORDINAL})\b", low)]
        return Reference(ordinals=tuple(places), many=len(places) > 1)
    spelled = _NUMBER_WORD.fullmatch(low)
    if spelled:
        return Reference(ordinals=(words.NUMBERS[spelled[1]],))
    if _NUMBERS.fullmatch(low):
        numbers = tuple(int(digits) for digits in re.findall(r"\d{1,3}", low))
        return Reference(ordinals=numbers, many=len(numbers) > 1) if numbers else None
    return None


def _place(word: str) -> int:
    if word in ("last", "bottom", "final"):
        return -1
    if word == "top":
        return 1
    return words.ORDINALS.get(word) or int(re.sub(r"\D", "", word))


def _read_property(text: Text, now: datetime) -> Reference | None:
    """A property, if nothing but generic words stands beside it; or all tasks about something."""
    low = text.low
    everything = _ALL.match(low)
    many = _MANY.search(low) is not None
    if everything and everything.end() == len(low):
        return Reference(many=True, filter=Filter())
    topic = _ABOUT.search(low)
    found = read_properties(text.cut(0, topic.start()) if topic and many else text, now)
    if topic and many:
        return Reference(many=True, filter=replace(found.filter, query=text.cut(topic.end()).raw))
    left = _GENERIC.sub(" ", found.rest.low).split()
    if found.named and not left:
        single = re.search(r"\b(?:one|task|item|thing|todo)\b", low) and not many
        plural = many or not single
        return Reference(many=plural, filter=found.filter)
    these = re.search(r"\b(?:tasks|todos|to-?dos|items|stuff|things)$", low)
    if (everything or (these and len(left) <= 2)) and many and left and len(left) <= 3:
        return Reference(many=True, filter=replace(found.filter, query=" ".join(left)))
    if found.named and left and (found.filter.due_from or found.filter.due_to):
        # "the dentist on Friday": the words first, the date only to tell candidates apart
        return Reference(
            words=_stripped(text).raw,
            loose=_stripped(found.rest.strip(" ,")).raw,
            filter=found.filter,
            parts=_read_parts(text, now),
        )
    return None


def _read_parts(text: Text, now: datetime) -> tuple[Reference, ...]:
    pieces: list[Text] = []
    start = 0
    for match in _JOIN.finditer(text.low):
        pieces.append(text.cut(start, match.start()))
        start = match.end()
    if not start:
        return ()
    pieces.append(text.cut(start))
    return tuple(read_reference(piece, now) for piece in pieces[:20] if piece)


def _stripped(text: Text) -> Text:
    start = _STRIP_START.match(text.low)
    if start and start.end() < len(text.low):
        text = text.cut(start.end())
    while True:
        end = _STRIP_END.search(text.low)
        if end is None or end.start() == 0:
            return text
        text = text.cut(0, end.start())
