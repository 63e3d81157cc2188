"""What the showcase answers: the command in the message, help, or an echo."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Final

from chatkit.types import (
    ClientToolCallItem,
    StructuredInputItem,
    ThreadItem,
    UserMessageItem,
    UserMessageTextContent,
)

from chatkit_server.assistant.base import Turn
from chatkit_server.assistant.titles import title_for
from chatkit_server.interruption import items_from_newest
from chatkit_server.showcase import (
    agent,
    echo,
    images,
    questions,
    sources,
    texts,
    threads,
    transport,
    trouble,
    widgets,
    workflows,
)
from chatkit_server.showcase.commands import Arguments, Command, Repertoire, parse
from chatkit_server.showcase.faults import Faults
from chatkit_server.showcase.stage import Event, Stage

ITEMS: Final = ("text", "image", "annotations", "workflow", "tasks", "widgets", "ask")
"""The commands that together show every type of item."""


class Showcase:
    """Performs commands.

    Args:
        faults: What may be done to connections.

    Attributes:
        repertoire: The commands.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.repertoire = Repertoire(
            {
                "This list": (
                    Command("help", "The list of the commands.", self._help, usage="COMMAND"),
                    Command(
                        "items",
                        "An item of every type, one after the other.",
                        self._items,
                        in_all=False,
                    ),
                    Command(
                        "all",
                        "What every command shows that needs nothing from outside, one after the "
                        "other, in less than a minute; with `instant`, at once.",
                        self._all,
                        usage="instant",
                        in_all=False,
                    ),
                    *echo.COMMANDS,
                ),
                "Messages": texts.COMMANDS + sources.COMMANDS,
                "Other items": images.COMMANDS + questions.COMMANDS + workflows.COMMANDS,
                "An agent's": agent.COMMANDS,
                "Widgets": widgets.COMMANDS,
                "Events": trouble.COMMANDS,
                "Threads": threads.COMMANDS,
                "Connections": transport.COMMANDS,
            }
        )

    async def respond(self, turn: Turn) -> AsyncIterator[Event]:
        """Answer a message, or go on after what the user or the page did."""
        message = turn.message
        since: list[ThreadItem] = []
        if message is None:
            message, since = await _asked_by(turn)
        elif turn.thread.title is None:
            turn.thread.title = title_for(message)
        found = self.repertoire.find(_text_of(message)) if message else None
        if found is None:
            found = self.repertoire.find("echo")
            assert found is not None
        command, arguments = found
        stage = Stage(turn, self._faults, seed=arguments.seed, pace=arguments.pace)
        if not since:
            events = command.perform(stage, arguments)
        elif command.resume is not None:
            events = command.resume(stage, arguments, since)
        else:  # asked in passing, by a command that performs others
            events = _go_on(stage, arguments, since)
        async for event in events:
            yield event

    async def _help(self, stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
        lines = ["Say one of these, with or without the slash.", ""]
        for group, commands in self.repertoire.groups.items():
            lines += [f"## {group}", ""]
            for command in commands:
                if not arguments.words or command.name in arguments.words:
                    usage = f"/{command.name} {command.usage}".strip()
                    lines.append(f"- `{usage}`: {command.shows}")
            lines.append("")
        lines.append(
            "Everywhere: `seed=7` for other content, `pace=1` for how long it takes, or the words "
            "`slow`, `fast` and `instant`."
        )
        yield stage.text("\n".join(lines))

    async def _items(self, stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
        for name in ITEMS:
            async for event in self._perform(name, stage, arguments):
                yield event

    async def _all(self, stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
        last = ("error", "ask")  # what would end the turn
        names = [command.name for command in self.repertoire if command.in_all]
        for name in sorted(names, key=lambda name: last.index(name) if name in last else -1):
            yield stage.text(f"## /{name}")
            async for event in self._perform(name, stage, arguments):
                yield event

    async def _perform(self, name: str, stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
        found = self.repertoire.find(name)
        assert found is not None
        command, _ = found
        example = parse(command.example.split())
        async for event in command.perform(stage, example):
            yield event


async def _asked_by(turn: Turn) -> tuple[UserMessageItem | None, list[ThreadItem]]:
    """The newest message of the user, and what was done since, oldest first."""
    since: list[ThreadItem] = []
    async for item in items_from_newest(turn.store, turn.thread.id, turn.context):
        if isinstance(item, UserMessageItem):
            return item, since[::-1]
        since.append(item)
    return None, since[::-1]


async def _go_on(
    stage: Stage, arguments: Arguments, since: Sequence[ThreadItem]
) -> AsyncIterator[Event]:
    newest = next(
        item
        for item in reversed(since)
        if isinstance(item, StructuredInputItem | ClientToolCallItem)
    )
    resume = questions.answers if isinstance(newest, StructuredInputItem) else questions.tool_result
    async for event in resume(stage, arguments, since):
        yield event


def _text_of(message: UserMessageItem) -> str:
    return " ".join(
        part.text for part in message.content if isinstance(part, UserMessageTextContent)
    )
