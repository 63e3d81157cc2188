"""Words: text, badges, buttons and icons."""

from __future__ import annotations

from typing import Final

from chatkit_server.showcase.nodes import ECHO, LONG, Node, action, button, node, text
from chatkit_server.showcase.stage import Scene
from chatkit_server.showcase.trouble import ICONS

_CONTROL_SIZES: Final = ("3xs", "2xs", "xs", "sm", "md", "lg", "xl", "2xl", "3xl")
_COLORS: Final = (
    "primary",
    "secondary",
    "info",
    "discovery",
    "success",
    "caution",
    "warning",
    "danger",
)


def texts(scene: Scene) -> Node:
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
        text(LONG, truncate=True),
        text(f"{LONG} {LONG}", maxLines=2),
        text("Reserves three lines", minLines=3),
        *(text(align, textAlign=align) for align in ("start", "center", "end")),
        node("Divider", spacing=4, flush=True),
        node(
            "Markdown",
            value="**Markdown** with `code`, a [link](https://example.com) and\n\n- a\n- list",
        ),
        size="md",
    )


def badges(scene: Scene) -> Node:
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


def buttons(scene: Scene) -> Node:
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


def icons(scene: Scene) -> Node:
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
