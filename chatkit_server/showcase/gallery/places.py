"""Places: layout, images, and roots in roots."""

from __future__ import annotations

from chatkit_server.showcase.images import path_of
from chatkit_server.showcase.nodes import Node, node, text
from chatkit_server.showcase.stage import Scene


def layout(scene: Scene) -> Node:
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


def images(scene: Scene) -> Node:
    """Images that fit in every way, and one that is missing."""
    src = scene.url(path_of("landscape", scene.seed))
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
            "Image", src=scene.url("/showcase-none.png"), alt="An image that is not there", size=90
        ),
        node(
            "Image", src=src, alt="A gradient to the edges", flush=True, height=80, position="top"
        ),
        size="md",
    )


def basic(scene: Scene) -> Node:
    """A root without a frame that has components and other roots in it."""
    return node(
        "Basic",
        text("Not in a card"),
        node("Card", text("In a card in it"), size="sm", theme="dark"),
        node("ListView", node("ListViewItem", text("In a list in it"))),
        direction="col",
        gap=3,
    )


def newer(scene: Scene) -> Node:
    """A component of a later version, and a prop of one."""
    return node(
        "Card",
        text("Before", glow=True),
        node("Hologram", text("Inside"), depth=3),
        text("After"),
    )
