"""Widgets about the conversation itself, whatever the assistant is for."""

from __future__ import annotations

from typing import ClassVar

from widgets.builder import Builder
from widgets.tasks import ActionButton


class Interrupted(Builder):
    """An answer was cut off, and can be asked for again."""

    template: ClassVar = "interrupted"
    label: ClassVar = "Interrupted answer"

    text: str
    button: ActionButton


BUILDERS: tuple[type[Builder], ...] = (Interrupted,)
