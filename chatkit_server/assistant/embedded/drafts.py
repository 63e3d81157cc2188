"""From the words behind "add" to the tasks they name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded import dates, words
from chatkit_server.assistant.embedded.attributes import (
    Attributes,
    extract_attributes,
    split_notes,
)
from chatkit_server.assistant.embedded.commands import Draft
from chatkit_server.assistant.embedded.dates import When
from chatkit_server.assistant.embedded.fragments import Fragment, read_fragment
from chatkit_server.assistant.embedded.segments import (
    bare_verb,
    inline_list,
    refers_back,
    separators,
    spans_between,
    strip_filler,
    verb_led,
)
from chatkit_server.assistant.embedded.sense import is_empty
from chatkit_server.assistant.embedded.text import Span, Text

MAX_TITLE = 500
"""Characters of a title; what is longer goes to the notes."""

_LIST_TAIL = re.compile(
    r"[\s,]+(?:(?:back )?(?:to|on|onto|in|into)\s+)(?:my|the|our|this|that)\s+(?P<name>[\w-]+\s+)?"
    r"(?:lists?|to-?dos?(?:[ -]list)?|tasks?(?:[ -]list)?|agenda|reminders?|planner)(?=$|[\s,.!])"
)
_LIST_HEAD = re.compile(
    r"^(?:to|on|onto|in|into)\s+(?:my|the|our)\s+(?P<name>[\w-]+\s+)?"
    r"(?:lists?|to-?dos?(?:[ -]list)?|tasks?(?:[ -]list)?|agenda|reminders?)\s*(?:[:,-]\s*|to\s+|$"
    r"|(?=\S))"
)
_GENERIC_LISTS = frozenset("to-do todo do task tasks main big whole own current the my".split())
_HEAD_FILLER = re.compile(
    r"\b(?:these|those|the|following|this|a|an|new|my|few|some|couple|of|two|three|four|five|six"
    r"|seven|\d|"
    r"tasks?|todos?|to-?dos?|items?|things?|reminders?|entries|ones|for|to|on|list|with|all|i|need"
    r"|want|have|do|"
    r"please|add|me|here|are|is|what|that|must|get|done|stuff)\b|[^\w]+"
)
_LEAD_WORDS = re.compile(
    r"^(?:(?:that\s+)?(?:i|we)\s+(?:need|have|want|should|must|ought|got|gotta)(?:\s+to)?\s+"
    r"|(?:also\s+)?(?:need|have|got|want)\s+to\s+|(?:must|should|gotta)\s+|to\s+|that\s+(?:i"
    r"|we)\s+|that\s+|"
    r"(?:a\s+|an\s+|the\s+)?(?:(?:new|another|quick)\s+)?(?:task|to-?do|todo|reminder|item"
    r"|entry)s?\b"
    r"(?:\s+(?:to|for|about|called|named|titled|saying|that says)\b)?\s*[:-]?\s*|"
    r"[:,.;-]+\s*|(?:also|then|and|please|called|named|titled)\s+)+"
)
_DANGLING = re.compile(
    r"(?:[\s,;:-]+(?:on|by|at|due|for|until|(?<!day )(?<!night )(?<!week )before|from|with|and|is"
    r"|the|it's|as|in|of|to|that's|which is|this|around|starting|please|priority|tagged|then|also"
    r"|but|instead|too))+\s*$"
)
_FRONT = re.compile(r"^(?:[\s,;:.-]+|(?:and|please|also|that|then|due|by)\s+)+")
_EMPTY_BRACKETS = re.compile(r"\s*\(\s*\)")
_TAG_TAIL = re.compile(
    r"[\s,;]+(?:and\s+)?(?:with\s+)?(?:the\s+)?(?:tags?|tagged|labels?|labelled)\s*(?:as|with"
    r"|:)?\s+"
    r"(?P<t>#?[\w-]+(?:(?:\s*,\s*|\s+and\s+|,\s*and\s+)#?[\w-]+){1,8})$"
)
_PAST_TOPIC = re.compile(
    r"\b(?:from|since|of|about|for|on|at)\s+(?:the\s+)?(?:yesterday|last|past|previous"
    r"|day before)\b"
)
_ARTICLE = re.compile(r"^(?:a|an|the)\s+(?=\S)")


def read_drafts(body: Text, now: datetime) -> tuple[Draft, ...]:
    """Read the tasks that a text names, in order; what is said of all goes to each."""
    body, notes = split_notes(body)
    body, list_tag = _without_list(body)
    tagged = _TAG_TAIL.search(body.low)
    if tagged and tagged.start() > 0:
        body = body.cut(0, tagged.start())
    headed = split_head(body, now)
    head, items = _listed(headed[1] if headed else body)
    if headed:
        head, body = headed
    common = _read_common(head, now) if head else None
    pieces = items if items is not None else split_items(body, now)
    drafts: list[Draft] = []
    fragments: list[tuple[int, Fragment]] = []
    for piece in pieces:
        fragment = read_fragment(piece, now)
        if fragment is not None and (drafts or len(pieces) > 1):
            fragments.append((len(drafts), fragment))
            continue
        draft, for_all = _read_draft(piece, now)
        if draft is None:
            continue
        if for_all and drafts:
            said = Attributes(draft.priority, draft.tags)
            drafts = [_with(d, None, said, now) for d in drafts]
        drafts.append(draft)
    for count, fragment in fragments:
        _apply(drafts, count, fragment, now)
    if common is not None:
        drafts = [_with(d, common.when, common.attributes, now) for d in drafts]
    if tagged and drafts:
        names = tuple(w.strip("#") for w in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", tagged["t"]))
        drafts[-1] = replace(drafts[-1], tags=tuple(dict.fromkeys((*drafts[-1].tags, *names))))
    if list_tag:
        drafts = [replace(d, tags=tuple(dict.fromkeys((*d.tags, list_tag)))) for d in drafts]
    if notes and drafts:
        drafts[-1] = replace(drafts[-1], notes=_joined(drafts[-1].notes, notes))
    return tuple(drafts)


def titled(text: Text) -> tuple[Draft, ...]:
    """An item of a list, just as it is: what was listed is never lost."""
    title = _title(Text(text.raw, text.low))
    return (Draft(_cut_title(title)[0]),) if title else ()


def read_draft(text: Text, now: datetime) -> Draft | None:
    """Read one task, however long the text; None if no title is left."""
    text, notes = split_notes(text)
    draft, _ = _read_draft(text, now)
    if draft is None or not notes:
        return draft
    return replace(draft, notes=_joined(draft.notes, notes))


def split_items(body: Text, now: datetime) -> list[Text]:
    """Cut the text behind "add" into tasks; an "and" within a title does not cut."""
    cuts: list[Span] = []
    start = 0
    marks = separators(body)
    listed = False
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(body.low)
        left = body.cut(start, mark.start())
        right = strip_filler(body.cut(mark.end()))
        following = strip_filler(body.cut(mark.end(), end))
        if not left or not following:
            continue
        noun_list = listed or bool(mark["comma"])
        if _cuts(left, right, following, now, mark["comma"], noun_list):
            cuts.append(mark.span())
            start = mark.end()
            listed = listed or (bool(mark["comma"]) and not verb_led(_bare(left)))
    return spans_between(body, cuts)


def _cuts(
    left: Text, right: Text, following: Text, now: datetime, comma: str | None, noun_list: bool
) -> bool:
    if comma == ";":
        return True
    if read_fragment(following, now) is not None:
        return True
    lead = _bare(left)
    if verb_led(right, after_and=comma is None):
        if bare_verb(lead) and not _dated(left, now):
            return False
        if refers_back(right):
            return False
        return not (lead.words[:1] == ["go"] and comma is None and not _dated(left, now))
    left_dated, right_dated = _dated(left, now), _dated(following, now)
    if left_dated and (right_dated or comma):
        return True
    if verb_led(lead):
        return False
    if not noun_list or len(following.words) > 6:
        return False
    name = following.raw[:1].isupper() and len(following.words) == 1
    return not (name and re.search(r"\b(?:with|for|from|between|to|of|about|and|in)\b", left.low))


def _bare(text: Text) -> Text:
    match = _LEAD_WORDS.match(text.low)
    return text.cut(match.end()) if match else text


def _dated(text: Text, now: datetime) -> bool:
    return dates.extract(text, now).when is not None


def _listed(body: Text) -> tuple[Text | None, list[Text] | None]:
    inline = inline_list(body)
    if inline is not None:
        head, items = inline
        return (head if head else None), items
    return None, None


def split_head(body: Text, now: datetime) -> tuple[Text, Text] | None:
    """Cut "these for tomorrow: a, b" into what is said of all and the list, if it reads so."""
    colon = re.search(r":(?=\s)|:$", body.low)
    if colon is None:
        return None
    head = body.cut(0, colon.start())
    if len(head.words) > 10:
        return None
    _, rest = extract_attributes(head)
    rest = dates.extract(rest, now).rest
    if _HEAD_FILLER.sub(" ", rest.low).strip():
        return None
    return head, body.cut(colon.end())


def _read_common(head: Text, now: datetime) -> Fragment:
    attributes, rest = extract_attributes(head)
    return Fragment(dates.extract(rest, now).when, attributes, True)


def with_head(drafts: tuple[Draft, ...], head: Text, now: datetime) -> tuple[Draft, ...]:
    """Give each draft what the head of their list says of all."""
    common = _read_common(head, now)
    return tuple(_with(d, common.when, common.attributes, now) for d in drafts)


def _apply(drafts: list[Draft], count: int, fragment: Fragment, now: datetime) -> None:
    """Give a fragment to the task before it, or to all if it says so or stands in front."""
    if not drafts:
        return
    if fragment.for_all or count == 0:
        drafts[:] = [_with(d, fragment.when, fragment.attributes, now) for d in drafts]
        return
    target = drafts[count - 1]
    if (
        fragment.when
        and target.due is not None
        and fragment.when.day
        and not isinstance(target.due, datetime)
    ):
        # "gym on Monday and Wednesday": once more, on another day
        due = dates.due_of(fragment.when, now)
        drafts.insert(count, replace(target, due=due or target.due, when=fragment.when))
        return
    drafts[count - 1] = _with(target, fragment.when, fragment.attributes, now, over=True)


def _with(
    draft: Draft, when: When | None, attributes: Attributes, now: datetime, *, over: bool = False
) -> Draft:
    if when is not None:
        draft = dated(draft, when, now, over=over)
    return replace(
        draft,
        priority=attributes.priority
        if over and attributes.priority
        else draft.priority or attributes.priority,
        tags=tuple(dict.fromkeys((*draft.tags, *attributes.tags))),
    )


def dated(draft: Draft, when: When, now: datetime, *, over: bool = False) -> Draft:
    """Give a draft a date; a day and a time said in different places join.

    Args:
        over: Whether it replaces a date of the draft's own.
    """
    own = draft.when
    if own is not None and own.moment is None and when.moment is None:
        if own.day is None and when.day is not None and when.clock is None:
            when = replace(when, clock=own.clock)
        elif own.day is not None and own.clock is None and when.day is None:
            when = replace(own, clock=when.clock)
        elif not over:
            return draft
    elif own is not None and not over:
        return draft
    due = dates.due_of(when, now)
    if due is None:
        return draft
    return replace(draft, due=due, when=when, repeats=draft.repeats or when.repeats)


def _read_draft(text: Text, now: datetime) -> tuple[Draft | None, bool]:
    tags: list[str] = []
    text, tail_tag = _without_list(text)
    if tail_tag:
        tags.append(tail_tag)
    lead = _LEAD_WORDS.match(text.low)
    if lead and lead.end() < len(text.low):
        text = text.cut(lead.end())
    if text.quoted is not None:
        return Draft(_cut_title(text.quoted)[0], tags=tuple(tags)), False
    attributes, rest = extract_attributes(text)
    found = dates.extract(rest, now)
    due = dates.due_of(found.when, now, past=True) if found.when else None
    passed = due is not None and (due.date() if isinstance(due, datetime) else due) < now.date()
    if found.when is not None and (due is None or (passed and _PAST_TOPIC.search(rest.low))):
        found, due = dates.Extract(None, rest), None  # "the mail from yesterday": a title
    title = "" if is_empty(found.rest) else _title(found.rest)
    needs_object = title.split(" ")[0].lower() if " " not in title else ""
    if needs_object in words.NEED_OBJECT and due is not None:
        title, due = _title(rest), None
    if not title:
        return None, False
    title, overflow = _cut_title(title)
    draft = Draft(
        title=title,
        notes=overflow,
        due=due,
        priority=attributes.priority,
        tags=tuple(dict.fromkeys((*tags, *attributes.tags))),
        when=found.when if due is not None else None,
        repeats=bool(found.when and found.when.repeats and due),
    )
    return draft, attributes.for_all


def _without_list(text: Text) -> tuple[Text, str]:
    """Take "to my shopping list" off; a list with a name becomes a tag."""
    for pattern in (_LIST_TAIL, _LIST_HEAD):
        match = pattern.search(text.low)
        if match:
            name = (match["name"] or "").strip()
            rest = text.without([match.span()])
            if rest:
                return rest, "" if name in _GENERIC_LISTS else name
    return text, ""


def _title(text: Text) -> str:
    """The title that is left when the attributes are taken out."""
    while True:
        before = text
        text = text.strip(" ,;:-–—")
        front = _FRONT.match(text.low)
        if front and front.end() < len(text.low):
            text = text.cut(front.end())
        dangling = _DANGLING.search(text.low)
        if dangling and dangling.start() > 0 and text is not before:
            text = text.cut(0, dangling.start())
        if text.low == before.low:
            break
    if text.quoted is not None:
        return text.quoted
    article = _ARTICLE.match(text.raw)  # lower-case only: "The Martian" is a name
    if article:
        text = text.cut(article.end())
    raw = _EMPTY_BRACKETS.sub("", " ".join(text.raw.split()))
    if raw.endswith((" ?", " )", " (")):
        raw = raw[:-2].rstrip()
    if raw.endswith((".", "!")) and not raw.endswith(("..", "etc.")):
        raw = raw[:-1].rstrip()
    if not any(c.isalnum() or ord(c) > 0x2000 for c in raw):
        return ""
    first = raw.split(" ", 1)[0]
    return raw[0].upper() + raw[1:] if first[1:] == first[1:].lower() else raw


def _cut_title(title: str) -> tuple[str, str]:
    if len(title) <= MAX_TITLE:
        return title, ""
    head = title[: MAX_TITLE - 1].rsplit(" ", 1)[0]
    return head + "…", title


def _joined(one: str, other: str) -> str:
    return f"{one}\n{other}" if one else other
