"""New tasks: "add …", "remind me to …", "I need to …", and tasks that stand for themselves."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from chatkit_server.assistant.embedded import dates, words
from chatkit_server.assistant.embedded.attributes import LEVELS, extract_attributes
from chatkit_server.assistant.embedded.commands import (
    FOCUS,
    Add,
    Changes,
    Command,
    Draft,
    Reference,
    Update,
)
from chatkit_server.assistant.embedded.drafts import read_drafts, split_head, with_head
from chatkit_server.assistant.embedded.intents.values import as_title
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.segments import verb_led
from chatkit_server.assistant.embedded.text import EMPTY, Text

_THING = (
    r"(?:tasks?|to-?dos?|todos?|items?|reminders?|entry|entries|things?|one|ones|notes? to self)"
)
_RATED = (
    r"(?P<rated>(?:(?:high|medium|low|top|normal)[ -]priority|urgent|important|critical"
    r"|high[- ]prio|low[- ]prio)\s+)?"
)
_ADD_VERB = (
    r"(?:add(?: in)?|create|insert|enter|note down|jot down|write down|log|register|track|save"
    r"|append|put down|record|queue(?: up)?|include|throw in|stick|new|make a note(?: of| to)?)"
)
_HEADS = tuple(
    Rule(pattern)
    for pattern in (
        # "add a high priority task to …", "create two new tasks: …"
        rf"{_ADD_VERB}\s+(?:me\s+)?(?:(?:a|an|the|another|one|two|three|four|five|six|some|these"
        rf"|those|this|my|following|new|more|few|couple(?: of)?|\d{{1,2}}|quick|also)\s+)*{_RATED}"
        rf"(?:(?:new|quick|following)\s+)?{_THING}\b(?:\s+(?:for me|please|on my list|to (?:my"
        r"|the) (?:list|tasks|todos?|to-?do list)))?(?P<when>\s+(?:for|on|due"
        rf"|by)\s+[^:]{{1,40}}?(?=\s*[:,]\s+|\s+(?:to|called|named|titled)\s))?"
        r"(?:\s*[,:-]\s*|\s+(?:to|that|for|about|of|called|named|titled|saying|that says"
        r"|which says|reminding me to|with (?:the )?(?:title|name))\s+|\s+|$)",
        r"(?:make|set(?: up)?|give me|get(?: me)?|i need|i want|i'd like|start|have|schedule"
        r"|place|drop|put)\s+(?:me\s+)?(?:up\s+)?(?:(?:a|an|another|one|some|new"
        rf"|quick)\s+)+{_RATED}(?:(?:new|quick)\s+)?(?:tasks?|to-?dos?|todos?|reminders?"
        r"|items?)\b(?:\s+for me)?"
        r"(?P<when>\s+(?:for|on|due|by|at)\s+[^:]{1,40}?(?=\s*[:,]\s+|\s+(?:to|called|named"
        r"|titled)\s))?(?:\s*[,:-]\s*|\s+(?:to|that|for|about|of|called|named|titled|saying"
        r"|that says|reminding me to)\s+|\s+|$)",
        rf"{_ADD_VERB}\b\s*[:,-]?\s*(?=\S)",
        r"(?:put|place|stick|get|drop|have|throw|chuck|pop|slap|toss|write|jot|note"
        r"|keep)\s+(?=.+\s(?:on|onto|in|into|to)\s+(?:my|the|our)\s+(?:[\w-]+\s+)?(?:lists?"
        r"|to-?dos?|todos?|tasks?|agenda|reminders?|plate)\b)",
        r"(?:please )?(?:remind|rmind|remid|reminde) (?:me|us)\b(?P<when>\s+(?!to\b|that\b|about\b"
        r"|of\b|what|which|how).{1,40}?)?\s+(?:to|that|about|of|i (?:need|have|should"
        r"|must)(?: to)?)\b\s*(?::|to\b)?",
        r"(?:please )?remind (?:me|us)\b(?!\s*(?:(?:of|about) )?(?:what|which|how|when"
        r"|who)\b)\s*[:,]?\s*",
        r"(?:don'?t|do not|dont) (?:let me |let us )?forget\s*(?:to|about|that i (?:need|have"
        r"|should|must) to|that|:)?\s+",
        r"(?:help me|i (?:must|need to|have to|should|want to)|make sure (?:i|we|that i)"
        r"|be sure to|must|please)?\s*(?:remember|rember) (?:to|that i (?:need|have|must"
        r"|should) to|that)\s+",
        r"(?:make|be) sure (?:that )?(?:i|we|to)\s+(?:(?:don'?t|do not) forget to\s+"
        r"|remember to\s+)?",
        r"(?:it's |it is )?(?:also )?(?:important|essential|urgent|necessary)(?: for me"
        r"| that i)? to\s+",
        r"(?:and |so |also )?(?:i|we)(?:'ve| have|'ll| will)?\s+(?:(?:also|still|really|just"
        r"|definitely|probably|now|urgently|desperately|absolutely|kinda|sort of)\s+)*(?:need|have"
        r"|got|gotta|must|should|ought|want|plan|intend|hope|would like|'d like|am supposed"
        r"|'m supposed|am meant|promised|forgot|mustn't forget|can't forget|cannot forget"
        r"|shouldn't forget|wanna|might(?: (?:want|need|have))?|gonna)(?:\s+(?:to|also|still"
        r"|really|probably|definitely|maybe|perhaps|remember|go and|not forget))*\s+(?!(?:no"
        r"|not|never|it|that|this|them|help|you|a hand|nothing|already|been|had|just|finished"
        r"|done)\b)",
        r"(?:i(?:'m| am) (?:going|planning|supposed|meant|hoping|about|due) to|i gotta|i've gotta"
        r"|i'll(?: have to| need to)?|i will(?: have to| need to)?|we'll|we need|need(?: to)?"
        r"|have to|gotta|gonna|must|should|got to|wanna|want to|got a|i have an?|i've an?"
        r"|i've got an?|there'?s an?|there is an?)\s+(?!(?:no|not|never|it|that|this|help|you"
        r"|question|problem|bug|idea|feeling)\b)",
        r"(?:to-?dos?|todos?|tasks?|reminders?|(?:a )?new (?:tasks?|to-?dos?|todos?|reminders?"
        r"|items?)|next tasks?|another (?:task|one)|add|memo|note to self|shopping list|my (?:list"
        r"|tasks|todos?))(?: (?:for|on) (?P<when>[^:]{1,30}))?\s*(?::|-|->)\s*",
        r"(?:new (?:task|to-?do|todo|reminder|item)s?|another task|one more task|task"
        r"|todo)\s+(?:to\s+)?(?=\S)",
        r"(?:just )?(?:an?\s+)?(?:(?:quick|gentle|friendly|little)\s+)?reminder\s*(?:to|that|about"
        r"|for|:)\s+",
        r"(?:also|plus)\s+(?=(?:a|an|the)\s)",
    )
)
_REMIND = Rule(r"remind me(?: (?:about|of) (?:it|that|this))? (?P<when>.+)")
_SHORT_OF = Rule(
    r"(?:i|we)(?:'m|'re|'ve| am| are| have)?\s+(?:just )?(?:run(?:ning)?\s+|almost\s+|nearly\s+)*"
    r"(?:out of|low on|short of)\s+(?P<x>.+?)[.!]*"
)
_DOWN = Rule(
    r"(?P<verb>put|jot|write|note|mark|take)\s+(?!(?:it|that|them)\b).+?\s(?P<down>down)\b(?:\s.*)?"
)
_NAMED_LIST = Rule(
    r"(?!(?:note|notes|task|todo|reminder|done|finished|today|tonight"
    r"|tomorrow)\b)(?P<name>[^\W\d_]{3,20})"
    r"(?: list)?\s*:\s+(?P<items>[^:?]+,[^:?]+)"
)
_NOT_A_TASK = Rule(
    r"(?:tell (?:me|us)|write (?:me|us)|explain|translate|define|calculate|compute|sing|say|speak"
    r"|talk (?:to|with) me|give me|show me|imagine|pretend|act as|ignore|summari[sz]e|answer"
    r"|repeat after|generate|compare .+ (?:and|with|to)|convert \d|"
    r"solve|play (?:a |me |some )?(?:song|music|game)|open (?:the )?(?:app|website|browser|youtube"
    r"|google)|google|forget (?:all|everything|your|previous)|let me|help|describe|recommend"
    r"|suggest|teach me|guess|continue|go on|try again|repeat|stop|wait|start over|reset|test|quit"
    r"|exit|begin|(?:export|download|print|import|sync) (?:all |my |the )*"
    r"(?:tasks?|to-?dos?|lists?)$"
    r"|use (?:the )?(?:tool|function)|set (?:an? )?(?:alarm|timer))\b"
)
_RATED_NOUN = Rule(
    r"(?P<x>[^\W_][\w' -]*?)\s+(?:is\s+|to\s+|as\s+|=\s*)?(?P<p>high|medium|low|urgent|important)"
)
_SUBJECTS = frozenset("i he she they it we you i'm we're who there".split())
_RATHER = Rule(r"^(?:i'd|i would|let's|we'd)?\s*rather\s+|[\s,]+(?:instead|rather)$")
_SENTENCE = Rule(
    r"\b(?:is|are|was|were|am|i'm|it's|that's|don't|doesn't|didn't|isn't|can't|won't|would|could"
    r"|because|why|how|what|who|which|you|your)\b"
)


def read_addition(text: Text, now: datetime) -> Command | None:
    """Read a request that says itself that it is about a new task."""
    short = _SHORT_OF.fullmatch(text.low)
    if short:
        bought = text.cut(*short.span("x"))
        return Add(read_drafts(Text(f"Buy {bought.raw}", f"buy {bought.low}"), now))
    down = _DOWN.fullmatch(text.low)
    if down:
        return Add(read_drafts(text.without([(0, down.end("verb")), down.span("down")]), now))
    alarm = _REMIND.fullmatch(text.low)
    if alarm:
        when = dates.extract(text.cut(*alarm.span("when")), now)
        if when.when is not None and not when.rest:
            return Update(FOCUS, Changes(when=when.when))
    front, rest = _leading_date(text, now)
    drafts = _read_headed(rest.strip("?"), now)
    return Add(with_head(drafts, front, now)) if drafts is not None else None


def _read_headed(text: Text, now: datetime) -> tuple[Draft, ...] | None:
    """The tasks behind "add", "remind me to" and the like; None without such a head."""
    for pattern in _HEADS:
        match = pattern.match(text.low)
        if match is None:
            continue
        body = text.cut(match.end())
        if match[0].startswith(("i have", "i've", "we have", "we've", "i also have")) and (
            words.past_forms().keys() & set(body.words[:1])
        ):
            continue  # "I have watered the plants"
        drafts = read_drafts(body, now) if body else ()
        for group in ("rated", "when"):
            if match.groupdict().get(group):
                drafts = with_head(drafts, text.cut(*match.span(group)), now)
        return drafts
    return None


def read_bare_task(text: Text, now: datetime) -> Command | None:
    """Read a task that stands for itself: "buy milk tomorrow", "dentist on Friday at 3"."""
    low = text.low
    if not text or "?" in low[-2:] or _NOT_A_TASK.match(low):
        return None
    rather = _RATHER.search(low)
    if rather:
        text = text.without([rather.span()])
        low = text.low
    named = _NAMED_LIST.fullmatch(low)
    if named:
        items = read_drafts(text.cut(*named.span("items")), now)
        tag = named["name"]
        if tag in words.VERBS - words.NOUNS_TOO:
            verb = as_title(text.raw[: named.end("name")])
            return Add(tuple(_led_by(verb, draft, text.raw) for draft in items))
        return Add(tuple(replace(d, tags=tuple(dict.fromkeys((*d.tags, tag)))) for d in items))
    headed = split_head(text, now)
    if headed is not None and headed[1]:
        return Add(with_head(read_drafts(headed[1], now), headed[0], now))
    front, rest = _leading_date(text, now)
    if verb_led(rest) and len(rest.words) > 1 and not re.match(r"\w+ (?:is|are|was)\b", low):
        drafts = with_head(read_drafts(rest, now), front, now)
        if rather and len(drafts) == 1 and drafts[0].when is not None:
            changes = Changes(when=drafts[0].when)
            return Update(Reference(words=drafts[0].title), changes, drafts[0])
        return Add(drafts)
    attributes, rest = extract_attributes(text)
    level = None if attributes.priority else _RATED_NOUN.fullmatch(rest.low)
    if level:
        attributes, rest = (
            replace(attributes, priority=LEVELS[level["p"]]),
            rest.cut(0, level.end("x")),
        )
    found = dates.extract(rest, now)
    said = found.when is not None or attributes.priority or attributes.tags
    left = found.rest.words
    if (
        not said
        or not 0 < len(left) <= 10
        or _SENTENCE.search(found.rest.low)
        or left[0] in _SUBJECTS
    ):
        return None
    drafts = read_drafts(text, now)
    if rather and found.when is not None and len(drafts) == 1:
        return Update(read_reference(found.rest, now), Changes(when=found.when), drafts[0])
    if found.when is None and len(drafts) == 1:
        # "passport #travel": of a task that exists, or else a new one
        changes = Changes(priority=attributes.priority, add_tags=attributes.tags)
        draft = replace(drafts[0], title=as_title(rest.raw), priority=attributes.priority)
        return Update(read_reference(rest, now), changes, draft)
    return Add(drafts)


def _led_by(verb: str, draft: Draft, typed: str) -> Draft:
    """An item of "buy: milk, eggs" as a task; a name keeps the capital that was typed."""
    title = draft.title
    if title not in typed:
        title = title[:1].lower() + title[1:]
    return replace(draft, title=f"{verb} {title}")


def _leading_date(text: Text, now: datetime) -> tuple[Text, Text]:
    """A date in front ("tomorrow morning call mum"), and the text without it."""
    found = dates.extract(text, now)
    end = 0
    for start, stop in found.spans:
        if text.low[end:start].strip(" ,"):
            break
        end = stop
    rest = text.cut(end).strip(" ,:-") if end else text
    if rest.words[:1] == ["to"] and rest.words[1:2] and rest.words[1] in words.VERBS:
        rest = rest.cut(3)
    return (text.cut(0, end), rest) if end and rest else (EMPTY, rest if rest else text)


def is_sentence(text: Text) -> bool:
    """Whether a text says or asks something, rather than naming a thing to do."""
    return _SENTENCE.search(text.low) is not None or _NOT_A_TASK.match(text.low) is not None
