"""Commands that a message may begin with, such as ``/today``, and what a model is told instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chatkit_server.ranking import fit


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command of an assistant.

    Attributes:
        label: How it is written, ``/new``. It may have several words: ``/clear done``.
        description: What it does, for the menu.
        means: What a model is told in its place; ``{}`` stands for what follows the command.
        alone: What a model is told where nothing follows; ``means`` by default.
        icon: One of the element's.
        group: Where it stands in the menu.

    Raises:
        ValueError: The label does not begin with a slash.
    """

    label: str
    description: str
    means: str
    alone: str = ""
    icon: str | None = None
    group: str | None = None

    def __post_init__(self) -> None:
        if not self.label.startswith("/") or not self.label.strip("/ "):
            raise ValueError(f"a command begins with a slash: {self.label!r}")

    @property
    def name(self) -> str:
        """The label without its slash."""
        return self.label[1:]

    @property
    def takes(self) -> bool:
        """Whether something is to follow it."""
        return "{}" in self.means

    def in_words(self, rest: str) -> str:
        """What it means, with what follows it."""
        if not rest:
            return self.alone or self.means
        return self.means.replace("{}", rest) if self.takes else f"{self.means} {rest}"


def in_words(message: str, commands: Sequence[SlashCommand]) -> str:
    """A message with the command that it begins with put into words; any other as it is."""
    text = message.lstrip()
    if not text.startswith("/"):
        return message
    # Of "/clear" and "/clear done", the longer one is meant.
    for command in sorted(commands, key=lambda command: -len(command.label)):
        size = len(command.label)
        if text[:size].casefold() == command.label.casefold():
            rest = text[size:]
            if not rest or rest[0].isspace():
                return command.in_words(rest.strip())
    return message


def offered(typed: str, commands: Sequence[SlashCommand]) -> list[SlashCommand]:
    """The commands that fit what was typed after the slash, the best first.

    None do where a command is complete and something is about to follow it.
    """
    wanted = typed.strip()
    if not wanted:
        return list(commands)
    if typed != typed.rstrip() and any(wanted.casefold() == c.name.casefold() for c in commands):
        return []
    fits = [(max(2 * fit(wanted, c.name), min(1, fit(wanted, c.description))), c) for c in commands]
    return [c for value, c in sorted(fits, key=lambda pair: -pair[0]) if value]
