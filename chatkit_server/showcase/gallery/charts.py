"""Charts: of every kind, with every curve, and with data that are hard to show."""

from __future__ import annotations

import math
from typing import Any, Final, get_args

from chatkit.widgets import CurveType

from chatkit_server.showcase.nodes import LONG, Node, node
from chatkit_server.showcase.stage import Scene

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")
"""The categories of most charts."""


def series(kind: str, key: str, label: str, **props: Any) -> Node:
    """A series of a chart."""
    return {"type": kind, "dataKey": key, "label": label, **props}


def _titled(title: str, chart: Node, **props: Any) -> Node:
    return node("Card", node("Title", value=title, size="sm"), chart, size="md", **props)


def _months(scene: Scene, *names: str) -> list[dict[str, str | int]]:
    return [
        {"month": month, **{name: scene.random.randint(5, 60) for name in names}}
        for month in MONTHS
    ]


def kinds(scene: Scene) -> Node:
    """Bars, stacks of bars, areas, lines, and all of them over the same months."""
    months = _months(scene, "new", "done", "late", "open")
    full = {"Jan": "January", "Feb": "February"}

    def chart(*of: Node, **props: Any) -> Node:
        return node("Chart", data=months, series=list(of), xAxis="month", **props)

    return node(
        "Basic",
        _titled(
            "Bars",
            chart(
                series("bar", "new", "New"),
                series("bar", "done", "Done"),
                showYAxis=True,
                barGap=2,
                barCategoryGap=20,
            ),
        ),
        _titled(
            "Two stacks",
            chart(
                series("bar", "new", "New", stack="in"),
                series("bar", "late", "Late", stack="in", color="blue-200"),
                series("bar", "done", "Done", stack="out", color="green"),
                series(
                    "bar",
                    "open",
                    "Open",
                    stack="out",
                    color={"light": "gray-300", "dark": "gray-400"},
                ),
                showYAxis=True,
                height=240,
            ),
        ),
        _titled(
            "An area",
            chart(series("area", "done", "Done", curveType="monotone", color="purple"), height=180),
        ),
        _titled(
            "Areas that add up",
            chart(
                *(
                    series("area", key, key.title(), stack="all", curveType="natural")
                    for key in ("new", "done", "late")
                ),
                showYAxis=True,
                aspectRatio="2/1",
            ),
        ),
        _titled(
            "Lines",
            chart(
                series("line", "new", "New"),
                series("line", "done", "Done", curveType="monotone"),
                series("line", "late", "Late", curveType="step", color="red"),
                showYAxis=True,
            ),
        ),
        _titled(
            "All together, in the dark",
            node(
                "Chart",
                data=months,
                series=[
                    series("bar", "new", "New"),
                    series("area", "done", "Done", curveType="monotone"),
                    series("line", "late", "Late", color="#e11d48"),
                ],
                xAxis={"dataKey": "month", "labels": full},
                showYAxis=True,
            ),
            theme="dark",
        ),
        _titled(
            "No axes, legend or tooltip",
            node(
                "Chart",
                data=months,
                series=[series("line", "new", "New", curveType="monotoneX")],
                xAxis={"dataKey": "month", "hide": True},
                showLegend=False,
                showTooltip=False,
                height=72,
            ),
        ),
        direction="col",
        gap=4,
    )


def curves(scene: Scene) -> Node:
    """The same points with each curve, as a line over its area."""
    points = [{"x": n, "y": scene.random.randint(0, 40)} for n in range(7)]
    return node(
        "Basic",
        *(
            node(
                "Row",
                *(
                    node(
                        "Col",
                        node("Caption", value=curve),
                        node(
                            "Chart",
                            data=points,
                            series=[series("area", "y", "Value", curveType=curve)],
                            xAxis={"dataKey": "x", "hide": True},
                            showLegend=False,
                            height=120,
                        ),
                        flex=1,
                    )
                    for curve in trio
                ),
                gap=4,
            )
            for trio in _in_threes(get_args(CurveType))
        ),
        direction="col",
        gap=4,
    )


def _in_threes(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [names[start : start + 3] for start in range(0, len(names), 3)]


def numbers(scene: Scene) -> Node:
    """Data below zero, with gaps, few and many, huge and tiny, and with long names."""
    many = [
        {
            "day": f"Day {day}",
            "visits": round(900 + 500 * math.sin(day / 40) + scene.random.randint(0, 200)),
            "sales": round(300 + 200 * math.cos(day / 55) + scene.random.randint(0, 90)),
        }
        for day in range(1, 401)
    ]

    def chart(title: str, data: list[Node], *of: Node, **props: Any) -> Node:
        return _titled(
            title,
            node("Chart", data=data, series=list(of), xAxis="day", showYAxis=True, **props),
        )

    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

    def week(values: list[float | None], name: str = "value") -> list[Node]:
        return [
            {"day": day, **({} if value is None else {name: value})}
            for day, value in zip(days, values, strict=True)
        ]

    balance = [
        {"day": day, "in": scene.random.randint(5, 40), "out": -scene.random.randint(5, 40)}
        for day in days
    ]
    return node(
        "Basic",
        chart(
            "Above and below zero",
            balance,
            series("bar", "in", "In", stack="all", color="green"),
            series("bar", "out", "Out", stack="all", color="red"),
        ),
        chart("A loss", week([4, -2.5, 3, -6, 1, 0, 2]), series("area", "value", "Result")),
        chart(
            "Gaps",
            week([3, 5, None, 4, None, 6, 7]),
            series("line", "value", "Value"),
            series("bar", "value", "The same", color="gray-200"),
        ),
        chart("One point", [{"day": "Mon", "value": 3}], series("line", "value", "Value")),
        chart("Nothing", [], series("bar", "value", "Value"), height=120),
        chart(
            "Hundreds",
            many,
            series("area", "visits", "Visits", curveType="monotone"),
            series("line", "sales", "Sales"),
        ),
        chart("Hundreds of bars", many, series("bar", "visits", "Visits")),
        chart(
            "Huge",
            week([1.2e9, 3.4e9, 2.2e12, 1e12, 5e11, 2e12, 1.5e12]),
            series("bar", "value", "Bytes"),
        ),
        chart(
            "Tiny",
            week([1e-6, 2e-6, 4.5e-6, 3e-6, 2e-6, 1e-6, 0]),
            series("line", "value", "Seconds"),
        ),
        chart(
            "Long names",
            [
                {"day": name, "value": scene.random.randint(10, 90)}
                for name in ("Customer success", "Engineering", LONG, "R&D", "Ελληνικά", "مبيعات")
            ],
            series("bar", "value", LONG),
            series("bar", "value", "Short"),
        ),
        direction="col",
        gap=4,
    )
