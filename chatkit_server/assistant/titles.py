"""A thread's title from its first message."""

from __future__ import annotations

import re

from chatkit.types import UserMessageItem, UserMessageTextContent

MAX_TITLE = 60
"""Characters; longer titles are cut at a word."""

_SPACES = re.compile(r"\s+")
# After a word of four letters a full stop ends a sentence; after fewer it may be "Dr." or "St.".
_SENTENCE = re.compile(r"(?<=[!?。！？؟])\s|(?<=\w{4}\.)\s")
_POLITE = re.compile(
    r"^(?:(?:hi|hey|hello|please|ok(?:ay)?)\b[\s,!.]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?)?(?:please )?",
    re.IGNORECASE,
)


def title_for(message: UserMessageItem) -> str | None:
    """Derive a title.

    Returns:
        At most `MAX_TITLE` characters on one line, or None when the message has no words.
    """
    text = "".join(
        part.text if isinstance(part, UserMessageTextContent) else f"@{part.text}"
        for part in message.content
    )
    # Only the beginning can matter, and the text may be very long.
    text = _SPACES.sub(" ", text[:1000]).strip()
    if not text:
        return message.attachments[0].name[:MAX_TITLE] if message.attachments else None
    asked = _POLITE.sub("", text)
    text = asked if " " in asked else text  # a greeting alone is a title
    text = _SENTENCE.split(text, maxsplit=1)[0].rstrip(" .,;:!?")
    if not text:
        return None
    return shortened(text)


def shortened(text: str) -> str:
    """A text of one line as a title: at most `MAX_TITLE` characters, with a capital letter."""
    if len(text) > MAX_TITLE:
        cut = text[: MAX_TITLE - 1]
        text = (cut.rsplit(" ", 1)[0] if " " in cut[MAX_TITLE // 2 :] else cut).rstrip(" ,;:") + "…"
    return text[0].upper() + text[1:]
