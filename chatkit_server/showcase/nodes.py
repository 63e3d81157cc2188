"""Widgets as the JSON that they are, in short."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from chatkit.types import ThreadItemDoneEvent, WidgetItem
from chatkit.widgets import DynamicWidgetRoot

from chatkit_server.showcase.stage import Event, Stage

Node: TypeAlias = dict[str, Any]

ECHO: Final = "showcase.echo"
"""The action that answers with what it carried."""

LONG: Final = "A sentence that is longer than there is room for on any phone, and then some more."


def node(type: str, *children: Node, **props: Any) -> Node:
    """A component; what is in it comes first, where it takes any."""
    return {"type": type, **props, **({"children": list(children)} if children else {})}


def text(value: str, **props: Any) -> Node:
    """A line of text."""
    return node("Text", value=value, **props)


def action(type: str, payload: Node | None = None, **props: Any) -> Node:
    """What a button or a field does."""
    return {"type": type, **({} if payload is None else {"payload": payload}), **props}


def button(label: str, does: Node | None = None, **props: Any) -> Node:
    """A button."""
    return node("Button", label=label, **({"onClickAction": does} if does else {}), **props)


def labelled(label: str, field: Node) -> Node:
    """A field below its label."""
    return node("Col", node("Label", value=label, fieldName=field["name"]), field, gap=1)


def build(root: Node) -> DynamicWidgetRoot:
    """The widget, with every prop."""
    return DynamicWidgetRoot.model_validate(root)


def show(stage: Stage, root: Node, copy_text: str | None = None) -> Event:
    """A widget of its own in the thread."""
    return ThreadItemDoneEvent(
        item=WidgetItem(**stage.fields(), widget=build(root), copy_text=copy_text)
    )
