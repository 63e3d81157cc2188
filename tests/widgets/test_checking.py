"""Widget files are checked as files, and by what comes out of them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from widgets.builder import DIRECTORY
from widgets.checking import check_file, check_paths

GOLDEN = Path(__file__).parent / "golden"
WILD = Path(__file__).parent / "wild"
TEXT = '{"type": "Card", "children": [{"type": "Text", "value": {{ title | tojson }}}]}'


def definition(template: str = TEXT, **given: Any) -> dict[str, Any]:
    properties = given.pop("properties", {"title": {"type": "string"}})
    schema = {
        "type": "object",
        "properties": properties,
        "required": given.pop("required", list(properties)),
        "additionalProperties": False,
    }
    return {"version": "1.0", "name": "W", "template": template, "jsonSchema": schema, **given}


@pytest.fixture
def check(tmp_path: Path) -> Any:
    def check(content: Any, name: str = "w.widget") -> list[str]:
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        (tmp_path / name).write_bytes(text)
        return [str(problem) for problem in check_file(tmp_path / name)]

    return check


def encoded(state: Any) -> str:
    text = json.dumps({"view": "<Card/>", "defaultState": state}).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def test_the_widgets_of_this_package_are_right() -> None:
    found = check_paths([DIRECTORY, *sorted(GOLDEN.glob("*.json"))])
    assert len(found) > 20
    assert {file.name: problems for file, problems in found.items() if problems} == {}


def test_widgets_in_the_shapes_of_published_ones_are_right() -> None:
    found = check_paths(sorted(WILD.glob("*.json")))
    assert len(found) > 3
    assert {file.name: problems for file, problems in found.items() if problems} == {}


def test_what_is_right_has_no_problem(check: Any) -> None:
    assert check(definition()) == []
    assert check(definition(encodedWidget=encoded({"title": "Hello"}))) == []
    assert check(definition(encodedWidget="of another kind")) == []
    assert check({"type": "Card", "children": []}, "plain.json") == []


def test_text_that_only_the_author_can_know_is_not_held_against_the_template(check: Any) -> None:
    icon = '{"type": "Card", "children": [{"type": "Icon", "name": {{ icon | tojson }}}]}'
    properties = {"icon": {"type": "string"}}
    assert check(definition(icon, properties=properties)) == []
    (problem,) = check(
        definition(icon, properties=properties, encodedWidget=encoded({"icon": "nope"}))
    )
    assert problem == "$.children[0].name: no icon has this name, with its example data"


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (
            b"{",
            ["$: not JSON: Expecting property name enclosed in double quotes at line 1, column 2"],
        ),
        (b"[]", ["$: must be an object"]),
        (b"\xff\xfe\x00", ["$: not UTF-8"]),
        ({}, ["$.version: missing", "$.name: missing", "$.template: missing"]),
        (definition(version="2.0"), ['$.version: must be "1.0"']),
        (definition(version=1), ["$.version: must be text"]),
        (definition(jsonSchema=[]), ["$.jsonSchema: must be an object"]),
        (
            definition(jsonSchema={"type": "object", "required": "title"}),
            ["$.jsonSchema.required: must be a list"],
        ),
        (
            definition("{% if %}"),
            ["$.template: line 1: Expected an expression, got 'end of statement block'"],
        ),
        (
            definition(TEXT + "\n{% endfor %}"),
            ["$.template: line 2: Encountered unknown tag 'endfor'."],
        ),
        (
            definition(TEXT + "{{ missing }}"),
            ["$.template: line 1: 'missing' is undefined, with the least data"],
        ),
        (
            definition(TEXT.replace("title |", "titel |")),
            ["$.template: line 1: 'titel' is undefined, with the least data"],
        ),
        (
            definition(required=[]),
            ["$.template: line 1: 'title' is undefined, with the least data"],
        ),
        (definition("{{ 1 / 0 }}"), ["$.template: line 1: division by zero, with the least data"]),
        (
            definition("{{ title.__class__.__mro__ }}"),
            [
                "$.template: line 1: access to attribute '__class__' of 'str' object is unsafe., "
                "with the least data"
            ],
        ),
        (
            definition(TEXT[:-1] + ",}"),
            [
                "$.template: makes no JSON: Expecting property name enclosed in double quotes near "
                '\' "value": "Title"}],}\', with the least data'
            ],
        ),
        (
            definition(TEXT.replace("{{ title | tojson }}", '"{{ title }}"')),
            ["$.template: a quotation mark in title breaks it; use | tojson"],
        ),
        (
            definition(TEXT.replace('"type": "Text"', '"type": "Text", "colour": "red"')),
            ["$.children[0].colour: unknown prop; did you mean color?, with the least data"],
        ),
        (
            definition('{"type": "Text", "value": {{ title | tojson }}}'),
            ["$: no component 'Text' can stand here, with the least data"],
        ),
        (
            definition(
                '{"type": "Card", "children": [{% for row in rows %}{"type": "Txt"}{% endfor %}]}',
                properties={"rows": {"type": "array", "maxItems": 1}},
            ),
            ["$.children[0]: no component 'Txt' can stand here, with the least data in each list"],
        ),
        (
            definition(encodedWidget=encoded({"titel": 1})),
            [
                "$.data.title: missing, in its example data",
                "$.data.titel: unknown; did you mean title?, in its example data",
            ],
        ),
        (
            definition(
                '{"type": "Card", "children": [{% for row in rows %}{{ row.note }}{% endfor %}]}',
                properties={
                    "rows": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"note": {"type": "string"}}},
                    }
                },
            ),
            [
                "$.template: line 1: 'dict object' has no attribute 'note', "
                "with the least data in each list",
                "$.template: makes no JSON: Expecting value near "
                '\'Card", "children": [NoteNote 2]}\', with all data of its schema',
            ],
        ),
        (
            definition(properties={"title": {"type": "string", "not": {"const": "Title"}}}),
            ["$.jsonSchema: no data to try it with fits it"],
        ),
        (
            definition(outputJsonPreview={"type": "Card"}),
            ["$.outputJsonPreview.children: missing"],
        ),
        (
            definition(properties={"title": {"$ref": "https://a.example/s"}}),
            ["$.jsonSchema: no data to try it with: $ref 'https://a.example/s' leads nowhere"],
        ),
        (
            definition(properties={"x": {"type": "string", "pattern": "^(.)\\1$"}}),
            ["$.jsonSchema: no data to try it with: no example of x fits the pattern ^(.)\\1$"],
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    check: Any, content: Any, problems: list[str]
) -> None:
    assert check(content) == problems


def test_a_plain_widget_is_checked_as_it_is(check: Any) -> None:
    wrong = {"type": "Card", "children": [{"type": "Text"}], "colour": "red"}
    assert set(check(wrong, "plain.json")) == {
        "$.colour: unknown prop",
        "$.children[0].value: missing",
    }


def test_a_file_that_is_not_there_is_a_problem_of_its_own(tmp_path: Path) -> None:
    (problem,) = check_file(tmp_path / "none.widget")
    assert str(problem) == "$: cannot be read: No such file or directory"
