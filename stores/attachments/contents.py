"""What a file is, told from its first bytes: neither its name nor its sender is believed."""

from __future__ import annotations

import re
from typing import Final

import charset_normalizer
import filetype  # type: ignore[import-untyped] # it comes without types

from stores.attachments.limits import SVG, UNKNOWN
from stores.attachments.names import extension

HEAD_BYTES: Final = 8192
"""How much of a file has to be seen."""

IMAGES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
"""What is treated as an image: browsers show it, and it can hold no script."""

_MAX_CHAR_BYTES: Final = 4

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PROLOGUE: Final = r"\s*+(?:(?><\?.*?\?>|<!--.*?-->)\s*+)*+"
"""What may stand before the first element; atomic, so that no text takes for ever."""
_SVG: Final = re.compile(_PROLOGUE + r"<(?:!doctype\s+svg|svg\b)", re.IGNORECASE | re.DOTALL)
_HTML: Final = re.compile(
    _PROLOGUE + r"<(?:!doctype\s+html|(?:html|head|body|script|iframe)\b)",
    re.IGNORECASE | re.DOTALL,
)
_LEGACY: Final = (
    *("cp1252", "cp1251", "cp932", "gb18030", "big5", "cp949"),
    *("utf_16_le", "utf_16_be"),
)
"""How texts are written that are not Unicode, or do not say so: by spreadsheets, above all."""
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
    text = _as_unicode(head)
    if text is None:
        guess = filetype.guess_mime(head)
        if isinstance(guess, str):
            return guess
        encoding = _legacy_encoding(head)
        text = None if encoding is None else head.decode(encoding, "replace")
    if text is None or _CONTROL.search(text):
        return UNKNOWN
    return _kind_of_text(text, name)


def decode(data: bytes) -> str:
    """The characters of a text: of Unicode, or of what it is most probably written in."""
    head = data[:HEAD_BYTES]
    encoding = None if _as_unicode(head) is not None else _legacy_encoding(head)
    return data.decode(encoding or _unicode_encoding(data), "replace")


def _as_unicode(head: bytes) -> str | None:
    text = head.decode(_unicode_encoding(head), "replace")
    # Cut in the middle of a character, only the very end may be unreadable.
    return None if "\ufffd" in text[:-2] or _CONTROL.search(text) else text


def _unicode_encoding(data: bytes) -> str:
    return "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _legacy_encoding(head: bytes) -> str | None:
    for cut in range(_MAX_CHAR_BYTES):  # its last character may be cut
        found = charset_normalizer.from_bytes(
            head[: len(head) - cut], cp_isolation=list(_LEGACY)
        ).best()
        if found is not None:
            return found.encoding
    return None


def _kind_of_text(text: str, name: str) -> str:
    if _SVG.match(text):
        return SVG
    if _HTML.match(text) and extension(name) not in _TEXT_TYPES:
        return "text/html"
    if text.lstrip().startswith("<?xml"):
        return "application/xml"
    return _TEXT_TYPES.get(extension(name), "text/plain")
