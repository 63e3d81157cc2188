"""A widget for each family of components, with the props that matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from chatkit_server.showcase.images import path_of
from chatkit_server.showcase.nodes import Node, action, button, labelled, node, text
from chatkit_server.showcase.stage import Stage
from chatkit_server.showcase.trouble import ICONS

ECHO: Final = "showcase.echo"
"""The action that answers with what it carried."""

_LONG: Final = "A sentence that is longer than there is room for on any phone, and then some more."
_CONTROL_SIZES: Final = ("3xs", "2xs", "xs", "sm", "md", "lg", "xl", "2xl", "3xl")
_COLORS: Final = (
    *("primary", "secondary", "info", "discovery", "success", "caution", "warning", "danger"),
)


def texts(stage: Stage) -> Node:
    """Titles, captions and text in every size and weight."""
    return node(
        "Card",
        *(node("Title", value=f"Title {size}", size=size) for size in ("sm", "md", "lg", "xl")),
        *(node("Caption", value=f"Caption {size}", size=size) for size in ("sm", "md", "lg")),
        *(text(f"Text {size}", size=size) for size in ("xs", "sm", "md", "lg", "xl")),
        *(text(weight, weight=weight) for weight in ("normal", "medium", "semibold", "bold")),
        *(
            text(color, color=color)
            for color in ("prose", "primary", "emphasis", "secondary", "tertiary", "danger")
        ),
        text("A colour for each theme", color={"light": "#7c2d12", "dark": "orange-300"}),
        text("Italic", italic=True),
        text("Struck", lineThrough=True),
        text(_LONG, truncate=True),
        text(f"{_LONG} {_LONG}", maxLines=2),
        text("Reserves three lines", minLines=3),
        *(text(align, textAlign=align) for align in ("start", "center", "end")),
        node("Divider", spacing=4, flush=True),
        node(
            "Markdown",
            value="**Markdown** with `code`, a [link](https://example.com) and\n\n- a\n- list",
        ),
        size="md",
    )


def badges(stage: Stage) -> Node:
    """Badges in every colour and variant."""
    colors = ("secondary", "success", "danger", "warning", "info", "discovery")
    return node(
        "Card",
        *(
            node(
                "Row",
                *(node("Badge", label=color, color=color, variant=variant) for color in colors),
                gap=2,
                wrap="wrap",
            )
            for variant in ("solid", "soft", "outline")
        ),
        node(
            "Row",
            *(node("Badge", label=size, size=size, pill=True) for size in ("sm", "md", "lg")),
            gap=2,
        ),
    )


def buttons(stage: Stage) -> Node:
    """Buttons in every variant, colour and size."""
    echo = action(ECHO, {"from": "buttons"})
    return node(
        "Card",
        *(
            node(
                "Row",
                *(
                    button(color, echo, color=color, variant=variant, size="sm")
                    for color in _COLORS
                ),
                gap=2,
                wrap="wrap",
            )
            for variant in ("solid", "soft", "outline", "ghost")
        ),
        node(
            "Row",
            *(button(size, echo, size=size, style="secondary") for size in _CONTROL_SIZES),
            gap=2,
            wrap="wrap",
            align="center",
        ),
        node(
            "Row",
            button("Icons", echo, iconStart="star", iconEnd="chevron-right", style="primary"),
            node("Button", iconStart="reload", uniform=True, pill=True, onClickAction=echo),
            button("Disabled", echo, disabled=True),
            gap=2,
        ),
        button("As wide as the card", echo, block=True, pill=True),
    )


def icons(stage: Stage) -> Node:
    """Every icon by its name, one that is not drawn, and every size."""
    return node(
        "Card",
        node(
            "Row",
            *(
                node("Col", node("Icon", name=name), node("Caption", value=name), align="center")
                for name in (*ICONS, "lucide:anchor", "vendor:acme")
            ),
            gap=3,
            wrap="wrap",
        ),
        node(
            "Row",
            *(
                node("Icon", name="star", size=size, color="warning")
                for size in ("xs", "sm", "md", "lg", "xl", "2xl", "3xl")
            ),
            gap=2,
            align="end",
        ),
        size="full",
    )


def layout(stage: Stage) -> Node:
    """Boxes, rows and columns: gaps, alignment, borders, radii, sizes."""
    box = {"background": "surface-secondary", "padding": 2, "radius": "md"}
    justified = ("start", "center", "end", "between", "around", "evenly")
    return node(
        "Card",
        *(
            node(
                "Row",
                *(node("Box", text(justify, size="xs"), **box) for _ in range(2)),
                justify=justify,
            )
            for justify in justified
        ),
        node("Row", text("Start"), node("Spacer", minSize=8), text("End")),
        node(
            "Row",
            node("Box", text("flex 1"), flex=1, **box),
            node("Box", text("flex 2"), flex=2, **box),
            gap=2,
        ),
        node(
            "Box",
            text("Borders of its own on each side"),
            border={
                "top": 1,
                "bottom": {"size": 3, "color": "red-500", "style": "dashed"},
                "x": {"size": 2, "color": {"light": "blue-700", "dark": "blue-300"}},
            },
            padding={"x": 4, "y": 2},
            margin={"top": 2},
            radius="lg",
        ),
        node("Box", node("Caption", value="2 : 1"), aspectRatio=2, maxWidth=200, **box),
        node("Divider", color="strong", size=2, spacing=3),
        node("Transition", children=node("Box", text("In a transition"), **box)),
    )


def images(stage: Stage) -> Node:
    """Images that fit in every way, and one that is missing."""
    src = stage.url(path_of("landscape", stage.seed))
    return node(
        "Card",
        node(
            "Row",
            *(
                node("Image", src=src, alt=f"A gradient, {fit}", fit=fit, size=90, frame=True)
                for fit in ("cover", "contain", "fill", "scale-down", "none")
            ),
            gap=2,
            wrap="wrap",
        ),
        node("Image", src=src, alt="A wide gradient", radius="xl", aspectRatio="16/9"),
        node(
            "Image", src=stage.url("/showcase-none.png"), alt="An image that is not there", size=90
        ),
        node(
            "Image", src=src, alt="A gradient to the edges", flush=True, height=80, position="top"
        ),
        size="md",
    )


def fields(stage: Stage) -> Node:
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


def card(stage: Stage) -> Node:
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


def listing(stage: Stage) -> Node:
    """A list that shows five and has more; its rows can be pressed."""
    return node(
        "ListView",
        *(
            node(
                "ListViewItem",
                node("Icon", name="document"),
                node("Col", text(f"Row {n}", weight="medium"), node("Caption", value=_LONG)),
                onClickAction=action(ECHO, {"row": n}),
                gap=3,
                align="center",
            )
            for n in range(1, 13)
        ),
        limit=5,
        status={
            "text": "12 rows",
            "favicon": stage.url(path_of("square", stage.seed)),
            "frame": True,
        },
    )


def table(stage: Stage) -> Node:
    """A table with a head, cells over several columns and rows, and numbers at the end."""

    def cell(value: str, **props: object) -> Node:
        return node("Table.Cell", text(value), **props)

    return node(
        "Card",
        node(
            "Table",
            node(
                "Table.Row", cell("Name"), cell("Since"), cell("Amount", align="end"), header=True
            ),
            node(
                "Table.Row",
                cell("Ada", rowSpan=2, vAlign="center"),
                cell("1842"),
                cell("1,234.50", align="end"),
            ),
            node("Table.Row", cell("1843"), cell("99.00", align="end")),
            node("Table.Row", cell("Total", colSpan=2), cell("1,333.50", align="end")),
        ),
        size="lg",
    )


def charts(stage: Stage) -> Node:
    """Bars in a stack, areas and lines over the same months."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
    data = [
        {"month": month, **{name: stage.random.randint(5, 60) for name in ("new", "done", "late")}}
        for month in months
    ]
    kinds = (
        [
            {"type": "bar", "dataKey": key, "label": key.title(), "stack": "all"}
            for key in ("new", "done")
        ],
        [
            {
                "type": "area",
                "dataKey": "new",
                "label": "New",
                "curveType": "monotone",
                "color": "purple",
            }
        ],
        [
            {"type": "line", "dataKey": "late", "label": "Late", "color": "red"},
            {"type": "bar", "dataKey": "done", "label": "Done"},
        ],
    )
    return node(
        "Card",
        *(
            node(
                "Chart",
                data=data,
                series=series,
                xAxis={"dataKey": "month", "labels": {"Jan": "January"}},
                showYAxis=place > 0,
                showLegend=True,
                showTooltip=True,
                height=180,
            )
            for place, series in enumerate(kinds)
        ),
        size="lg",
    )


def basic(stage: Stage) -> Node:
    """A root without a frame that has components and other roots in it."""
    return node(
        "Basic",
        text("Not in a card"),
        node("Card", text("In a card in it"), size="sm", theme="dark"),
        node("ListView", node("ListViewItem", text("In a list in it"))),
        direction="col",
        gap=3,
    )


def newer(stage: Stage) -> Node:
    """A component of a later version, and a prop of one."""
    return node(
        "Card",
        text("Before", glow=True),
        node("Hologram", text("Inside"), depth=3),
        text("After"),
    )


GALLERY: Final[dict[str, Callable[[Stage], Node]]] = {
    "texts": texts,
    "badges": badges,
    "buttons": buttons,
    "icons": icons,
    "layout": layout,
    "images": images,
    "fields": fields,
    "card": card,
    "list": listing,
    "table": table,
    "charts": charts,
    "basic": basic,
    "newer": newer,
}
"""Widgets by name; ``newer`` alone is not of this version."""
