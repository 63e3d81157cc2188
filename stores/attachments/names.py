"""File names as people give them, and as they are safe to use."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME_CHARS = 255

_RESERVED = re.compile(r'[<>:"|?*]')
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}$")


def shown_name(name: str) -> str:
    """A name as it was given, on one line, without what cannot be seen.

    Characters that turn the direction of text go too: they can make ``gpj.exe`` look like
    ``exe.jpg``.
    """
    visible = "".join(
        " " if char.isspace() else char
        for char in name
        if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join(visible.split())[:MAX_NAME_CHARS] or "file"


def safe_name(name: str) -> str:
    """The last part of a name that may hold a path, fit to be a file's name on any system."""
    last = re.split(r"[/\\]", shown_name(name))[-1]
    last = _RESERVED.sub("_", last).strip(". ")
    if len(last) > 150:
        extension = _EXTENSION.search(last)
        last = last[:140] + (extension[0] if extension else "")
    return last or "file"


def extension(name: str) -> str:
    """The part of a name after its last dot, in small letters, or nothing."""
    found = _EXTENSION.search(name.lower())
    return found[0] if found else ""
