"""What a file is, told from its first bytes: neither its name nor its sender is believed."""

from __future__ import annotations

import re
from typing import Final

import filetype  # type: ignore[import-untyped] # it comes without types

from stores.attachments.limits import SVG
from stores.attachments.names import extension

HEAD_BYTES: Final = 8192
"""How much of a file has to be seen."""

IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What is treated as an image: browsers show it, and it can hold no script."""

UNKNOWN: Final = "application/octet-stream"

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SVG: Final = re.compile(r"<svg[\s>]", re.IGNORECASE)
_HTML: Final = re.compile(r"<(!doctype\s+html|html|head|body|script|iframe)\b", re.IGNORECASE)
_TEXT_TYPES: Final = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".json": "application/json",
    ".tsv": "text/tab-separated-values",
}


def media_type_of(head: bytes, name: str) -> str:
    """Find out a file's media type.

    Args:
        head: Its first `HEAD_BYTES` bytes, or all of them.
        name: Says what kind of text a text is, and nothing else.

    Returns:
        The type, without parameters; `UNKNOWN` where the content says nothing.
    """
    if head.startswith(b"%PDF-"):  # which may be text from end to end
        return "application/pdf"
    text = _as_text(head)
    if text is not None:
        return _kind_of_text(text, name)
    guess = filetype.guess_mime(head)
    return guess if isinstance(guess, str) else UNKNOWN


def decode(data: bytes) -> str:
    """The characters of a text: UTF-8 or, where its first bytes say so, UTF-16."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data.decode(encoding, "replace")


def _as_text(head: bytes) -> str | None:
    text = decode(head)
    # Cut in the middle of a character, only the very end may be unreadable.
    if "\ufffd" in text[:-2] or _CONTROL.search(text):
        return None
    return text


def _kind_of_text(text: str, name: str) -> str:
    if _SVG.search(text):
        return SVG
    if _HTML.search(text) and extension(name) not in _TEXT_TYPES:
        return "text/html"
    if text.lstrip().startswith("<?xml"):
        return "application/xml"
    return _TEXT_TYPES.get(extension(name), "text/plain")
