"""What is wrong with a widget, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_SHOWN = 10
"""Problems in an error's text: one bad template repeats itself in every row."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        path: Where, as in ``children[0].onClickAction.type``; ``$`` is the whole.
        message: What, in a sentence without the path.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class WidgetError(ValueError):
    """A widget cannot be built.

    Attributes:
        template: The name of the template that was being built, if any.
        problems: Every problem found, in document order.
    """

    what = "cannot be built"

    def __init__(self, problems: Iterable[Problem], *, template: str | None = None) -> None:
        self.template = template
        self.problems = tuple(problems)
        subject = f"widget {template!r}" if template else "widget"
        shown = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            shown.append(f"and {len(self.problems) - _SHOWN} more")
        super().__init__(f"{subject} {self.what}: " + "; ".join(shown))


class TemplateError(WidgetError):
    """The ``.widget`` file cannot be used; the paths are those of the file."""

    what = "has a file that cannot be used"


class InputError(WidgetError):
    """The data does not fit the template's JSON schema."""

    what = "got data that does not fit its schema"


class ActionError(WidgetError):
    """An action that has arrived is not the one that is expected."""

    what = "does not fit as an action"


class OutcomeError(WidgetError):
    """The template rendered something that is not a widget a renderer knows."""

    what = "rendered something no renderer knows"


class ComponentError(WidgetError):
    """A component was given what no renderer knows."""

    what = "is none that a renderer knows"


def format_path(parts: Iterable[str | int]) -> str:
    """Write a path as ``children[0].label``, or ``$`` when it is empty."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        else:
            path += f".{part}" if path else part
    return path or "$"


def value_at(root: Any, path: str) -> Any:
    """What is at a path that `format_path` wrote; none if there is nothing."""
    node = root
    for name, index in re.findall(r"([^.\[\]$]+)|\[(\d+)\]", path):
        try:
            node = node[int(index) if index else name]
        except (KeyError, IndexError, TypeError):
            return None
    return node
