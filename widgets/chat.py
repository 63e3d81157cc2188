"""Widgets about the conversation itself, whatever the assistant is for."""

from __future__ import annotations

from typing import ClassVar, Literal

from widgets.builder import Builder, Data
from widgets.tasks import Action, ActionButton


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
    approve: Action | None = None
    """None when it does not wait any more, as the other two."""
    always: Action | None = None
    reject: Action | None = None


BUILDERS: tuple[type[Builder], ...] = (Interrupted, Approval)
