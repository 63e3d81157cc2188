"""``.widget`` files that are read again when they change, while somebody works on them.

In development (`watch`) every build looks at the time of the file, and of the source it is packed
from; otherwise a file is read once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from chatkit.widgets import DynamicWidgetRoot

from widgets.errors import Problem, TemplateError
from widgets.templates import Template, read_definition

Stamp: TypeAlias = tuple[tuple[int, int] | None, ...]
"""When some files were changed, and how long they are; ``None`` for one that is not there."""

SOURCES: Final = "sources"
"""The folder beside ``.widget`` files that holds their templates in a form to read and edit."""

logger = logging.getLogger(__name__)
_watching = False


def watch(on: bool = True) -> None:
    """Say whether files are looked at again before each build: in development only."""
    global _watching
    _watching = on


class TemplateFile:
    """A ``.widget`` file, and the last version of it that could be used.

    Args:
        path: The file. In development, ``sources/NAME.json.jinja`` beside it is its template.

    Attributes:
        path: The file.
        problems: Why the file as it is now cannot be used; the version before is used then.

    Raises:
        TemplateError: The file cannot be used, and there is no version before.
        OSError: It cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: tuple[Problem, ...] = ()
        self._stamp = self.stamp() if _watching else ()
        self._template = self._read()

    def build(self, data: Mapping[str, Any]) -> DynamicWidgetRoot:
        """Build the widget from JSON data; see `Template.build`."""
        return self.template().build(data)

    def template(self) -> Template:
        """The template as it is now; or as it was, while the file cannot be used."""
        if _watching and (stamp := self.stamp()) != self._stamp:
            self._stamp = stamp
            try:
                self._template, self.problems = self._read(), ()
            except TemplateError as error:
                self.problems = error.problems
            except OSError as error:
                self.problems = (Problem("$", f"cannot be read: {error.strerror}"),)
            if self.problems:
                said = "; ".join(map(str, self.problems))
                logger.error("%s: %s; the version before is used", self.path, said)
        return self._template

    def stamp(self) -> Stamp:
        """Tells one state of the file on disk from another."""
        return tuple(map(stamp_of, (self.path, self._source)))

    @property
    def _source(self) -> Path:
        return self.path.parent / SOURCES / f"{self.path.stem}.json.jinja"

    def _read(self) -> Template:
        definition = read_definition(self.path)
        if _watching and self._source.exists():
            definition["template"] = flatten(self._source.read_text(encoding="utf-8"))
        return Template(definition)


def stamp_of(path: Path) -> tuple[int, int] | None:
    """When a file was changed, in nanoseconds, and its bytes; ``None`` if there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def flatten(source: str) -> str:
    """A template without line breaks and indents, as it stands in a ``.widget`` file."""
    return " ".join(line.strip() for line in source.splitlines())
