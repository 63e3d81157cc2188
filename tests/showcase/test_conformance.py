"""The page for people who write clients lists the commands as they are.

``python -m tests.showcase.test_conformance`` writes the list.
"""

from __future__ import annotations

import re
from pathlib import Path

from chatkit_server.showcase import entities, images, threads
from chatkit_server.showcase.commands import PACES
from chatkit_server.showcase.widgets import HANDLERS
from tests.showcase.conftest import REPERTOIRE

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
BEGIN, END = "<!-- commands -->\n", "<!-- end of commands -->\n"


def tables() -> str:
    lines: list[str] = []
    for group, commands in REPERTOIRE.groups.items():
        lines += [f"### {group}", "", "| Command | A client shows |", "| --- | --- |"]
        for command in commands:
            usage = f"/{command.name} {command.usage}".strip().replace("|", r"\|")
            lines.append(f"| `{usage}` | {command.shows} |")
        lines.append("")
    return "\n" + "\n".join(lines) + "\n"


def test_the_page_lists_the_commands_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = text.split(BEGIN, 1)[1].split(END, 1)[0]
    assert listed == tables(), "run `python -m tests.showcase.test_conformance`"


def test_the_page_names_every_path_action_and_pace() -> None:
    spans = set(re.findall(r"`([^`\n]+)`", PAGE.read_text(encoding="utf-8")))
    paths = {
        span.split(" ")[1].partition("?")[0] for span in spans if re.match("(GET|POST) /", span)
    }
    served = {
        re.sub(r":\w+(?=})", "", route.path)  # type: ignore[attr-defined] # all are Routes
        for route in (*entities.routes(REPERTOIRE), *images.ROUTES, *threads.ROUTES)
    }
    assert paths == served | {"/api/client"}
    assert {span for span in spans if span.startswith("showcase.")} == set(HANDLERS)
    assert set(PACES) <= spans


def write() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    PAGE.write_text(before + BEGIN + tables() + END + rest.split(END, 1)[1], encoding="utf-8")


if __name__ == "__main__":
    write()
