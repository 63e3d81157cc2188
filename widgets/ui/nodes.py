"""The parts of a widget while it is being put together, and the check of the whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import Any, Literal, TypeAlias

from chatkit.actions import ActionConfig
from chatkit.widgets import DynamicWidgetComponent, DynamicWidgetRoot
from pydantic import BaseModel

from widgets.components import UNKNOWN_PROP, check, check_component, component_types
from widgets.errors import ComponentError, OutcomeError, Problem, format_path, value_at
from widgets.schemas import suggest
from widgets.ui.actions import ActionData, action_json


class Node:
    """A part of a widget.

    Attributes:
        json: What it is on the wire. It is checked when a root is made of it.
    """

    __slots__ = ("json",)

    def __init__(self, json: Mapping[str, Any]) -> None:
        self.json = json

    def __repr__(self) -> str:
        return f"{type(self).__name__}({json.dumps(self.json, ensure_ascii=False)})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.json == getattr(other, "json", None)

    def __hash__(self) -> int:
        return hash(repr(self))

    def build(self) -> DynamicWidgetComponent:
        """The part alone, as an update of a widget that is shown already takes it.

        Raises:
            ComponentError: It is not one that a renderer knows.
        """
        document = _checked(self.json, check_component)
        return DynamicWidgetComponent.model_validate(document)


class Component(Node):
    """What can stand anywhere in a widget."""

    __slots__ = ()


class ListItem(Node):
    """An item of a list view, and nothing else."""

    __slots__ = ()


class TableRow(Node):
    """A row of a table, and nothing else."""

    __slots__ = ()


class TableCell(Node):
    """A cell of a row, and nothing else."""

    __slots__ = ()


Absent: TypeAlias = Literal[False] | None
"""What is left out, so that ``condition and ui.text(…)`` can be a child."""

Child: TypeAlias = Component | DynamicWidgetRoot | str | Absent | Iterable["Child"]
"""A component, a root in another one, a text, nothing, or several of them."""

ItemChild: TypeAlias = ListItem | Absent | Iterable["ItemChild"]
RowChild: TypeAlias = TableRow | Absent | Iterable["RowChild"]
CellChild: TypeAlias = TableCell | Component | str | Absent | Iterable["CellChild"]


def node_json(
    type: str, props: Mapping[str, Any], children: Iterable[Any] | None = None, **given: Any
) -> dict[str, Any]:
    """A component on the wire: props by their Python names, those that are ``None`` left out."""
    names = wire_names(type)
    json: dict[str, Any] = {"type": type}
    for name, value in (*given.items(), *props.items()):
        if value is not None:
            json[names.get(name, name)] = to_json(value)
    if "status" in json and isinstance(json["status"], str):
        json["status"] = {"text": json["status"]}
    if children is not None:
        made = [_child_json(child) for child in present(children)]
        if made or component_types()[type].model_fields["children"].is_required():
            json["children"] = made
    return json


def make_root(json: Mapping[str, Any]) -> DynamicWidgetRoot:
    """The widget that a stream, an item or an event of the SDK takes.

    Raises:
        ComponentError: It is not one that a renderer knows; each place is named.
    """
    return DynamicWidgetRoot.model_validate(_checked(json, check))


def present(children: Iterable[Any]) -> Iterator[Any]:
    """Children one after the other, those within iterables too, without the absent ones."""
    for child in children:
        if child is None or child is False or child == "":
            continue
        if isinstance(child, Iterable) and not isinstance(child, str | Mapping | BaseModel):
            yield from present(child)
        else:
            yield child


def to_json(value: Any) -> Any:
    """The value of a prop on the wire."""
    match value:
        case ActionConfig() | ActionData():
            return action_json(value)
        case BaseModel():
            return value.model_dump(mode="json", exclude_none=True)
        case datetime():
            return value.isoformat()
        case date():
            # Midnight without an offset: a bare date is one of UTC to JavaScript, and so the day
            # before west of Greenwich.
            return f"{value.isoformat()}T00:00:00"
        case Mapping():
            return {name: to_json(entry) for name, entry in value.items()}
        case str() | int() | float():
            return value
        case Iterable():
            return [to_json(entry) for entry in value]
    return value


@cache
def wire_names(type: str) -> Mapping[str, str]:
    """The props of a component: their names on the wire by those in Python."""
    model = component_types().get(type)
    return {} if model is None else {python_name(name): name for name in model.model_fields}


def python_name(prop: str) -> str:
    """A prop's name here: ``defaultValue`` is ``default_value``, ``onClickAction`` ``on_click``."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z])", "_", prop).lower()
    return re.sub(r"^(on_\w+)_action$", r"\1", snake)


def _child_json(child: Any) -> Any:
    match child:
        case Node():
            return child.json
        case str():
            return {"type": "Text", "value": child}
        case DynamicWidgetComponent():
            return child.model_dump(mode="json", exclude_none=True)
    return child  # the check says what is wrong with it, and where


def _checked(json_value: Mapping[str, Any], check_json: Callable[[str], None]) -> Any:
    name = str(json_value.get("type"))
    try:
        document = json.dumps(json_value, allow_nan=False)
    except (TypeError, ValueError):
        raise ComponentError(_beyond_json(json_value, []), template=name) from None
    problems = list(_streams_without_id(json_value, []))
    try:
        check_json(document)
    except OutcomeError as error:
        problems += [_in_python(problem, json_value) for problem in error.problems]
    if problems:
        raise ComponentError(problems, template=name)
    return json.loads(document)


def _beyond_json(value: Any, path: list[str | int]) -> Iterator[Problem]:
    """The values that JSON has no form for."""
    match value:
        case Mapping():
            for name, entry in value.items():
                yield from _beyond_json(entry, [*path, name])
        case list():
            for place, entry in enumerate(value):
                yield from _beyond_json(entry, [*path, place])
        case float() if not isfinite(value):
            yield Problem(format_path(path), "must be a finite number")
        case None | str() | int() | float():
            return
        case _:
            yield Problem(format_path(path), f"cannot be {type(value).__name__}")


def _in_python(problem: Problem, root: Mapping[str, Any]) -> Problem:
    """The problem with the name that a prop has here."""
    if not problem.message.startswith(UNKNOWN_PROP):
        return problem
    parent, _, prop = problem.path.rpartition(".")
    node = value_at(root, parent)
    names = wire_names(node["type"]) if isinstance(node, Mapping) and "type" in node else {}
    return Problem(problem.path, f"{UNKNOWN_PROP}{suggest(prop, names)}")


def _streams_without_id(node: Any, path: list[str | int]) -> Iterator[Problem]:
    """Texts that are to grow, but that no update could name."""
    if isinstance(node, Mapping):
        if node.get("streaming") is True and node.get("type") and not node.get("id"):
            message = "missing: a text that streams is known by its id"
            yield Problem(format_path([*path, "id"]), message)
        yield from _streams_without_id(node.get("children"), [*path, "children"])
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from _streams_without_id(child, [*path, place])
