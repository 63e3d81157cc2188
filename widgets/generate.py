"""Example data that fits a JSON schema: the least there may be, and one with everything.

Always the same for the same schema. What is made is plain: whoever needs every value that a
schema allows wants a property-based test.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

_DEEPEST: Final = 12
_ITEMS: Final = 2
_FORMATS: Final = {
    "date": "2026-11-27",
    "date-time": "2026-11-27T09:00:00Z",
    "time": "09:00:00Z",
    "email": "ada@example.com",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
_TEXTS: Final = (
    *_FORMATS.values(),
    *("2026-11-27T00:00:00", "2026-11-27T09:00:00", "09:00", "2026", "1", "12", "1.5", "0001"),
    *("a", "A", "abc", "ABC", "Abc", "a1", "A1", "a-b", "a_b", "a.b", "abcdefgh", "EUR", "en-US"),
    *("#1a2b3c", "+15550100", "555-0100", "example.com", "/path", "red-500"),
)
"""Tried where a pattern is asked for."""


class CannotGenerate(ValueError):
    """No example can be made; the message says of what."""


def example(schema: Mapping[str, Any] | bool, *, full: bool, items: int | None = None) -> Any:
    """Make data that fits a schema.

    Args:
        schema: A JSON schema whose references stay within it.
        full: With every property; otherwise with what is required.
        items: How many each list has, as far as it may; two if ``full``, else none.

    Raises:
        CannotGenerate: The schema asks for a pattern that is beyond this, or for nothing at all.
    """
    return _Generator(schema, full, (_ITEMS if full else 0) if items is None else items)._value(
        schema, "text", 0
    )


class _Generator:
    def __init__(self, root: Mapping[str, Any] | bool, full: bool, items: int) -> None:
        self._root = root
        self._items = items
        self._full = full
        self._nth = 1  # which item of a list is being made
        # What refers to itself is gone into once.
        self._open: list[str] = ["#"]
        self._again = False

    def _value(self, given: Mapping[str, Any] | bool, name: str, depth: int) -> Any:
        if given is False:
            raise CannotGenerate(f"nothing fits the schema of {name}")
        reference = given.get("$ref") if isinstance(given, Mapping) else None
        if reference is not None:
            before = self._full, self._again
            if reference in self._open:
                self._full, self._again = False, True
            self._open.append(reference)
            try:
                return self._within(given, name, depth)
            finally:
                self._open.pop()
                self._full, self._again = before
        return self._within(given, name, depth)

    def _within(self, given: Mapping[str, Any] | bool, name: str, depth: int) -> Any:
        schema = self._resolved(given if isinstance(given, Mapping) else {})
        full = self._full and depth < _DEEPEST
        if depth > _DEEPEST + 4:
            raise CannotGenerate(f"the schema of {name} never ends")
        if "const" in schema:
            return schema["const"]
        for key in ("examples", "enum"):
            if schema.get(key):
                return schema[key][0]
        if "default" in schema and not full:
            return schema["default"]
        branches = schema.get("anyOf") or schema.get("oneOf")
        if branches:
            return self._value(self._branch(branches, full, schema), name, depth + 1)
        match self._type(schema, full):
            case "object":
                return self._object(schema, full, depth)
            case "array":
                return self._array(schema, name, depth)
            case "string":
                return _text(schema, name, self._nth)
            case "integer" | "number":
                return _number(schema)
            case "boolean":
                return full
        return None

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema with what it refers to, and with all that must hold at once."""
        for _ in range(_DEEPEST):
            if "$ref" not in schema:
                break
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**self._referred(schema["$ref"]), **rest}
        merged: dict[str, Any] = {key: value for key, value in schema.items() if key != "allOf"}
        for part in schema.get("allOf", ()):
            for key, value in self._resolved(part).items():
                if key == "properties":
                    merged[key] = {**merged.get(key, {}), **value}
                elif key == "required":
                    merged[key] = [*merged.get(key, []), *value]
                else:
                    merged.setdefault(key, value)
        return merged

    def _referred(self, reference: str) -> Mapping[str, Any]:
        node: Any = self._root
        for step in reference.removeprefix("#").split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, Mapping) or key not in node:
                raise CannotGenerate(f"$ref {reference!r} leads nowhere")
            node = node[key]
        return node if isinstance(node, Mapping) else {}

    def _branch(
        self, branches: list[Any], full: bool, outer: Mapping[str, Any]
    ) -> Mapping[str, Any] | bool:
        nulls = [branch for branch in branches if branch == {"type": "null"}]
        others = [branch for branch in branches if branch not in nulls]
        chosen: Mapping[str, Any] | bool = (others if full and others else nulls or branches)[0]
        if not isinstance(chosen, Mapping):
            return chosen
        # What stands beside the alternatives holds as well, such as their common type.
        common = {
            key: value
            for key, value in outer.items()
            if key in {"type", "properties", "required"} and key not in chosen
        }
        return {**common, **chosen}

    def _type(self, schema: Mapping[str, Any], full: bool) -> str:
        types = schema.get("type")
        if isinstance(types, list):
            if not full and "null" in types:
                return "null"
            types = next((name for name in types if name != "null"), "null")
        if isinstance(types, str):
            return types
        if "properties" in schema or "required" in schema:
            return "object"
        return "array" if "items" in schema else "string"

    def _object(self, schema: Mapping[str, Any], full: bool, depth: int) -> dict[str, Any]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        required: list[str] = schema.get("required", [])
        names = [*properties, *(name for name in required if name not in properties)]
        made = {
            name: self._value(properties.get(name, True), name, depth + 1)
            for name in names
            if name in required or (full and depth < _DEEPEST // 2)
        }
        more = schema.get("additionalProperties")
        if full and not made and isinstance(more, Mapping):
            made["name"] = self._value(more, "name", depth + 1)
        return made

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        least = schema.get("minItems", 0)
        wanted = max(least, self._items) if depth < _DEEPEST // 2 and not self._again else least
        count = min(wanted, schema.get("maxItems", wanted))
        firsts: list[Any] = schema.get("prefixItems", [])[:count]
        items = schema.get("items", True)
        made = [self._value(first, name, depth + 1) for first in firsts]
        rest = count - len(made) if items is not False else 0
        before = self._nth
        for place in range(rest):
            self._nth = before if place == 0 else place + 1
            made.append(self._value(items, name, depth + 1))
        self._nth = before
        return made


def _text(schema: Mapping[str, Any], name: str, nth: int) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if "pattern" in schema:
        for text in _TEXTS:
            if re.search(schema["pattern"], text) and least <= len(text) <= (most or len(text)):
                return text
        raise CannotGenerate(f"no example of {name} fits the pattern {schema['pattern']}")
    text = _FORMATS.get(schema.get("format", "")) or _words(name)
    if nth > 1 and "format" not in schema:
        text += f" {nth}"  # ids differ, and so do rows
    return text.ljust(least, "x")[:most]


def _words(name: str) -> str:
    """A property's name as people write it: ``dueDate`` and ``due_date`` are a ``Due date``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\W]+", " ", name).strip()
    return spaced[:1].upper() + spaced[1:].lower()


def _number(schema: Mapping[str, Any]) -> float:
    step = schema.get("multipleOf", 1)
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", schema.get("exclusiveMaximum"))
    tried: list[float] = [3 * step]
    if least is not None:
        tried += [-(-least // step) * step, (least // step + 1) * step]
    if most is not None:
        tried += [most // step * step, (-(-most // step) - 1) * step]
    if least is not None and most is not None:
        tried.append((least + most) / 2)
    number = next((number for number in tried if _in_bounds(number, schema)), tried[-1])
    return int(number) if number == int(number) else number


def _in_bounds(number: float, schema: Mapping[str, Any]) -> bool:
    least: float = schema.get("minimum", -math.inf)
    most: float = schema.get("maximum", math.inf)
    above: float = schema.get("exclusiveMinimum", -math.inf)
    below: float = schema.get("exclusiveMaximum", math.inf)
    return least <= number <= most and above < number < below
