"""Widgets about the conversation itself, whatever the assistant is for."""

from __future__ import annotations

from typing import ClassVar, Literal

from widgets.builder import Builder, Data
from widgets.tasks import ActionButton


class Interrupted(Builder):
    """An answer was cut off, and can be asked for again."""

    template: ClassVar = "interrupted"
    label: ClassVar = "Interrupted answer"

    text: str
    button: ActionButton


class Argument(Data):
    """What a tool would be given."""

    name: str
    value: str


class ApprovalCall(Data):
    """A call of a tool."""

    title: str
    arguments: tuple[Argument, ...] = ()
    more: str | None = None
    """Says that there are more arguments."""
    granted: bool | None = None
    """What the user said to it; None before that."""


class Approval(Builder):
    """Asks the user before tools are called, or says what became of it."""

    template: ClassVar = "approval"
    label: ClassVar = "Approval"

    title: str
    calls: tuple[ApprovalCall, ...] = ()
    said: str | None = None
    """What became of it; None while it waits for an answer."""
    icon: Literal["check-circle", "info"] = "info"
    """Before that."""
    why: str | None = None
    """Asks for the reason of a rejection; None when it does not wait any more, as the buttons."""
    reject: ActionButton | None = None
    always: ActionButton | None = None
    approve: ActionButton | None = None


BUILDERS: tuple[type[Builder], ...] = (Interrupted, Approval)
