"""Whatever is in a widget file, or in its data: problems, never anything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from widgets.builder import load
from widgets.checking import check_file
from widgets.errors import WidgetError
from widgets.pack import BUILDERS
from widgets.samples import FileSamples

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYWORDS = st.sampled_from(
    "type properties required items prefixItems anyOf oneOf allOf $ref $defs enum const default "
    "examples minItems maxItems minLength maxLength pattern minimum maximum multipleOf format "
    "additionalProperties patternProperties not if then".split()
)
SCHEMAS = st.recursive(
    JSON | st.sampled_from(["object", "string", "#", "#/properties/a", "#/$defs/b", "^a+$", "("]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYWORDS, inner, max_size=4),
    max_leaves=12,
)
TEMPLATES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            '{"type": "Card", "children": []}',
            '{"type": "Card", "children": [{{ a | tojson }}]}',
            "{% for x in a %}{{ x }}{% endfor %}",
            "{{ a.b.c }}",
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{{ range(10 ** 12) | list }}",
            "{% include 'x' %}",
            "{{ ''.join.__globals__ }}",
            "{{ 'x' * 'y' }}",
            "[" * 3000,
        ]
    ),
)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    version=st.just("1.0") | JSON,
    name=st.text(max_size=5) | JSON,
    template=TEMPLATES | JSON,
    schema=st.dictionaries(KEYWORDS, SCHEMAS, max_size=5) | JSON,
    more=st.dictionaries(st.sampled_from(["outputJsonPreview", "encodedWidget"]), JSON),
)
def test_a_file_has_problems_or_none(tmp_path: Path, **parts: Any) -> None:
    definition = {
        "version": parts["version"],
        "name": parts["name"],
        "template": parts["template"],
        "jsonSchema": parts["schema"],
        **parts["more"],
    }
    file = tmp_path / "w.widget"
    file.write_text(json.dumps(definition))
    assert all(problem.path.startswith("$") for problem in check_file(file))
    (sample,) = FileSamples([file]).all("")
    assert sample.widget is not None or sample.problems


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"type": "object", "properties": {"a": {"$ref": "#/properties/a"}}},
        {"anyOf": [{"$ref": "#"}]},
        {"pattern": "("},
        {"type": "string", "pattern": "^(a+)+$"},
    ],
)
def test_a_schema_that_leads_nowhere_is_a_problem(tmp_path: Path, schema: Any) -> None:
    definition = {"version": "1.0", "name": "W", "template": "{}", "jsonSchema": schema}
    (tmp_path / "w.widget").write_text(json.dumps(definition))
    assert check_file(tmp_path / "w.widget")


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.template)
@settings(max_examples=30)
@given(data=st.dictionaries(st.text(max_size=8), JSON, max_size=4) | JSON)
def test_data_is_built_or_refused(builder: Any, data: Any) -> None:
    try:
        load(builder.template).build(data)
    except WidgetError as error:
        assert error.problems
