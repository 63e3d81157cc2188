"""A message as the grammar reads it: the typed text beside a folded copy of equal length."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LIMIT = 4000
"""How many characters of a message are looked at; what a person types is far below."""

MASK = "ǂ"
"""Stands for a protected character (quoted, or of an address): a letter no rule names."""

Span = tuple[int, int]

_FOLD = str.maketrans(
    "‘’ʼ´“”„«»‹›–—−‐‑\u00a0\u2009\u202f\t\r\u2028\u2029，；：（）",
    "''''" + '"' * 5 + "''" + "-----" + "     " + "\n\n,;:()",
)
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_QUOTED = re.compile(
    r"\"[^\"\n]{1,400}\"|`[^`\n]{1,400}`|(?<![\w'])'(?!(?:til|em|cause|tis)\b)(?=[^\s'])"
    r"[^'\n]*(?:\w'\w[^'\n]*){0,8}(?<=\S)'(?!\w)"
)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,64}")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a message.

    Attributes:
        raw: As typed: titles are cut from it.
        low: As long as ``raw``, lower-case, with plain quotes and dashes, and with ``MASK`` for
            what is quoted: the patterns run on it, so that a quoted title is never a command.
    """

    raw: str
    low: str

    def __bool__(self) -> bool:
        return bool(self.low.strip())

    def cut(self, start: int, end: int | None = None) -> Text:
        """The piece from ``start`` to ``end``, without space around it."""
        piece = self.low[start:end]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        raw = self.raw[start:end]
        return Text(raw[left:right], piece[left:right]) if right > left else EMPTY

    def strip(self, characters: str) -> Text:
        """The text without these characters, or space, at its ends."""
        characters += " \n"
        left = len(self.low) - len(self.low.lstrip(characters))
        right = len(self.low.rstrip(characters))
        return self.cut(left, max(left, right))

    def without(self, spans: Iterable[Span]) -> Text:
        """The text with these spans taken out and the gaps closed."""
        raw: list[str] = []
        low: list[str] = []
        position = 0
        for start, end in sorted(spans):
            if start < position:
                start = position
            raw.append(self.raw[position:start])
            low.append(self.low[position:start])
            if start < end and start and end < len(self.low):
                raw.append(" ")
                low.append(" ")
            position = max(position, end)
        raw.append(self.raw[position:])
        low.append(self.low[position:])
        return _squeezed("".join(raw), "".join(low))

    def blank(self, spans: Iterable[Span]) -> Text:
        """The text with these spans masked, so that no rule reads them."""
        low = self.low
        for start, end in spans:
            low = low[:start] + MASK * (end - start) + low[end:]
        return Text(self.raw, low)

    @property
    def words(self) -> list[str]:
        """The lower-case words; a quoted run is one word of masks."""
        return re.findall(r"[^\W_][\w'’-]*", self.low)

    @property
    def quoted(self) -> str | None:
        """What stands between the quotes, if the whole text is one quoted run."""
        if re.fullmatch(rf'"{MASK}*"', self.low):
            return self.raw[1:-1].strip()
        return None


EMPTY = Text("", "")


def read(message: str) -> Text:
    """The text of a message, cut to ``LIMIT``, without control characters."""
    return fold(_UNSAFE.sub(" ", message[: LIMIT * 4]).strip()[:LIMIT])


def fold(raw: str) -> Text:
    """Fold case, quotes and dashes, and protect what is quoted."""
    low = raw.translate(_FOLD)
    lowered = low.lower()
    if len(lowered) != len(low):  # a few capitals become two characters: leave those alone
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in low)
    low = _QUOTED.sub(lambda m: '"' + MASK * (len(m[0]) - 2) + '"', lowered)
    low = _ADDRESS.sub(lambda m: MASK * len(m[0]), low)
    return Text(raw, low)


def _squeezed(raw: str, low: str) -> Text:
    """Both copies with runs of blanks as one and none before a comma or a stop."""
    keep: list[int] = []
    for index, character in enumerate(low):
        if character == " ":
            following = low[index + 1 : index + 2]
            if not keep or following in ("", " ", ",", ";") or (following == "." and keep):
                continue
        keep.append(index)
    return Text("".join(raw[i] for i in keep), "".join(low[i] for i in keep)).strip("")
