"""Write the ``.widget`` files: a template from ``sources`` and the schema of its typed builder.

A ``.widget`` file holds its template as one JSON string, which nobody can read or review; the
sources are what people edit. Run ``python -m widgets.pack`` after a change to either half.
"""

from __future__ import annotations

import json
from pathlib import Path

from widgets import chat, tasks
from widgets.builder import DIRECTORY, Builder
from widgets.files import flatten

SOURCES = DIRECTORY / "sources"
BUILDERS = (*chat.BUILDERS, *tasks.BUILDERS)


def pack(builder: type[Builder]) -> str:
    """The text of a builder's ``.widget`` file; the template loses its line breaks and indents."""
    source = (SOURCES / f"{builder.template}.json.jinja").read_text(encoding="utf-8")
    definition = {
        "version": "1.0",
        "name": builder.label,
        "template": flatten(source),
        "jsonSchema": builder.json_schema(),
    }
    return json.dumps(definition, indent=2, ensure_ascii=False) + "\n"


def target(builder: type[Builder]) -> Path:
    """Where a builder's ``.widget`` file is."""
    return DIRECTORY / f"{builder.template}.widget"


def main() -> None:
    """Write every file anew."""
    for builder in BUILDERS:
        target(builder).write_text(pack(builder), encoding="utf-8")


if __name__ == "__main__":
    main()
