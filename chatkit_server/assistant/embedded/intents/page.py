"""What is asked of the page around the chat: its theme, what is selected in it, a task to open."""

from __future__ import annotations

from datetime import datetime

from chatkit_server.assistant.embedded import dates
from chatkit_server.assistant.embedded.commands import (
    AddSelection,
    Command,
    Open,
    SwitchTheme,
    TellSelection,
    Theme,
)
from chatkit_server.assistant.embedded.references import read_reference
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_LOOKS: dict[str, Theme] = {
    "dark": "dark",
    "night": "dark",
    "light": "light",
    "bright": "light",
    "day": "light",
    "system": "system",
    "device": "system",
    "default": "system",
    "automatic": "system",
    "auto": "system",
}
_LOOK = f"(?:{'|'.join(_LOOKS)})"
_MODE = r"(?:mode|theme|colou?r scheme|colou?rs|appearance|look|version)"
_PAGE = r"(?:page|site|website|app|chat|screen|window|display|interface|ui|everything|it)"
_TURN = (
    r"(?:switch|change|set|turn|put|go|move|make|use|enable|activate|start|flip|follow|match|show"
    r"|give|i(?:'d| would)? (?:want|like|prefer))"
)
_THEME = (
    Rule(
        rf"(?:{_TURN}(?: me| back| over)*(?: (?:the |this )?{_PAGE})?(?: back| over)*"
        r"(?: (?:to|into|in|on))?\s+)?"
        rf"(?:the |a |an |my )?(?P<look>{_LOOK})(?:'s)?[ -]?{_MODE}(?: back| on| again)*"
        rf"(?: (?:for|in|on) (?:the |this )?{_PAGE})?"
    ),
    Rule(
        rf"{_TURN} (?:the |this |my )?(?:{_PAGE}(?:'s)?|{_MODE}|{_PAGE}(?:'s)? {_MODE}|background)"
        rf"(?: back| over)*(?: (?:to|into|in|on|be))? (?P<look>{_LOOK}|darker|lighter|brighter)"
    ),
)
_NOT_DARK = Rule(
    rf"(?:(?:turn|switch) off|disable|deactivate|leave|stop|no more|no) (?:the )?(?P<a>dark|night"
    rf"|light|day)[ -]?{_MODE}|(?:turn|switch) (?:the )?(?P<b>dark|night|light|day)[ -]?{_MODE} off"
)
_SOME_THEME = Rule(
    rf"(?:switch|change|toggle|swap|flip|invert) (?:the |my |this )?(?:{_PAGE}(?:'s)? )?"
    r"(?:theme|colou?r scheme|colou?r mode|appearance|dark mode)(?: of the (?:page|app|chat))?"
)

_SELECTED = r"(?:selected|highlighted|marked)"
_SELECTION = (
    rf"(?:(?:my|the|this|that) (?:current )?(?:{_SELECTED} )?selection"
    rf"|(?:my|the|this|that) (?:currently )?{_SELECTED} (?:text|words?|passage|lines?|part)"
    rf"|(?:the )?(?:text|words|passage|lines?|part) (?:that )?i(?:'ve| have)?(?: just)? {_SELECTED}"
    rf"|(?:everything|all|whatever|what|that which) (?:that )?i(?:'ve| have)?(?: just)? {_SELECTED}"
    rf"|what is {_SELECTED}|what's {_SELECTED})"
)
_HERE = r"(?: (?:here|there|(?:on|in) (?:the|this) page|just now|right now|now))*"
_TELL = Rule(
    r"(?:(?:show|read|tell|quote|repeat|give|see|get|fetch|print|look at)(?: me| back| out)*\s+)?"
    rf"{_SELECTION}{_HERE}"
    rf"|what(?:'s| is| was) {_SELECTION}{_HERE}"
    r"|what (?:did|have|do|had) i(?: just| have)* (?:select(?:ed)?|highlight(?:ed)?)"
    rf"{_HERE}|what text (?:did|have) i (?:select(?:ed)?|highlight(?:ed)?|mark(?:ed)?){_HERE}"
)
_REWORK = Rule(
    r"(?P<verb>summari[sz]e|sum up|explain|translate|rephrase|rewrite|shorten|proofread|correct"
    rf"|improve|simplify|define)\s+{_SELECTION}(?: (?:for me|briefly|in|into|to)\b.{{0,40}})?"
    r"|(?:give me |make |write )?(?:a |the )?(?:short )?summary of "
    rf"{_SELECTION}"
)
_TASK = r"(?:tasks?|todos?|to-?dos?|items?|reminders?)"
_ADD = Rule(
    rf"(?:add|save|put|make|turn|create|note|store|track|take)(?: down)? {_SELECTION}"
    rf"(?: (?:as|to|into|on|in|down as))?(?: (?:a|an|one|my|the|new|some|separate))*"
    rf"(?: (?P<a>{_TASK}))?(?: list)?"
    rf"|(?:add|create|make|take)(?: me)?(?: (?:a|an|one|some|new))* (?P<b>{_TASK})"
    rf" (?:from|of|out of|with|for) {_SELECTION}"
)

_OPEN = Rule(
    r"(?:open|pull up|bring up)(?: up)?\s+(?P<x>(?:the |my )?(?:task|todo|to-?do|item)\s+"
    r"(?!lists?\b|panel\b).+|(?:the |my )?.+\s(?:task|todo|to-?do|item)"
    r"|it|that|this|that one|this one|\"[^\"]*\""
    r"|(?:the |number |no\.? ?|#)*(?:first|second|third|fourth|fifth|sixth|last|\d{1,2})"
    r"(?:st|nd|rd|th)?(?: (?:one|task|item))?)"
    r"(?: (?:beside|next to) the chat| in the (?:panel|sidebar|editor|task list)| for me| again)*"
)
_PLURAL = Rule(r"(?:all|every|any|both|these|those|an?)\b")


def read_page(text: Text, now: datetime) -> Command | None:
    """Read what is asked of the page itself."""
    text = text.strip(" .!?")
    low = text.low
    for rule in _THEME:
        if match := rule.fullmatch(low):
            look = match["look"].removesuffix("er")
            return SwitchTheme(_LOOKS[look])
    if match := _NOT_DARK.fullmatch(low):
        return SwitchTheme("light" if (match["a"] or match["b"]) in ("dark", "night") else "dark")
    if _SOME_THEME.fullmatch(low):
        return SwitchTheme(None)
    if _TELL.fullmatch(low):
        return TellSelection()
    if match := _REWORK.fullmatch(low):
        return TellSelection(rework=match["verb"] or "summarise")
    found = dates.extract(text, now)
    if match := _ADD.fullmatch(found.rest.low):
        noun = match["a"] or match["b"] or ""
        return AddSelection(each_line=noun.endswith("s"), when=found.when)
    return None


def read_opening(text: Text, now: datetime) -> Open | None:
    """Read "open the task …": one task, not a list of them."""
    match = _OPEN.fullmatch(text.strip(" .!?").low)
    if match is None or _PLURAL.match(match["x"]):
        return None
    target = read_reference(text.cut(*match.span("x")), now)
    return None if target.empty or target.many else Open(target)
