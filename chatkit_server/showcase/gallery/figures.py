"""Figures: lists and tables."""

from __future__ import annotations

from chatkit_server.showcase.images import path_of
from chatkit_server.showcase.nodes import ECHO, LONG, Node, action, node, text
from chatkit_server.showcase.stage import Scene


def listing(scene: Scene) -> Node:
    """A list that shows five and has more; its rows can be pressed."""
    return node(
        "ListView",
        *(
            node(
                "ListViewItem",
                node("Icon", name="document"),
                node("Col", text(f"Row {n}", weight="medium"), node("Caption", value=LONG)),
                onClickAction=action(ECHO, {"row": n}),
                gap=3,
                align="center",
            )
            for n in range(1, 13)
        ),
        limit=5,
        status={
            "text": "12 rows",
            "favicon": scene.url(path_of("square", scene.seed)),
            "frame": True,
        },
    )


def table(scene: Scene) -> Node:
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
