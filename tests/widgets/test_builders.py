import json
from collections.abc import Callable
from typing import Any

import pytest
from chatkit.widgets import WidgetTemplate
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets.builder import DIRECTORY, Builder, load
from widgets.errors import InputError, OutcomeError
from widgets.pack import BUILDERS, SOURCES, pack, target
from widgets.tasks import Badge, Gone, TaskForm, TaskGroup, TaskList, TaskRow

Fill = Callable[[str], list[Builder]]

HOSTILE = [
    "",
    "'",
    '"',
    '", "type": "Image", "src": "https://example.com/x',
    "\\",
    "\\u0022",
    "}}]}",
    "{{ 7 * 7 }}",
    "{% for x in range(10) %}x{% endfor %}",
    "{# comment #}",
    "{{ ''.__class__.__mro__ }}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp;",
    "[link](javascript:alert(1)) **bold**",
    "مرحبا بالعالم",
    "\u202eright to left override",
    "\u2066isolate",
    "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301",
    "\0nul",
    "line one\nline two\r\n\ttab",
    "\u2028\u2029\ufeff\ufffd\uffff",
    "\U0010ffff",
    "null",
    "true",
    "x" * 10_000,
]


def _dump(builder: Builder) -> Any:
    return builder.build().model_dump(mode="json", exclude_none=True)


def _put(node: Any, old: str, new: str) -> Any:
    """The tree with every text, names of payload entries included, replaced."""
    if isinstance(node, dict):
        return {_put(k, old, new): _put(v, old, new) for k, v in node.items()}
    if isinstance(node, list):
        return [_put(child, old, new) for child in node]
    return node.replace(old, new) if isinstance(node, str) else node


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_comes_through_as_the_text_it_is(fill: Fill, text: str) -> None:
    token = "\u2603plain\u2603"
    framed = f"\u2603{text}\u2603"
    for plain, hostile in zip(fill(token), fill(framed), strict=True):
        assert _put(_dump(hostile), framed, token) == _dump(plain)


@settings(max_examples=40)
@given(st.text())
def test_any_text_comes_through_as_the_text_it_is(fill: Fill, text: str) -> None:
    row = TaskRow(id="tsk_1", title=text, quoted=text, badges=(Badge(label=text),))
    root = _dump(TaskList(key=text, heading=text, groups=(TaskGroup(key=text, rows=(row,)),)))

    assert (root["key"], root["status"]["text"]) == (text, text)
    complete, words, controls = root["children"][0]["children"]
    assert complete["label"] == f"Complete {text}"
    assert words["children"][0]["value"] == text
    assert words["children"][1]["children"][0]["label"] == text
    assert controls["children"][0]["label"] == f"Edit {text}"


def test_a_text_that_json_cannot_carry_is_refused() -> None:
    with pytest.raises(OutcomeError, match=r"'Gone'.*Invalid JSON"):
        Gone(key="k", text="\ud800").build()


def test_the_widget_files_are_what_their_sources_and_builders_say() -> None:
    for builder in BUILDERS:
        assert target(builder).read_text(encoding="utf-8") == pack(builder), (
            "run python -m widgets.pack"
        )


def test_every_widget_file_and_every_source_belongs_to_one_builder() -> None:
    names = sorted(builder.template for builder in BUILDERS)
    assert sorted(file.stem for file in DIRECTORY.glob("*.widget")) == names
    assert sorted(file.name for file in SOURCES.iterdir()) == [f"{n}.json.jinja" for n in names]


def test_the_sdk_loads_the_files_and_builds_the_same_widgets(fill: Fill) -> None:
    for builder in fill("text"):
        template = WidgetTemplate.from_file(str(target(type(builder))))
        assert template.name == builder.label
        assert template.build(builder.model_dump()) == builder.build()


def test_what_a_builder_accepts_fits_the_json_schema_of_its_file(fill: Fill) -> None:
    for builder in fill("text"):
        data = json.loads(builder.model_dump_json())
        assert load(builder.template).build(data) == builder.build()


def test_the_schema_and_the_builder_refuse_the_same_data(fill: Fill) -> None:
    for builder in fill("text"):
        data = json.loads(builder.model_dump_json())
        assert set(builder.json_schema()["required"]) == set(data)  # Python has the defaults
        required = [n for n, f in type(builder).model_fields.items() if f.is_required()]
        broken = [
            *({k: v for k, v in data.items() if k != name} for name in required),
            *({**data, name: 3.5} for name in data),
            {**data, "unknown": 1},
        ]
        for case in broken:
            with pytest.raises(InputError):
                load(builder.template).build(case)
            with pytest.raises(InputError):
                type(builder)(**case)


def test_wrong_input_is_named_with_its_path() -> None:
    row = TaskRow(id="tsk_1", title="Buy milk", quoted="x")
    data = TaskList(key="k", heading="h", groups=(TaskGroup(key="g", rows=(row,)),)).model_dump(
        mode="json"
    )
    data["groups"][0]["rows"][0]["title"] = 7
    with pytest.raises(InputError) as caught:
        load("task_list").build(data)

    assert caught.value.template == "Task list"
    assert [problem.path for problem in caught.value.problems] == ["groups[0].rows[0].title"]


def test_a_builder_names_the_field_that_does_not_fit() -> None:
    with pytest.raises(InputError, match=r"^widget 'Badge' .*: tone: "):
        Badge(label="x", tone="purple")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("due", "2026-11-27"),
        ("due", "2026-11-27T00:00:00Z"),
        ("due_time", "9:00"),
        ("priority", "urgent"),
        ("times", ()),
    ],
)
def test_a_form_takes_only_values_that_its_fields_can_show(field: str, value: Any) -> None:
    data: dict[str, Any] = {"key": "k", "id": "tsk_1", "title": "x", "times": ()}
    with pytest.raises(InputError, match=field):
        TaskForm(**{**data, field: value})


def test_a_template_is_compiled_once() -> None:
    assert load("task_list") is load("task_list")
