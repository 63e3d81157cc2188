"""The gallery has every component, with every prop and every choice that a prop has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import pytest
from chatkit.icons import IconName

from chatkit_server.showcase.gallery import GALLERY
from chatkit_server.showcase.stage import Scene
from widgets.components import component_types

_ICONS = {name for member in get_args(IconName) for name in get_args(member)}


def nodes_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every component of a widget."""
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from nodes_in(child)
    if isinstance(value, dict) and "type" in value:
        yield value


def choices_of(annotation: Any) -> set[Any]:
    """The values that a prop is one of; only ``Icon`` has to show every icon."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {choice for member in get_args(annotation) for choice in choices_of(member)}


@pytest.fixture(scope="module")
def shown() -> dict[str, list[dict[str, Any]]]:
    """The components of all samples, by type."""
    found: dict[str, list[dict[str, Any]]] = {}
    for sample in GALLERY.values():
        for node in nodes_in(sample(Scene("http://chat.example"))):
            found.setdefault(node["type"], []).append(node)
    return found


@pytest.mark.parametrize("name", component_types())
def test_every_prop_of_a_component_is_there(
    shown: dict[str, list[dict[str, Any]]], name: str
) -> None:
    props = {prop for node in shown.get(name, ()) for prop in node}
    assert set(component_types()[name].model_fields) - props - {"id", "key"} == set()


@pytest.mark.parametrize("name", component_types())
def test_every_choice_of_a_component_is_there(
    shown: dict[str, list[dict[str, Any]]], name: str
) -> None:
    missing: dict[str, set[Any]] = {}
    for prop, field in component_types()[name].model_fields.items():
        values = [node[prop] for node in shown.get(name, ()) if prop in node]
        choices = choices_of(field.annotation)
        if name != "Icon":
            choices -= _ICONS
        if left := {choice for choice in choices if choice not in values}:
            missing[prop] = left
    assert missing == {}
