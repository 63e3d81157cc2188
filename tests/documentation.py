"""The pages of the documentation, as tests read them.

``python tests/documentation.py`` puts the example files into the pages that show them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]

_FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[a-z]+)(?:: (?P<path>\S+))? -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ELEMENT = (ROOT / "web/src/element/element.ts").read_text(encoding="utf-8")
"""What declares the element's contract in its comments."""


by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@dataclass(frozen=True)
class Block:
    """A code block, with what the comment before it says: ``run``, ``answer`` or ``file: PATH``."""

    text: str
    mark: str | None
    path: str | None


def blocks(page: Path) -> list[Block]:
    return [
        Block(match["text"], match["mark"], match["path"])
        for match in _FENCE.finditer(page.read_text(encoding="utf-8"))
    ]


def prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def code_spans(page: Path) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", prose(page)))


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    section = prose(page).split(f"\n{heading}\n", 1)[1]
    table = re.search(r"^\|.*\n\| ---.*\n((?:\|.*\n)+)", section, re.MULTILINE)
    assert table is not None, f"{page.name} has no table under {heading}"
    return [
        [cell.strip() for cell in row.strip()[1:-1].split("|")] for row in table[1].splitlines()
    ]


def anchors(page: Path) -> set[str]:
    """What a link may name in a page, as GitHub makes it of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def write_examples() -> None:
    """Put the example files into the pages that show them."""
    shown = re.compile(r"^(<!-- file: (\S+) -->\n```\w*\n).*?^```$", re.MULTILINE | re.DOTALL)
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        filled = shown.sub(
            lambda block: block[1] + (ROOT / block[2]).read_text(encoding="utf-8") + "```", text
        )
        if filled != text:
            page.write_text(filled, encoding="utf-8")


if __name__ == "__main__":
    write_examples()
