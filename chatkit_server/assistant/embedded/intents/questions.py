"""Questions: lists, searches, counts, details, how it is going."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Literal

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.commands import (
    Command,
    Detail,
    Filter,
    Next,
    Show,
    Summarize,
)
from chatkit_server.assistant.embedded.filters import read_properties
from chatkit_server.assistant.embedded.intents.weeks import read_week
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text
from chatkit_server.assistant.embedded.words import VERBS

_SUMMARY = Rule(
    r"(?:how (?:am i|are we|are things|have i been|is it|did i|am i) (?:doing|getting on|going"
    r"|progressing|faring|looking)(?: (?:with )?(?:my |the )?(?:tasks|todos|work"
    r"|list))?(?: (?:so far|today|this week|overall|lately|now))*|how(?:'s| is| are) (?:my |the "
    r"|our )?(?:progress|productivity|list|to-?do list|tasks|workload|stats)(?: (?:looking|going"
    r"|coming along|doing))?(?: .{0,20})?|"
    r"(?:(?:give me|show(?: me)?|get me|what'?s|what is|tell me|can i (?:have|see|get)|i(?:'d like"
    r"| want| need)|see|view|display|create|make|write|print)\s+)?(?:a |an |the |my |some |quick "
    r"|short |brief |overall |weekly |daily |little |small |status |me )*(?:overview|summary"
    r"|summari[sz]ation|status(?: report| update)?|stats|statistics|progress(?: report)?|dashboard"
    r"|report|recap|big picture|numbers|score|tally|state of (?:things|play|affairs)|digest"
    r"|rundown)(?: (?:of|on|for|about) (?:my |the |all )*(?:tasks|todos?|list|work|week|everything"
    r"|things|day|progress))?(?: (?:please|so far|today|this week))*|"
    r"summari[sz]e(?: (?:my|the|all|everything|it|them|tasks|todos|list|week|day|work|things"
    r"|for me))*|where do (?:i|we|things) stand|how (?:productive|busy|far|well) (?:am i|was i"
    r"|have i been|did i do|are we|is my .{1,20}?)(?: .{0,20})?|"
    r"how many (?:tasks|things|todos|to-?dos|items)?\s*(?:have i|did i|i've) (?:done|completed"
    r"|finished|ticked off|get done|got(?:ten)? done)(?: .{0,20})?"
    r"|how much (?:have i|did i) (?:done|get done|finish"
    r"|complete)(?: .{0,20})?|how'?d i do(?: .{0,20})?|am i (?:on track|doing (?:ok|okay|well"
    r"|good)|making progress)(?: .{0,20})?|how does it look|how are my tasks|how's it looking"
    r"|what have i (?:achieved|accomplished)(?: .{0,20})?)"
)
_NEXT = Rule(
    r"(?:what (?:should|shall|can|do|must|could|would you (?:recommend|suggest)) ?(?:i"
    r"|we)? ?(?:(?:do|tackle|start(?: with)?|work on|focus on|begin with|pick)(?: next| now| first"
    r"| today)*)|what'?s (?:next|the next (?:one|task|thing)|most (?:urgent|important|pressing)"
    r"|first|up next|my next (?:task|one|thing)|the most (?:urgent|important|pressing)(?: (?:thing"
    r"|task|one))?|my (?:top|main|biggest|first) (?:priority|task|thing))(?: (?:for me"
    r"|on my (?:list|plate)|to do|now|today|up|right now|for today|then))*|what is (?:next"
    r"|most urgent|the most (?:urgent|important)(?: (?:thing|task))?|the next (?:task|thing))|"
    r"where (?:should|do) i (?:start|begin)|what (?:comes|is coming) next|next (?:task|one|up"
    r"|thing)|suggest (?:something|a task|what to do(?: next)?)|what now|which (?:one"
    r"|task) (?:should i (?:do|start|tackle|begin)|is (?:first|next|most (?:urgent"
    r"|important)))(?: .{0,20})?|what do you (?:recommend|suggest)(?: .{0,20})?"
    r"|help me (?:prioriti[sz]e|decide|choose)(?: .{0,20})?|i(?:'m| am) bored"
    r"|what would you do first)"
)
_ASKING = Rule(
    r"(?:remind me|tell me|show me|let me know|know|i (?:want|need|would like|'d like) to know"
    r"|do you know|i wonder|any idea)"
    r"\s+(?:of\s+|about\s+)?(?=(?:what|which|how many|how much|when|if|whether)\b)"
)
_SHOW_SOMEONE = Rule(
    r"(?:show|list)\s+(?!(?:me|us|my|the|all|only|just|every|everything|what|which|any|tasks?|off"
    r"|out|up)\b)[\w']+"
    r"\s+(?:the|an?|my|our|your|his|her|their|how|some)\b"
)
_LIST_VERB = Rule(r"(?:show|list|display|view|print|enumerate)(?: me| us| off| out| up)?(?:\s+|$)")
_SEE_VERB = Rule(
    r"(?:see|give(?: me| us)|get(?: me)?(?! rid)|read(?: me| out| back)?|open(?: up)?|pull up"
    r"|bring up"
    r"|check|check out|let me see|look at|tell me(?: about)?|go (?:over|through)|review|fetch"
    r"|remind me (?:of|about|what)|name|know|i want|recap|count|filter(?: by| for)?|sort|only"
    r"|just)\s+"
)
_FIND_VERB = Rule(
    r"(?:find|search(?: for| my (?:tasks|list|todos) for)?|look (?:for|up)|locate|query|grep"
    r"|where(?:'s| is| are| did i put)|where's)\s+(?:me\s+)?(?!(?:a|an|some|out|someone|somebody"
    r"|new|good|better|cheap|time|another|the time)\b)"
)
_QUESTION = Rule(
    r"(?:what|which|who|whose|whats|what's|what're|which's|do i|do we|have i|have we|did i|am i"
    r"|are we|is there|are there|is anything|are any|anything|something|any|how many|how much"
    r"|how does|how's|how is|how full|how busy|got any|got anything|"
    r"nothing|does anything|do any|will i|should i|must i|can i see|can you show|is it|are my"
    r"|is my|how about|what about|and what about|where)\b"
)
_CUE = Rule(
    r"\b(?:tasks?|to-?dos?|todos?|items?|list|lists|agenda|schedule[ds]?|scheduled|planned"
    r"|calendar|plate|reminders?|due|overdue|deadlines?|anything|something|stuff|things?"
    r"|everything|pending|outstanding|unfinished|on for|"
    r"(?:do|have|need|left|got|supposed|want|ought|must|should) (?:i|we|to)|i (?:have|need|must"
    r"|should|still|got)|to do|to be done|left|coming up|upcoming|on my|priorit(?:y|ies)|tagged"
    r"|tags?|urgent|my day|my week|my month|my weekend|free|busy|ahead|up next|finished|completed"
    r"|done|open|remaining|looming|finish|complete|accomplish)\b"
)
_NOUN_ONLY = Rule(
    r"\b(?:tasks|to-?dos|todos|items|to-?do list|todo list|task list|my list|the list|agenda"
    r"|my tasks?|overdue|everything|my day|my week|schedule|reminders|all|plate)\b"
)
_WORDS_TO_DROP = Rule(
    r"\b(?:what|what's|whats|what're|which|who|whose|show|me|us|list|lists|display|view|see|my|the"
    r"|all|of|a|an|i|i'm|i've|we|do|does|did|have|has|had|got|get|is|are|was|were|am|there|any"
    r"|anything|something|everything|every|each|nothing|tasks?|"
    r"to-?dos?|todos?|to-?do|items?|things?|thing|stuff|ones?|for|on|in|at|to|with|by|be|been|left"
    r"|needs?|should|must|supposed|want|wants|still|yet|plate|agenda|calendar|schedule|reminders?"
    r"|up|next|please|can|could|you|tell|give|look|looks|looking|like|day|days|"
    r"planned|plan|plans|happens?|coming|going|only|just|else|more|about|that|those|these|this|it"
    r"|they|them"
    r"|our|due|and|or|current|currently|right|now|how|many|much|so|far|already|would|will|again"
    r"|also|too|if|deadlines?|dates?|date|full|complete|entire|whole|free|busy|"
    r"your|u|s|let|check|find|search|name|count|total|number|happening|waiting|sitting|exist"
    r"|exists|available|out|off|over|matching|called|named|containing|contains?|mention(?:s|ing)?"
    r"|including|related|regarding|concerning|where|put|whatever|lately|"
    r"recently|priorities|priority|status|marked|scheduled|remaining|ahead|looming|exactly|really"
    r"|actually|first|sort(?:ed)?|filter(?:ed)?|order|by|in|open|most|top|main|somewhere|but|not"
    r"|from|as|then|well|overview|worry|deal|what'd|read|back|cooking|new|everyone|time|pending"
    r"|later|work on)\b|'s\b|[^\w#\-]+"
)
_TOPIC = Rule(
    r"\b(?:about|related to|regarding|concerning|mention(?:s|ing)?|containing|contains?"
    r"|that contain|with the word|matching|called|named|involving|to do with"
    r"|that say)\s+(?P<t>.+?)(?:\s+in (?:it|them|the title))?$"
)
_DUE_WORD = Rule(r"\b(?:due|deadlines?|overdue|scheduled|planned)\b")
_COUNT = Rule(r"(?:how many|count|number of|what'?s the number of|how much)\b")
_DETAIL: tuple[tuple[Rule, Literal["due", "notes", "status", "priority", "tags", "all"]], ...] = (
    (
        Rule(
            r"(?:by )?when(?:'s| is| are| was| will| do| does| did| should| must| am)?\s+(?:i |we "
            r"|my )?(?:have to |need to |supposed to |going to |want to )?(?P<x>.+?)(?:\s+(?:due"
            r"|again|scheduled|planned|happening|for|to be done|be due|on))*|how (?:long|many days"
            r"|much time)(?: (?:is it|do i have|is left|have i got))?(?: left)? (?:until|till|to"
            r"|before|for) (?P<y>.+)"
        ),
        "due",
    ),
    (
        Rule(
            r"(?:what(?:'s| is| are| was)?|which is|tell me|do you know) (?:the |my )?(?:due date"
            r"|deadline|date|time|due) (?:of|for|on) (?P<x>.+)|(?:what (?:time|day|date) (?:is|are"
            r"|was|do i have|does) (?P<y>.+?)(?: due| start| again| at| on)?)"
            r"|is (?P<z>.+?) due (?:today|tomorrow|soon|yet|this week|next week|on \w+)"
        ),
        "due",
    ),
    (
        Rule(
            r"(?:what(?:'?s| is| are)?|show(?: me)?|read(?: me)?|tell me|see|view|open|get"
            r"|are there|is there|do i have)\s+(?:in )?(?:the |my |any |a )?(?:notes?|details?"
            r"|description|comments?)\s+(?:of|for|on|about|to|in|from) (?P<x>.+)|what did i (?:note"
            r"|write)(?: down)? (?:for|on|about|in|to) (?P<y>.+)"
        ),
        "notes",
    ),
    (
        Rule(
            r"(?:what(?:'s| is)?|tell me) (?:the )?priority (?:of|for|on) (?P<x>.+)|how (?:urgent"
            r"|important) (?:is|are) (?P<y>.+)|what priority (?:is|does|has) (?P<z>.+?)(?: have)?"
            r"|is (?P<w>.+?) (?:urgent|important|high priority|low priority)"
        ),
        "priority",
    ),
    (
        Rule(
            r"(?:what(?:'s| is| are)?|which) (?:the )?tags? (?:of|for|on|does|are on"
            r"|has) (?P<x>.+?)(?: have)?|how is (?P<y>.+?) tagged"
        ),
        "tags",
    ),
    (
        Rule(
            r"(?:is|are|was|were) (?P<x>(?!there|anything|any|my|everything|all\b).+?) (?:done"
            r"|finished|completed?|open|still open|still pending|on my list|on the list"
            r"|already done|ticked off)(?: yet| already)?|(?:did|have) i (?:already "
            r"|ever )?(?P<y>(?!have|get|do anything|miss|any).+?)(?: already| yet)?|what(?:'s"
            r"| is) the status (?:of|on|for) (?P<z>.+)|what(?:'s| is) happening with (?P<w>.+)"
            r"|(?:has|have|was|were) (?P<v>.+?) (?:been )?(?:\w+ed|sent|paid|bought|done|made|told"
            r"|written|sold|taken|given|built|brought|found)(?: yet| already)?"
        ),
        "status",
    ),
    (
        Rule(
            r"(?:what(?:'s| is| was)?|show(?: me)?|tell me(?: more)?(?: about)?|describe|open"
            r"|details? (?:of|on|for|about)|more (?:about|on)|view|see|explain) (?P<x>(?:the "
            r"|task |number |no\.? ?|#)*(?:first|second|third|fourth|fifth|sixth|last"
            r"|\d{1,2})(?:st|nd|rd|th)?(?: (?:one|task|item|on (?:the|my) list|again|about))*|it"
            r"|that one|this one)|(?:tell me (?:more )?about|describe|details? (?:of|on|for|about)"
            r"|more (?:about|on|details on)|show (?:me )?details (?:of|for|on"
            r"|about)) (?P<y>(?!my tasks|my list|the list|yourself|all|everything).+)"
        ),
        "all",
    ),
)


_EVERYTHING = Rule(
    r"(?:see|view|show|list)(?: me)? (?:all|everything|them all|more|the rest|it all)"
    r"|(?:and )?what else(?: is there| do i have(?: to do)?)?"
    r"|(?:sort|order|group|arrange)(?: (?:all|my|the|these|those|them|it|tasks?|to-?dos?|list))*"
    r" by (?:its |their )?(?:priority|importance|urgency|(?:due )?dates?|deadlines?|tags?)"
    r"|(?:am i|is there (?:anything|something)(?: that)? i(?:'m| am)|did i|have i) "
    r"(?:forget(?:ting)?|forgotten|miss(?:ing|ed)?)(?: (?:anything|something))?"
)
_WHAT_ABOUT = Rule(r"(?:and )?(?:what|how) about ")


def read_question(text: Text, now: datetime) -> Command | None:
    """Read a question, or a request to show something."""
    asking = _ASKING.match(text.low)
    if asking:
        text = text.cut(asking.end())
    asked = text.low.rstrip().endswith("?")
    text = text.strip(" .?!")
    if not text:
        return None
    low = text.low
    summarizes = _SUMMARY.fullmatch(low) is not None
    week = read_week(low, summarizes=summarizes)
    if week is not None:
        return week
    if summarizes:
        return Summarize()
    if _NEXT.fullmatch(low):
        return Next()
    if _EVERYTHING.fullmatch(low):
        return Show(Filter())
    detail = _read_detail(text, now)
    if detail is not None:
        return detail
    found = _FIND_VERB.match(low)
    if found and found.end() < len(low):
        return _read_show(text.cut(found.end()), now, whole=text, needs_cue=False)
    listing = _LIST_VERB.match(low)
    if listing and _SHOW_SOMEONE.match(low):
        return None
    if listing:
        rest = text.cut(listing.end())
        if re.match(r"(?:up|off|for|signs?)\b", rest.low):
            return None
        return _read_show(rest, now, whole=text, needs_cue=False)
    seeing = _SEE_VERB.match(low)
    if seeing and (_NOUN_ONLY.search(low) or re.search(r"\btasks?\b", low)):
        return _read_show(text.cut(seeing.end()), now, whole=text, needs_cue=True)
    if _QUESTION.match(low) and not _WHAT_ABOUT.match(low):
        return _read_show(text, now, whole=text, needs_cue=True)
    return _read_noun_phrase(text, now, asked=asked)


def _read_detail(text: Text, now: datetime) -> Command | None:
    for pattern, about in _DETAIL:
        match = pattern.fullmatch(text.low)
        if match is None:
            continue
        group = next((g for g in "xyzwv" if g in match.groupdict() and match[g]), None)
        if group is None:
            continue
        inner = text.cut(*match.span(group))
        if (
            inner.words[:1]
            and inner.words[0] in ("you", "u", "your", "anything", "we", "i", "everything")
            and about != "all"
        ):
            return None
        dated = dates.extract(inner, now)
        if dated.when is not None and not dated.rest:
            return None  # "what is due on the 27th" asks for a list
        target = read_reference(inner, now)
        if about == "status" and target.words:
            target = replace(target, parts=())
        if target.filter is not None and not target.words:
            return None
        return Detail(target, about)
    return None


def _read_show(text: Text, now: datetime, *, whole: Text, needs_cue: bool) -> Command | None:
    cue = _CUE.search(whole.low) is not None
    topic = _TOPIC.search(text.low)
    counting = _COUNT.match(whole.low) is not None
    if topic and (cue or not needs_cue):
        found = read_properties(text.cut(0, topic.start()), now)
        return Show(found.filter, text.cut(*topic.span("t")).strip(' "').raw, counting)
    if text.quoted is not None:
        return Show(Filter(status="all"), text.quoted)
    ordinal = read_reference(text, now)
    if ordinal.ordinals and not needs_cue:
        return Detail(ordinal, "all")
    found = read_properties(text, now)
    status = found.filter
    if re.search(r"\b(?:all|every) (?:tasks )?ever\b|\bhistory\b|\barchived?\b", whole.low):
        status = replace(status, status="done")
    if status.status == "done" and not _DUE_WORD.search(whole.low):
        # when tasks were finished is not searched for: the list tells it of each
        status = replace(status, due_from=None, due_to=None)
    words = _leftover_words(found.rest)
    if words and needs_cue and (not cue or _foreign(whole.low)):
        return None
    if not words and needs_cue and not cue and not found.named:
        return None
    return Show(status, words, counting)


def _foreign(low: str) -> bool:
    """Whether a question is about the world, not about tasks."""
    return (
        re.match(
            r"(?:what(?:'s| is| are| was| does| do you| color| colour| language| country"
            r"| year)? (?:the (?:weather|capital|meaning|best|news|population|price|difference"
            r"|temperature|definition|square|time in)|your|you|a |an |\d)|who\b|whose\b"
            r"|how (?:does|is) (?:the|a|an)\b|do you)",
            low,
        )
        is not None
    )


def _leftover_words(text: Text) -> str:
    left = _WORDS_TO_DROP.sub(" ", text.low).split()
    if not left:
        return ""
    kept = [
        w
        for w in re.findall(r"[^\s,.?!;:]+", text.raw)
        if w.lower().strip("\"'“”’").removesuffix("'s") in left
    ]
    return " ".join(word.strip("\"'“”") for word in kept) or " ".join(left)


def _read_noun_phrase(text: Text, now: datetime, *, asked: bool) -> Command | None:
    """Read "today's tasks", "overdue?", "my list" without a verb."""
    low = text.low
    first = text.words[0] if text.words else ""
    if len(text.words) > 8 or first in ("i", "i've", "we") or first in VERBS - {"open", "schedule"}:
        return None
    if re.search(r"\b(?:is|are|was|should|has|have|can|needs?)\b", low):
        return None
    about = _WHAT_ABOUT.match(low)
    place = read_reference(text.cut(about.end()) if about else text, now)
    if place.ordinals:
        return Detail(place)
    found = read_properties(text, now)
    if (
        re.match(r"(?:and |what about |how about |or )", low)
        and found.named
        and not _leftover_words(found.rest)
    ):
        return Show(found.filter)
    if _leftover_words(found.rest):
        return None
    if _NOUN_ONLY.search(low) or (asked and found.named):
        return Show(found.filter)
    status_only = found.named and not (
        found.filter.due_from or found.filter.due_to or found.filter.priority
    )
    if status_only and (found.filter.overdue or found.filter.no_due or found.filter.tag):
        return Show(found.filter)
    return None
