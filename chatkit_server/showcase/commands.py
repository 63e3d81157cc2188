"""Commands: how they are written, and where they are listed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from chatkit.types import ThreadItem

from chatkit_server.errors import InvalidRequest
from chatkit_server.showcase.stage import Event, Stage

PACES: Final = {"slow": 4.0, "fast": 0.25, "instant": 0.0}
"""Words that say how much time passes."""

MAX_PACE: Final = 20.0

_WORD: Final = re.compile(r'(?:[^\s"]|"[^"]*")+')
_VALUE: Final = re.compile(r"([a-z]+)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What follows a command's name: words, and values as ``name=value``.

    A value with spaces stands in double quotes: ``reason="for a while"``.
    """

    words: Sequence[str] = ()
    values: dict[str, str] = field(default_factory=dict)

    def word(self, allowed: Sequence[str]) -> str:
        """The first word that is one of those allowed; the first of them by default."""
        return next((word for word in self.words if word in allowed), allowed[0])

    def has(self, word: str) -> bool:
        """Whether a word was said."""
        return word in self.words

    def text(self, name: str, default: str) -> str:
        """A value."""
        return self.values.get(name, default)

    def number(self, name: str, default: float, *, most: float) -> float:
        """A value that is a number from 0 on.

        Raises:
            InvalidRequest: It is not.
        """
        text = self.values.get(name)
        try:
            number = default if text is None else float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number <= most:
            raise InvalidRequest(f"{name} must be a number from 0 to {most:g}.")
        return number

    def count(self, name: str, default: int, *, most: int) -> int:
        """A value that is a whole number; a word that is one will do as well.

        Raises:
            InvalidRequest: It is too large.
        """
        words = [word for word in self.words if word.isdecimal()]
        if name not in self.values and words:
            return int(Arguments(values={name: words[0]}).number(name, default, most=most))
        return int(self.number(name, default, most=most))

    @property
    def pace(self) -> float:
        """How much longer than usual everything takes; 0 is at once."""
        named = [PACES[word] for word in self.words if word in PACES]
        return self.number("pace", named[0] if named else 1.0, most=MAX_PACE)

    @property
    def seed(self) -> int:
        """What chance goes by."""
        return int(self.number("seed", 7, most=2**32))


Perform: TypeAlias = Callable[[Stage, Arguments], AsyncIterator[Event]]
Resume: TypeAlias = Callable[[Stage, Arguments, Sequence[ThreadItem]], AsyncIterator[Event]]
"""Goes on after the user did something; gets the items since their message, oldest first."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the showcase does.

    Attributes:
        name: How it is called, without the slash.
        usage: What may follow the name.
        shows: What a client must show.
        perform: Yields the events.
        resume: Goes on after a client tool's result or answered questions.
        in_all: Whether ``/all`` performs it, with ``example`` as its arguments.
    """

    name: str
    shows: str
    perform: Perform
    usage: str = ""
    resume: Resume | None = None
    in_all: bool = True
    example: str = ""


class Repertoire:
    """All commands by name, in groups."""

    def __init__(self, groups: dict[str, Sequence[Command]]) -> None:
        self.groups = groups
        self._by_name = {command.name: command for command in self}

    def __iter__(self) -> Iterator[Command]:
        return (command for commands in self.groups.values() for command in commands)

    def find(self, text: str) -> tuple[Command, Arguments] | None:
        """The command that a message is: its first word, or the first one with a slash."""
        words = [word.replace('"', "") for word in _WORD.findall(text)]
        start = next((place for place, word in enumerate(words) if word[:1] == "/"), 0)
        command = self._by_name.get(words[start].lower().lstrip("/")) if words else None
        return None if command is None else (command, parse(words[start + 1 :]))


def parse(words: Sequence[str]) -> Arguments:
    """Tell words from values."""
    values = {match[1]: match[2] for word in words if (match := _VALUE.fullmatch(word))}
    return Arguments([word.lower() for word in words if not _VALUE.fullmatch(word)], values)
