"""Variants: every choice that the props of a component have, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, get_args

from chatkit import widgets as sdk

from chatkit_server.showcase.images import path_of
from chatkit_server.showcase.nodes import ECHO, LONG, Node, action, labelled, node, text
from chatkit_server.showcase.stage import Scene

_WEIGHTS: Final = ("normal", "medium", "semibold", "bold")
_TEXT_ALIGNS: Final = get_args(sdk.TextAlign)
_RADII: Final = get_args(sdk.RadiusValue)
_CONTROL_SIZES: Final = get_args(sdk.ControlSize)
_VARIANTS: Final = get_args(sdk.ControlVariant)
_ALIGNMENTS: Final = get_args(sdk.Alignment)
_JUSTIFICATIONS: Final = get_args(sdk.Justification)
_GUTTERS: Final = ("2xs", "xs", "sm", "md", "lg", "xl")
_CHANGED: Final = action(ECHO, {"from": "change"})
_OPTIONS: Final = [{"value": f"{n}", "label": f"Option {n}"} for n in (1, 2, 3)]


def _each(prop: str, values: Iterable[Any], type: str, **props: Any) -> list[Node]:
    """A component for each value of a prop."""
    return [node(type, **props, **{prop: value}) for value in values]


def _part(title: str, *nodes: Node, **props: Any) -> Node:
    return node("Col", node("Caption", value=title), *nodes, gap=2, **props)


def _wrapped(title: str, nodes: Iterable[Node]) -> Node:
    return _part(title, node("Row", *nodes, gap=2, wrap="wrap"))


def _tile(words: str = "", **props: Any) -> Node:
    small = {"background": "surface-tertiary", "padding": 1, "radius": "xs"}
    return node("Box", text(words or "·", size="xs"), **small | props)


def _chart(**props: Any) -> Node:
    data = [{"day": day, "done": done} for day, done in (("Mon", 3), ("Tue", 5), ("Wed", 2))]
    bars = [{"type": "bar", "dataKey": "done", "label": "Done"}]
    return node("Chart", data=data, series=bars, xAxis={"dataKey": "day"}, **props)


def headings(scene: Scene) -> Node:
    """Titles, captions and labels in every size, weight, alignment and colour."""
    sizes = {
        "Title": get_args(sdk.TitleSize),
        "Caption": get_args(sdk.CaptionSize),
        "Label": get_args(sdk.TextSize),
    }
    parts = []
    for type in ("Title", "Caption", "Label"):
        own: Node = {"fieldName": "any"} if type == "Label" else {}
        words = {"value": type, **own}
        parts += [
            *_each("size", sizes[type], type, **words),
            *_each("weight", _WEIGHTS, type, **words),
            *_each("textAlign", _TEXT_ALIGNS, type, **words),
            node(type, **words | {"value": f"{type} in a colour"}, color="discovery"),
        ]
        if type != "Label":
            parts += [
                node(type, value=LONG * 2, truncate=True),
                node(type, value=LONG * 3, maxLines=2),
            ]
    return node(
        "Card",
        *parts,
        text("A text that is half as wide", width="50%"),
        text("A text that is still being written", streaming=True),
        text("A text that cannot be edited", editable=False),
        node("Markdown", value="Markdown that is *still* being written", streaming=True),
        node("Input", name="any"),
        size="md",
    )


def boxes(scene: Scene) -> Node:
    """Boxes, rows, columns and forms: every alignment, corner and limit of their size."""
    parts = []
    for type in ("Box", "Row", "Col", "Form"):
        flow: Node = {} if type in ("Row", "Col") else {"direction": "row"}
        frame = {"background": "surface-secondary", "padding": 1, "gap": 1, "radius": "sm"}
        three = [_tile("a", padding=2), _tile("b"), _tile("c")]
        room = {"width": 96, "height": 128} if type == "Col" else {"height": 64}
        parts += [
            _wrapped(
                f"{type}: align",
                [
                    node(type, *three, _tile(align), **frame | flow, align=align, **room)
                    for align in _ALIGNMENTS
                ],
            ),
            _part(
                f"{type}: justify",
                *(
                    node(type, *three, _tile(justify), **frame | flow, justify=justify)
                    for justify in _JUSTIFICATIONS
                ),
            ),
            _wrapped(
                f"{type}: wrap",
                [
                    node(type, *three, _tile(wrap), **frame | flow, wrap=wrap, width=96)
                    for wrap in ("nowrap", "wrap", "wrap-reverse")
                ],
            ),
            _wrapped(
                f"{type}: radius",
                [
                    node(type, text(radius, size="xs"), **frame | {"radius": radius, "padding": 3})
                    for radius in _RADII
                ],
            ),
            node(
                type,
                _tile("A border, a margin and limits"),
                **frame,
                border={"size": 1, "color": "strong"},
                margin={"y": 2},
                flex=1,
                minWidth=120,
                maxWidth="90%",
                minHeight=40,
                maxHeight=120,
            ),
            _wrapped(
                f"{type}: sizes",
                [
                    node(type, _tile("48"), **frame, size=48),
                    node(type, _tile("4 : 1"), **frame, width=120, aspectRatio=4),
                    node(type, _tile("40 to 60"), **frame, minSize=40, maxSize=60),
                ],
            ),
        ]
        if flow:
            parts.append(node(type, *three, **frame, direction="col"))
    return node("Card", *parts, size="lg")


def pictures(scene: Scene) -> Node:
    """Images at every position, with every corner, and charts within limits."""
    src = scene.url(path_of("landscape", scene.seed))
    positions = ("center", "top", "bottom", "left", "right")
    corners = ("top left", "top right", "bottom left", "bottom right")
    image = {"src": src, "alt": "A gradient"}
    return node(
        "Card",
        _wrapped("position", _each("position", (*positions, *corners), "Image", **image, size=56)),
        _wrapped("radius", _each("radius", _RADII, "Image", **image, size=56)),
        node("Image", **image, background="surface-tertiary", fit="contain", width=120, height=120),
        node(
            "Row",
            node("Image", **image, flex=1, minWidth=40, maxWidth=120, minHeight=20, maxHeight=60),
            node("Image", **image, minSize=40, maxSize=80, margin={"left": 4}),
        ),
        node(
            "Row",
            _chart(flex=1, minWidth=120, maxWidth=240, minHeight=80, maxHeight=160),
            _chart(width=120, minSize=60, maxSize=140),
            _chart(size=100),
            gap=3,
        ),
        size="md",
    )


def entries(scene: Scene) -> Node:
    """Fields for words in every size, variant and gutter."""
    parts = []
    for type in ("Input", "Textarea"):
        common = {"placeholder": type, **({"rows": 1} if type == "Textarea" else {})}
        for prop, values in (
            ("size", _CONTROL_SIZES),
            ("variant", ("soft", "outline")),
            ("gutterSize", _GUTTERS),
        ):
            parts += [
                node(type, name=f"{type}.{prop}.{value}", **common | {prop: value})
                for value in values
            ]
        parts += [
            node(type, name=f"{type}.disabled", disabled=True, defaultValue="Disabled", **common),
            node(type, name=f"{type}.autofill", allowAutofillExtensions=True, **common),
            node(
                type,
                name=f"{type}.selected",
                autoFocus=type == "Input",
                autoSelect=True,
                defaultValue="Selected when it is entered",
            ),
            node(type, name=f"{type}.strict", required=True, pattern="[a-z]+", **common),
        ]
    parts.append(node("Input", name="round", inputType="text", pill=True, placeholder="Round"))
    return node("Card", *parts, asForm=True, confirm={"label": "Send", "action": _CHANGED})


def choosers(scene: Scene) -> Node:
    """Selects, dates, checkboxes and radios in every size and variant, and in every state."""
    parts = []
    for type, own in (("Select", {"options": _OPTIONS}), ("DatePicker", {})):
        for prop, values in (("size", _CONTROL_SIZES), ("variant", _VARIANTS)):
            chosen = [
                node(type, name=f"{type}.{prop}.{value}", placeholder=value, **own | {prop: value})
                for value in values
            ]
            parts.append(_wrapped(f"{type}: {prop}", chosen))
        value = "2" if type == "Select" else "2026-03-14T00:00:00Z"
        state: Node = {"defaultValue": value, **own}
        parts += [
            node(type, name=f"{type}.round", pill=True, onChangeAction=_CHANGED, **state),
            node(type, name=f"{type}.disabled", disabled=True, block=True, **state),
        ]
    sides = [
        node("DatePicker", name=f"side.{side}", placeholder=side, side=side)
        for side in ("top", "bottom", "left", "right")
    ]
    aligned = [
        node("DatePicker", name=f"align.{align}", placeholder=align, align=align)
        for align in ("start", "center", "end")
    ]
    radios = {"options": _OPTIONS, "defaultValue": "1", "onChangeAction": _CHANGED}
    return node(
        "Card",
        *parts,
        _wrapped("DatePicker: side", sides),
        _wrapped("DatePicker: align", aligned),
        node("Checkbox", name="checked", label="Checked", defaultChecked=True),
        node("Checkbox", name="fixed", label="Disabled", defaultChecked=True, disabled=True),
        node("RadioGroup", name="down", ariaLabel="One below the other", direction="col", **radios),
        node("RadioGroup", name="off", ariaLabel="Disabled", disabled=True, **radios),
        labelled(
            "Has to be chosen", node("RadioGroup", name="must", required=True, options=_OPTIONS)
        ),
        _wrapped(
            "Button: iconSize",
            _each(
                "iconSize", ("sm", "md", "lg", "xl", "2xl"), "Button", label="Go", iconStart="star"
            ),
        ),
        size="md",
    )


def roots(scene: Scene) -> Node:
    """Cards, lists and roots in roots, with a theme and a flow of their own."""
    done = [node("Title", value="A card that has done its work"), text("What it was about")]
    rows = [
        node("ListViewItem", text(align), node("Caption", value="aligned"), align=align, gap=2)
        for align in _ALIGNMENTS
    ]
    flows = [
        node("Basic", _tile("a"), _tile(align), direction="row", align=align, gap=1)
        for align in _ALIGNMENTS
    ] + [
        node("Basic", _tile("a"), _tile(justify), direction="row", justify=justify, gap=1)
        for justify in _JUSTIFICATIONS
    ]
    return node(
        "Basic",
        node("Card", *done, collapsed=True, size="full"),
        node("Card", text("Light, and padded well"), theme="light", padding={"x": 8, "y": 6}),
        node("ListView", *rows, theme="dark"),
        node("ListView", *rows, *rows, theme="light", limit="auto"),
        *flows,
        node("Basic", text("Dark"), theme="dark", padding=3),
        node("Basic", text("Light"), theme="light", padding=3),
        gap=3,
    )


def cells(scene: Scene) -> Node:
    """Tables whose cells are of every size and alignment."""

    def row(prop: str, values: Iterable[str], **props: Any) -> Node:
        return node(
            "Table.Row",
            *(
                node("Table.Cell", text(value, size="sm"), **{prop: value}, **props)
                for value in values
            ),
        )

    three = ("start", "center", "end")
    return node(
        "Card",
        node("Table", row("colSize", ("xs", "sm", "md", "lg", "xl"))),
        node("Table", row("align", three), row("vAlign", three, padding={"y": 3})),
        node(
            "Table",
            node(
                "Table.Row",
                node("Table.Cell", text("A third"), width="33%"),
                node("Table.Cell", text("The rest")),
            ),
        ),
        size="full",
    )
