"""What a message carried, as text, so that a test can tell what a client sent."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Final

import orjson
from chatkit.types import UserMessageItem, UserMessageTagContent

from chatkit_server.showcase.commands import Arguments, Command
from chatkit_server.showcase.stage import Event, Stage


async def echo(stage: Stage, arguments: Arguments) -> AsyncIterator[Event]:
    """Say what the message carried."""
    lines = [*_told(stage.message), f"locale: {stage.context.locale}"]
    lines.append(f"time zone: {stage.context.zone.key}")
    text = "\n".join(lines)
    # A fence that nothing in the text can close.
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text) or [""]))
    yield stage.text(f"The server got:\n\n{fence}text\n{text}\n{fence}")


def _told(message: UserMessageItem | None) -> list[str]:
    if message is None:
        return ["no message"]
    lines: list[str] = []
    for part in message.content:
        if isinstance(part, UserMessageTagContent):
            data = orjson.dumps(part.data, option=orjson.OPT_SORT_KEYS).decode()
            lines.append(
                f"tag: {part.text} (id {part.id}, group {part.group or 'none'}, "
                f"{'interactive' if part.interactive else 'not interactive'}, data {data})"
            )
        else:
            lines.append(f"text: {part.text}")
    lines += [
        f"attachment: {attachment.name} ({attachment.type}, {attachment.mime_type})"
        for attachment in message.attachments
    ]
    options = message.inference_options
    lines.append(f"quoted: {message.quoted_text or 'nothing'}")
    lines.append(f"tool: {options.tool_choice.id if options.tool_choice else 'none'}")
    lines.append(f"model: {options.model or 'none'}")
    return lines


COMMANDS: Final = (
    Command(
        "echo",
        "What the message carried, line by line: text, tags, attachments, quoted text, tool, "
        "model, locale, time zone. Any message that is no command does the same.",
        echo,
    ),
)
