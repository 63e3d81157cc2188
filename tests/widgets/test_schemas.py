"""What does not fit a JSON schema is said in a sentence, once for each place."""

from __future__ import annotations

from typing import Any

import pytest

from widgets.generate import CannotGenerate, example
from widgets.schemas import DataSchema, SchemaProblem

PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 5},
        "age": {"type": "integer", "minimum": 0},
        "tone": {"enum": ["plain", "loud"]},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "due": {"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\d$"},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "pet": {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
                    "required": ["kind", "lives"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"kind": {"const": "dog"}, "tricks": {"type": "array"}},
                    "required": ["kind"],
                    "additionalProperties": False,
                },
            ]
        },
        "friend": {"$ref": "#"},
        "more": {"type": "object", "additionalProperties": {"type": "number"}},
        "ratio": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    },
    "required": ["name"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        ({"name": "Ada"}, []),
        ({}, ["name: missing"]),
        ([], ["$: must be an object"]),
        ({"name": 1}, ["name: must be text"]),
        ({"name": ""}, ["name: must have 1 characters at least"]),
        ({"name": "abcdef"}, ["name: must have 5 characters at most"]),
        ({"name": "x", "nmae": 1}, ["nmae: unknown; did you mean name?"]),
        ({"name": "x", "zzz": 1}, ["zzz: unknown"]),
        ({"name": "x", "age": True}, ["age: must be a whole number"]),
        ({"name": "x", "age": -1}, ["age: must be at least 0"]),
        ({"name": "x", "tone": "quiet"}, ['tone: must be "plain" or "loud"']),
        ({"name": "x", "note": 5}, ["note: must be text, or must be null"]),
        ({"name": "x", "due": "friday"}, ["due: must match ^\\d{4}-\\d\\d-\\d\\d$"]),
        ({"name": "x", "tags": []}, ["tags: must have 1 items at least"]),
        ({"name": "x", "tags": ["a", 2, None]}, ["tags[1]: must be text", "tags[2]: must be text"]),
        ({"name": "x", "pet": {"kind": "cat"}}, ["pet.lives: missing"]),
        ({"name": "x", "pet": {"kind": "dog", "tricks": 1}}, ["pet.tricks: must be a list"]),
        ({"name": "x", "pet": {"kind": "fox"}}, ['pet.kind: must be "cat", or must be "dog"']),
        ({"name": "x", "friend": {"name": 2}}, ["friend.name: must be text"]),
        ({"name": "x", "more": {"a": 1, "b": "x"}}, ["more.b: must be a number"]),
        ({"name": "x", "ratio": 1}, ["ratio: must be less than 1"]),
    ],
)
def test_what_does_not_fit_is_named_with_its_path(data: Any, problems: list[str]) -> None:
    assert [str(problem) for problem in DataSchema(PERSON).problems(data)] == problems


def test_the_value_itself_is_never_repeated() -> None:
    secret = "a user's own words"
    data = {"name": secret, "age": secret, "tone": secret, "pet": {"kind": secret}, "due": secret}
    said = " ".join(map(str, DataSchema(PERSON).problems(data)))
    assert said and secret not in said


def test_a_reference_is_never_fetched() -> None:
    schema = DataSchema({"$ref": "https://example.com/schema.json"})
    with pytest.raises(SchemaProblem, match="leads nowhere"):
        schema.problems({})


@pytest.mark.parametrize("full", [False, True])
def test_an_example_fits_its_schema(full: bool) -> None:
    assert DataSchema(PERSON).problems(example(PERSON, full=full)) == []


def test_the_least_example_has_what_is_required_and_the_full_one_everything() -> None:
    assert example(PERSON, full=False) == {"name": "Name"}
    full = example(PERSON, full=True)
    assert full.keys() == PERSON["properties"].keys()
    assert len(full["tags"]) == 2
    assert full["due"] == "2026-11-27"
    assert full == example(PERSON, full=True)


@pytest.mark.parametrize(
    ("schema", "least", "full"),
    [
        ({"type": "boolean"}, False, True),
        ({"const": 5}, 5, 5),
        ({"type": ["string", "null"]}, None, "Text"),
        ({"type": "string", "format": "date"}, "2026-11-27", "2026-11-27"),
        ({"type": "string", "minLength": 6, "maxLength": 6}, "Textxx", "Textxx"),
        ({"type": "integer", "minimum": 5, "multipleOf": 4}, 12, 12),
        ({"type": "number", "minimum": 0.25, "maximum": 0.75}, 0.5, 0.5),
        ({"type": "integer", "maximum": -2}, -2, -2),
        ({"type": "array", "items": {"type": "null"}, "maxItems": 1}, [], [None]),
        ({"type": "array", "prefixItems": [{"const": 1}], "items": False, "minItems": 1}, [1], [1]),
        ({"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"a": "A"}, {"a": "A"}),
        ({"default": "x", "type": "string"}, "x", "Text"),
        ({"examples": ["x"]}, "x", "x"),
        ({"type": "object", "additionalProperties": {"type": "null"}}, {}, {"name": None}),
    ],
)
def test_examples_of_all_kinds_of_schemas(schema: Any, least: Any, full: Any) -> None:
    assert (example(schema, full=False), example(schema, full=True)) == (least, full)
    for made in (least, full):
        assert DataSchema(schema).problems(made) == []


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"$ref": "#/nowhere"},
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"type": "string", "pattern": "^(.)\\1$"},
    ],
)
def test_a_schema_that_has_no_example_is_told(schema: Any) -> None:
    with pytest.raises(CannotGenerate):
        example(schema, full=True)
