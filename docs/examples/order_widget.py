"""A widget in Python, and the action that comes back from it."""

from __future__ import annotations

from typing import Any

from chatkit.actions import Action
from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel

from widgets import ui


class Line(BaseModel):
    """So many of a thing."""

    name: str
    count: int


class Reorder(ui.ActionData, type="orders.reorder"):
    """Order the same again."""

    order_id: str
    note: str = ""  # filled in by the form


def order_card(order_id: str, lines: list[Line], *, late: bool = False) -> DynamicWidgetRoot:
    """What the SDK streams and stores."""
    return ui.card(
        ui.row(
            ui.title(f"Order {order_id}", size="sm"),
            ui.spacer(),
            late and ui.badge("Late", color="danger"),
        ),
        ui.table_of(lines, {"name": "Item", "count": "Count"}),
        [ui.caption(f"{line.name} is nearly gone") for line in lines if line.count > 9],
        ui.field("Note", ui.input("note", placeholder="For the driver")),
        as_form=True,
        confirm=ui.card_action("Order again", Reorder(order_id=order_id)),
    )


def reorder(action: Action[str, Any]) -> str:
    """In the server's ``action`` method, or a handler of an assistant."""
    again = Reorder.read(action)  # ActionError, if it is not one
    return f"Order {again.order_id} again: {again.note or 'no note'}"
