"""What is wrong with data that does not fit a JSON schema: one sentence for each place.

The messages name what the schema asks for and never the value that was given, which may be a
user's: they go into logs.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable

from widgets.errors import Problem, format_path

_TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}
_BOUNDS: Final = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
    "minLength": "must have {} characters at least",
    "maxLength": "must have {} characters at most",
    "minItems": "must have {} items at least",
    "maxItems": "must have {} items at most",
    "minProperties": "must have {} entries at least",
    "maxProperties": "must have {} entries at most",
    "pattern": "must match {}",
}
_LONGEST: Final = 160


class DataSchema:
    """A JSON schema (draft 2020-12) that data is checked against. References are never fetched.

    Raises:
        SchemaProblem: It is no such schema.
    """

    def __init__(self, schema: Mapping[str, Any] | bool) -> None:
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            raise SchemaProblem(list(_explain(error))) from None
        except RecursionError:
            raise SchemaProblem([Problem("$", "nested too deeply")]) from None
        self._validator = Draft202012Validator(schema, registry=Registry())

    def problems(self, data: Any) -> list[Problem]:
        """What does not fit, once for each place.

        Raises:
            SchemaProblem: The schema refers to something that it does not hold.
        """
        try:
            errors = list(self._validator.iter_errors(data))
        except Unresolvable as error:
            raise SchemaProblem([Problem("$", f"$ref {error.ref!r} leads nowhere")]) from None
        except RecursionError:
            raise SchemaProblem([Problem("$", "refers to itself without end")]) from None
        return merge(problem for error in errors for problem in _explain(error))


class SchemaProblem(ValueError):
    """A JSON schema that cannot be used.

    Attributes:
        problems: With paths in the schema.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def merge(problems: Iterable[Problem]) -> list[Problem]:
    """One problem a place, and what is said twice once."""
    found: dict[str, dict[str, None]] = {}
    for problem in problems:
        found.setdefault(problem.path, {})[problem.message] = None
    return [Problem(path, ", or ".join(messages)) for path, messages in found.items()]


def _explain(error: ValidationError | SchemaError) -> Iterator[Problem]:
    path = list(error.absolute_path)
    value: Any = error.validator_value
    data: Any = error.instance
    match error.validator:
        case "required":
            for name in value:
                if name not in data:
                    yield Problem(format_path([*path, name]), "missing")
        case "additionalProperties" if value is False:
            schema: Any = error.schema
            known = list(schema.get("properties", ()))
            patterns = list(schema.get("patternProperties", ()))
            for name in data:
                if name not in known and not any(re.search(p, name) for p in patterns):
                    yield Problem(format_path([*path, name]), f"unknown{suggest(name, known)}")
        case "type":
            types = [value] if isinstance(value, str) else value
            yield Problem(format_path(path), f"must be {_either(_TYPES[name] for name in types)}")
        case "enum":
            yield Problem(format_path(path), f"must be {_either(map(_shown, value))}")
        case "const":
            yield Problem(format_path(path), f"must be {_shown(value)}")
        case "anyOf" | "oneOf" if error.context:
            yield from _explain_branches(error)
        case str(keyword) if keyword in _BOUNDS:
            yield Problem(format_path(path), _BOUNDS[keyword].format(value))
        case keyword:
            yield Problem(format_path(path), _shorten(f"must fit {keyword} {_shown(value)}"))


def _explain_branches(error: ValidationError | SchemaError) -> Iterator[Problem]:
    """The problems of the alternative that was meant, or of all if that cannot be told."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    telling = [[p for p in inner if _tells_apart(p, error)] for inner in branches.values()]
    meant = [inner for inner, tells in zip(branches.values(), telling, strict=True) if not tells]
    # Exactly one was meant, or none: then what would have told them apart is all there is to say.
    chosen = meant if len(meant) == 1 else telling if not meant else branches.values()
    yield from merge(
        problem for branch in chosen for inner in branch for problem in _explain(inner)
    )


def _tells_apart(inner: ValidationError, error: ValidationError | SchemaError) -> bool:
    """Whether a problem rules an alternative out: by its type, or a tag such as ``kind``."""
    deeper = len(inner.absolute_path) - len(error.absolute_path)
    return (deeper == 0 and inner.validator in {"type", "const", "enum"}) or (
        deeper == 1 and inner.validator == "const"
    )


def suggest(name: str, known: Iterable[str]) -> str:
    """A hint at the name that was meant, to stand after what is wrong; or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return _shorten(f"{', '.join(first)} or {last}" if first else last)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
