"""Priorities of tasks: "prioritise …", "lower the priority of …"."""

from __future__ import annotations

from datetime import datetime

from chatkit_server.assistant.embedded.attributes import LEVELS
from chatkit_server.assistant.embedded.commands import Changes, Command, Update
from chatkit_server.assistant.embedded.drafts import read_draft
from chatkit_server.assistant.embedded.intents.values import target_of
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.segments import verb_led
from chatkit_server.assistant.embedded.text import Text

_PRIORITY_OF = Rule(
    r"(?P<verb>set|change|make|update|raise|increase|bump(?: up)?|up|lower|reduce|decrease|drop"
    r"|adjust|give|put|move|edit|switch|downgrade|upgrade)\s+(?:the |its |their )?(?:prio(?:rity)?"
    r"|importance)\s*(?:level )?(?:(?:of|for|on)\s+(?P<x>.+?))?(?:\s+(?:to|as|at|:"
    r"|=)\s*(?P<p>[\w-]+)(?: prio(?:rity)?)?)?"
)


_LEVEL_ON = Rule(
    r"(?:set|put|give|assign|add|apply|use)\s+(?:an? |the |some )*(?P<p>high(?:est)?|top|medium"
    r"|normal|low(?:est)?|no)[ -](?:prio(?:rity)?|importance)\s+(?:on|to|for|of)\s+(?P<x>.+)"
)


_CLEAR_PRIORITY = Rule(
    r"(?:remove|clear|delete|drop|reset|unset|take(?: off| away)?|get rid of)\s+(?:the |its "
    r"|their |any )?(?:(?:high|low|medium)[ -])?(?:prio(?:rity)?|urgency|importance"
    r"|flag)(?:\s+(?:from|of|for|on|off)\s+(?P<x>.+))?"
    r"|(?:un-?flag|un-?star|un-?prioriti[sz]e)\s+(?P<y>.+)|(?P<z>.+?) (?:has"
    r"|have) no priority(?: any ?more)?|(?:make|set|give) (?P<w>.+?) (?:to "
    r"|with )?no(?:ne)? priority"
)


_NOT_URGENT = Rule(
    r"(?P<x>.+?)\s*(?:\b(?:is|are)(?:n't| not)|'s not|'re not)(?: so| that| very| really| too"
    r"| all that)? "
    r"(?:urgent|important|pressing|a priority|high priority|top priority)(?: any ?more| after all)?"
)


_RATE = Rule(
    r"(?P<verb>(?:de-?)prioriti[sz]e|prioriti[sz]e|flag|star|pin|escalate"
    r"|highlight)\s+(?P<x>.+?)(?:\s+as\s+(?P<p>high|urgent|important|low|medium)(?: priority)?)?"
)


_SETTING = frozenset("set change make update adjust give put move edit switch".split())
_LOWERING = frozenset("lower reduce decrease drop downgrade".split())


def read_rating(text: Text, now: datetime) -> Command | None:
    """Read a request that names the priority of tasks."""
    match = _LEVEL_ON.fullmatch(text.low)
    if match:
        return Update(target_of(text, match, "x", now), Changes(priority=LEVELS[match["p"]]))
    match = _CLEAR_PRIORITY.fullmatch(text.low)
    if match:
        group = next((g for g in "xyzw" if match[g]), "x")
        return Update(target_of(text, match, group, now), Changes(priority="none"))
    match = _PRIORITY_OF.fullmatch(text.low)
    if match and (match["p"] is None or match["p"] in LEVELS):
        verb = match["verb"].split(" ")[0]
        if match["p"]:
            level = LEVELS[match["p"]]
        elif verb in _SETTING:
            return None
        else:
            level = "low" if verb in _LOWERING else "high"
        return Update(target_of(text, match, "x", now), Changes(priority=level))
    match = _NOT_URGENT.fullmatch(text.low)
    if match:
        return Update(target_of(text, match, "x", now), Changes(priority="low"))
    match = _RATE.fullmatch(text.low)
    if match:
        level = "low" if match["verb"].startswith("de") else LEVELS[match["p"] or "high"]
        otherwise = read_draft(text, now) if verb_led(text) else None
        return Update(target_of(text, match, "x", now), Changes(priority=level), otherwise)
    return None
