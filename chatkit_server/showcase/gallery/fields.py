"""Fields: everything that can be filled in."""

from __future__ import annotations

from chatkit_server.showcase.nodes import ECHO, Node, action, labelled, node, text
from chatkit_server.showcase.stage import Scene


def fields(scene: Scene) -> Node:
    """Every field in a form of its own."""
    options = [
        {"value": "a", "label": "The first", "description": "With a description"},
        {"value": "b", "label": "The second"},
        {"value": "c", "label": "Not this one", "disabled": True},
    ]
    many = [{"value": f"{n}", "label": f"Option {n}"} for n in range(1, 31)]
    changed = action(ECHO, {"from": "change"})
    return node(
        "Card",
        node(
            "Form",
            labelled("Name", node("Input", name="name", required=True, placeholder="Ada")),
            *(
                labelled(kind, node("Input", name=kind, inputType=kind, variant="outline"))
                for kind in ("number", "email", "password", "tel", "url")
            ),
            labelled(
                "A code of four digits", node("Input", name="code", pattern="[0-9]{4}", size="lg")
            ),
            labelled("Notes", node("Textarea", name="notes", rows=2, autoResize=True, maxRows=6)),
            labelled("Choice", node("Select", name="choice", options=options, clearable=True)),
            labelled(
                "Of many", node("Select", name="many", options=many, searchable=True, block=True)
            ),
            labelled(
                "Day",
                node(
                    "DatePicker",
                    name="day",
                    min="2026-01-01T00:00:00Z",
                    max="2027-12-31T00:00:00Z",
                    clearable=True,
                ),
            ),
            node("Checkbox", name="agree", label="I agree", required=True),
            node("Checkbox", name="news", label="Tell me at once", onChangeAction=changed),
            labelled(
                "How often",
                node(
                    "RadioGroup",
                    name="often",
                    direction="row",
                    defaultValue="week",
                    options=[
                        {"label": "Daily", "value": "day"},
                        {"label": "Weekly", "value": "week"},
                        {"label": "Never", "value": "never", "disabled": True},
                    ],
                ),
            ),
            text("Text that can be edited", editable={"name": "title", "required": True}),
            node("Button", submit=True, label="Send", style="primary"),
            onSubmitAction=action(ECHO, {"from": "form"}),
            direction="col",
            gap=3,
        ),
        size="md",
    )


def card(scene: Scene) -> Node:
    """A card that is a form, with a status and two buttons below."""
    return node(
        "Card",
        node("Title", value="Confirm the order"),
        labelled("Address", node("Input", name="address", defaultValue="1 Bridge Road")),
        asForm=True,
        size="sm",
        status={"text": "Waiting for you", "icon": "clock"},
        confirm={"label": "Order", "action": action(ECHO, {"from": "confirm"})},
        cancel={"label": "Leave it", "action": action(ECHO, {"from": "cancel"})},
        background={"light": "surface", "dark": "surface-elevated"},
        border=1,
    )
