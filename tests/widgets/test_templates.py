import json
from pathlib import Path
from typing import Any

import pytest

from widgets.errors import InputError, OutcomeError, TemplateError
from widgets.templates import Template

GREETING: dict[str, Any] = {
    "version": "1.0",
    "name": "Greeting",
    "template": (
        '{"type": "Card", "children": '
        '[{"type": {{ type | tojson }}, "value": {{ name | tojson }}}]}'
    ),
    "jsonSchema": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "type": {"type": "string"}},
        "required": ["name", "type"],
        "additionalProperties": False,
    },
}


def test_any_widget_file_can_be_loaded_and_built(tmp_path: Path) -> None:
    file = tmp_path / "greeting.widget"
    file.write_text(json.dumps(GREETING), encoding="utf-8")

    template = Template.from_file(file)
    root = template.build({"name": "Ada", "type": "Title"})

    assert template.name == "Greeting"
    assert root.model_dump(exclude_none=True) == {
        "type": "Card",
        "children": [{"type": "Title", "value": "Ada"}],
    }


def test_data_that_does_not_fit_the_schema_is_refused_before_anything_is_rendered() -> None:
    with pytest.raises(InputError) as caught:
        Template(GREETING).build({"name": 3, "extra": 1})
    assert caught.value.template == "Greeting"
    assert {problem.path: problem.message for problem in caught.value.problems} == {
        "name": "must be text",
        "type": "missing",
        "extra": "unknown",
    }


def test_an_outcome_with_an_unknown_component_is_refused() -> None:
    with pytest.raises(OutcomeError, match=r"'Greeting'.*children\[0\]: no component 'Blink'"):
        Template(GREETING).build({"name": "Ada", "type": "Blink"})


def test_a_template_that_renders_no_json_is_refused() -> None:
    with pytest.raises(OutcomeError, match="Invalid JSON"):
        Template({**GREETING, "template": "{"}).render({})


def test_a_file_of_another_version_is_refused() -> None:
    with pytest.raises(TemplateError, match=r'version: must be "1\.0"'):
        Template({**GREETING, "version": "2.0"})


def test_a_schema_that_is_none_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"jsonSchema\.type: must be "):
        Template({**GREETING, "jsonSchema": {"type": "objekt"}})


def test_a_file_without_a_schema_takes_any_data() -> None:
    definition = {name: GREETING[name] for name in ("version", "name", "template")}
    root = Template(definition).build({"name": "Ada", "type": "Text", "unused": 1})
    assert root.type == "Card"
