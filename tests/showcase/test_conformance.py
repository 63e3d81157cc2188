"""The page for people who write clients lists commands, and what they emit, as they are.

``python -m tests.showcase.test_conformance`` writes both lists.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chatkit_server.approvals.service import ACTIONS as APPROVAL_ACTIONS
from chatkit_server.context import RequestContext, User
from chatkit_server.http.contract.protocol import request_types
from chatkit_server.interruption import RETRY_ACTION
from chatkit_server.settings import Settings
from chatkit_server.showcase import create_showcase, entities, images, threads
from chatkit_server.showcase.commands import PACES
from chatkit_server.showcase.faults import STATUSES
from chatkit_server.showcase.widgets import HANDLERS
from tests.showcase.conftest import REPERTOIRE, ShowcaseChat
from tests.showcase.emitted import ICONS, UNTYPED, WANTED, Emitted, perform_all

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "conformance.md"
EXAMPLES = 3
"""So many commands are named for a type: those that emit least besides, each once."""


def commands() -> str:
    lines: list[str] = []
    for group, commands in REPERTOIRE.groups.items():
        lines += [f"### {group}", "", "| Command | A client shows |", "| --- | --- |"]
        for command in commands:
            usage = f"/{command.name} {command.usage}".strip().replace("|", r"\|")
            lines.append(f"| `{usage}` | {command.shows} |")
        lines.append("")
    return "\n" + "\n".join(lines) + "\n"


def types(emitted: Mapping[str, Emitted]) -> str:
    lines = ["", "| | Type | Emitted by |", "| --- | --- | --- |"]
    kinds = {line: each.kinds for line, each in emitted.items() if line != UNTYPED}
    shortest = sorted(kinds, key=lambda line: len(emitted[line].events))
    for kind, wanted in WANTED.items():
        if kind == ICONS:
            continue
        for place, value in enumerate(sorted(wanted)):
            found = [line for line in shortest if value in kinds[line][kind]]
            names = {
                line if line.startswith("widgets") else line.split()[0]: line
                for line in found[::-1]
            }
            examples = [f"`/{line}`" for line in found if line in names.values()][:EXAMPLES]
            by = "every command" if len(found) > len(kinds) / 2 else ", ".join(examples)
            lines.append(f"| {'' if place else kind} | `{value}` | {by} |")
    return "\n".join([*lines, "", ""])


def listed(name: str) -> str:
    """What stands on the page between the marks of a list."""
    _, marked = PAGE.read_text(encoding="utf-8").split(f"<!-- {name} -->\n")
    return marked.split(f"<!-- end of {name} -->\n")[0]


OLD = "run `python -m tests.showcase.test_conformance`"


def test_the_page_lists_the_commands_as_they_are() -> None:
    assert listed("commands") == commands(), OLD


async def test_the_page_says_which_command_emits_what(chat: ShowcaseChat) -> None:
    assert listed("types") == types(await perform_all(chat)), OLD


@pytest.mark.parametrize("name", [*request_types(), *sorted(APPROVAL_ACTIONS), RETRY_ACTION])
def test_the_page_says_how_to_ask_for_each_request_and_action(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


def test_every_status_that_the_protocol_page_knows_can_be_had() -> None:
    rows = re.findall(
        r"^\| (\d{3}) \| `(\w+)` \|", (DOCS / "protocol.md").read_text(), re.MULTILINE
    )
    assert rows
    assert {int(status) for status, _ in rows} == set(STATUSES)
    assert set(STATUSES.items()) <= {(int(status), code) for status, code in rows}


def test_the_page_names_every_path_action_and_pace() -> None:
    spans = set(re.findall(r"`([^`\n]+)`", PAGE.read_text(encoding="utf-8")))
    paths = {
        span.split(" ")[1].partition("?")[0] for span in spans if re.match("(GET|POST) /", span)
    }
    served = {
        re.sub(r":\w+(?=})", "", route.path)  # type: ignore[attr-defined] # all are Routes
        for route in (*entities.routes(REPERTOIRE), *images.ROUTES, *threads.ROUTES)
    }
    assert paths == served | {"/api/client", "/chatkit/schema.json"}
    assert {span for span in spans if span.startswith("showcase.")} == set(HANDLERS)
    assert set(PACES) <= spans


async def write() -> None:
    with TemporaryDirectory() as folder:
        app = create_showcase(Settings(data_dir=Path(folder)))
        async with app.router.lifespan_context(app):
            chat = ShowcaseChat(app.state.server, RequestContext(User("ann")))
            emitted = await perform_all(chat)
    text = PAGE.read_text(encoding="utf-8")
    for name, now in (("commands", commands()), ("types", types(emitted))):
        text = text.replace(f"-->\n{listed(name)}<!-- end", f"-->\n{now}<!-- end")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(write())
