"""How a week went: "how was my week?", "summary of last week"."""

from __future__ import annotations

from chatkit_server.assistant.embedded.commands import Summarize
from chatkit_server.assistant.embedded.rules import Rule

_WHOSE = r"(?:my|our|the|this|last|past|previous|current|whole|entire)"
_REPORT = (
    r"(?:summary|summari[sz]ation|review|recap|report|overview|stats|statistics|digest|rundown"
    r"|progress(?: report)?|chart|graph|numbers|figures|retrospective|in (?:review|numbers"
    r"|figures))"
)
_LEAD = (
    r"(?:(?:please |can you |could you )*(?:give me|show me|show|get me|tell me|draw|what'?s"
    r"|what is|can i (?:have|see|get)|i(?:'d like| want| need)|see|view|display|make|write)\s+)?"
    r"(?:an? |the |my |our |quick |short |brief |little )*"
)
_WEEK = Rule(
    rf"(?:so |and |well )*how (?:was|were|has|have|did|is|'s|went) (?:{_WHOSE} )+week"
    r"(?:'?s)?(?: (?:been|go|gone|going|turn out|work out|so far|till now|until now))*"
    rf"|{_LEAD}(?:{_WHOSE} )*week(?:ly|'?s)?(?: task)? {_REPORT}(?: (?:please|so far))*"
    rf"|{_LEAD}{_REPORT} (?:of|for|on|about|from) (?:{_WHOSE} )*week(?: (?:please|so far))*"
    rf"|(?:summari[sz]e|review|recap|sum up) (?:{_WHOSE} )+week(?: (?:for me|please|so far))*"
    rf"|{_LEAD}(?:{_WHOSE} )+week (?:at a glance|in short)"
)
_OF_A_WEEK = Rule(r"\b(?:week|weekly)\b")
_THE_LAST = Rule(r"\b(?:last|past|previous) week\b")


def read_week(low: str, *, summarizes: bool) -> Summarize | None:
    """Read a request for the summary of a week.

    Args:
        low: The folded text.
        summarizes: It asks how things are going, in words that need not speak of a week.
    """
    if _WEEK.fullmatch(low) or (summarizes and _OF_A_WEEK.search(low)):
        return Summarize(weeks_ago=1 if _THE_LAST.search(low) else 0)
    return None
