"""What the element reads of a chart is what the SDK has; the types of npm lack the component."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from chatkit import widgets as sdk
from pydantic import BaseModel

CHARTS = Path(__file__).parents[2] / "web/src/widgets/charts"
WIRE = (CHARTS / "wire.ts").read_text(encoding="utf-8")
REGISTERED = (CHARTS.parent / "families/chart.tsx").read_text(encoding="utf-8")


def declared(name: str) -> set[str]:
    """The fields of an interface of the element."""
    body = re.search(rf"^export interface {name} \{{\n(.*?)^\}}", WIRE, re.M | re.S)
    assert body is not None
    return set(re.findall(r"^  (\w+)\??:", body[1], re.M))


@pytest.mark.parametrize("model", [sdk.Chart, sdk.BarSeries, sdk.AreaSeries, sdk.LineSeries])
def test_a_part_of_a_chart_has_the_fields_of_the_sdk(model: type[BaseModel]) -> None:
    assert declared(model.__name__) == set(model.model_fields)


def test_the_axis_has_the_fields_of_the_sdk() -> None:
    assert declared("XAxisConfig") == set(get_type_hints(sdk.XAxisConfig))


def test_every_curve_of_the_sdk_is_drawn() -> None:
    curves = re.search(r"CURVES = \[(.*?)\]", WIRE, re.S)
    assert curves is not None
    assert re.findall(r"'(\w+)'", curves[1]) == list(get_args(sdk.CurveType))


def test_the_renderer_is_held_to_these_fields() -> None:
    """The compiler asks for a reader of each prop of the type that this names."""
    assert "readers<WireOf<'Chart'>>()" in REGISTERED


def test_the_colors_that_the_sdk_names_are_there() -> None:
    colors = (CHARTS / "colors.ts").read_text(encoding="utf-8")
    source = Path(sdk.__file__).read_text(encoding="utf-8")
    tokens = re.search(r"Chart color tokens: (.*)", source)
    assert tokens is not None
    assert set(re.findall(r"^  (\w+): \{ light", colors, re.M)) == set(
        re.findall(r"`(\w+)`", tokens[1])
    )
