"""What cannot be the text of a task: commands about tasks, and words without content."""

from __future__ import annotations

from chatkit_server.assistant.embedded import words
from chatkit_server.assistant.embedded.rules import Rule
from chatkit_server.assistant.embedded.text import Text

_ONLY_MANAGES = Rule(
    r"(?:mark|set(?! up\b)|re-?schedule|postpone|snooze|un-?tick|tick|re-?open|rename|retitle"
    r"|delete|un-?tag|tag|(?:de-?)?prioriti[sz]e|un-?prioriti[sz]e|defer|bump|un-?do|un-?mark"
    r"|un-?check|un-?complete|restore|undelete)\b"
)
"""Verbs that are about tasks, hardly ever what a task is about."""

_MAY_MANAGE = Rule(
    r"(?:complete|move|change|update|remove|start with|begin with|edit|swap|switch|shift)\b"
)
"""Verbs that are about either."""

_POINTS = Rule(
    r"[\w-]+(?:\s+(?:up|off|out|back|down|over|on|to|with|about))?\s+(?:it|them|(?:all|both|each|any"
    r"|none) of (?:it|them|these|those)|them all|it all|(?:this|that|these|those|both|everything"
    r"|all|the others?|the rest)(?=\s*$|\s+(?:except|but|as|to|on|by|is|are)\b)"
    r"|(?:all|every|each|these|those|both)(?: (?:the|my|of my|of the))? (?:tasks?|todos?|to-?dos?"
    r"|items?|ones?)|(?:this|that) (?:one|task|item)"
    r"|(?:the )?(?:first|second|third|fourth|fifth|last|other) (?:ones?|task|two|three|four))\b"
)
"""A verb whose object is pointed at instead of named."""

_EMPTY = (
    words.PREPOSITIONS
    | words.BACK_REFERENCES
    | frozenset(
        """
        the a an my our his their your its this that these those some all any i you he she we they
        me us not no yes yeah yep ok okay sure please then also too now just so but if off up out
        task tasks todo todos item items thing things due as than be been do does did of both
        everything anything each
        """.split()
    )
) - {"one", "us", "some"}


def only_manages(text: Text) -> bool:
    """Whether a text tells what to do with tasks, understood or not, and is itself none."""
    return verb_manages(text) or _POINTS.match(text.low) is not None


def verb_manages(text: Text) -> bool:
    """Whether a text begins with a verb that is about tasks: "mark", "postpone"."""
    return _ONLY_MANAGES.match(text.low) is not None


def may_manage(text: Text) -> bool:
    """Whether a text may tell what to do with tasks, or be one: "change the oil"."""
    return _MAY_MANAGE.match(text.low) is not None


def is_empty(text: Text) -> bool:
    """Whether a text has no word that a task could be about: "on", "yes", "all of them"."""
    return all(word in _EMPTY for word in text.words)
