import json
from typing import Any, get_args

import pytest
from chatkit import widgets as sdk

from widgets.components import check, component_types
from widgets.errors import OutcomeError

TEXT = {"type": "Text", "value": "x"}


def _card(*children: Any, **props: Any) -> str:
    return json.dumps({"type": "Card", "children": children, **props})


def _problems(document: str) -> dict[str, str]:
    with pytest.raises(OutcomeError) as caught:
        check(document, template="Example")
    return {problem.path: problem.message for problem in caught.value.problems}


def test_the_components_are_those_of_the_sdk_and_the_javascript_tables() -> None:
    union = get_args(get_args(sdk.StrictWidgetComponent)[0])
    names = {get_args(model.model_fields["type"].annotation)[0] for model in union}
    assert set(component_types()) == names | {
        *("Card", "ListView", "Basic"),
        *("Table", "Table.Row", "Table.Cell"),
    }


def test_no_component_lost_a_prop_of_the_sdk() -> None:
    for model in get_args(get_args(sdk.StrictWidgetComponent)[0]):
        name = get_args(model.model_fields["type"].annotation)[0]
        assert set(component_types()[name].model_fields) == set(model.model_fields)


@pytest.mark.parametrize(
    "document",
    [
        _card(),
        _card(TEXT, key="k", id="i", border=1.5, size="sm", padding={"x": 2}),
        _card(border={"size": 1, "color": {"light": "a", "dark": "b"}, "style": "dashed"}),
        _card(status={"text": "x", "icon": "calendar"}, theme="dark"),
        _card(status={"text": "x", "favicon": "https://example.com/i.png", "frame": True}),
        _card({"type": "Icon", "name": "lucide:trash-2"}, {"type": "Icon", "name": "vendor:x"}),
        _card({"type": "Box", "flex": "1 1 0", "minWidth": 1.5, "border": {"x": 1}}),
        _card({"type": "Button", "onClickAction": {"type": "t", "payload": {"any": [1, None]}}}),
        _card({"type": "DatePicker", "name": "due", "defaultValue": "2026-11-27T00:00:00"}),
        _card({"type": "Text", "value": "x", "editable": False}),
        _card({"type": "Text", "value": "x", "editable": {"name": "n", "required": True}}),
        _card({"type": "Transition", "children": TEXT}),
        _card(
            {
                "type": "Chart",
                "data": [{"day": "Mon", "done": 3}],
                "series": [{"type": "area", "dataKey": "done", "label": None, "curveType": "step"}],
                "xAxis": {"dataKey": "day"},
            }
        ),
        _card(
            {
                "type": "Table",
                "children": [
                    {
                        "type": "Table.Row",
                        "header": True,
                        "children": [{"type": "Table.Cell", "colSpan": 2, "children": [TEXT]}],
                    }
                ],
            }
        ),
        json.dumps({"type": "ListView", "children": [{"type": "ListViewItem", "children": []}]}),
        json.dumps(
            {
                "type": "Basic",
                "gap": 2,
                "direction": "col",
                "children": [TEXT, {"type": "Card", "children": []}],
            }
        ),
        _card({"type": "Text", "value": "x", "color": None}),
        _card({"type": "Card", "children": [{"type": "ListView", "children": []}]}),
    ],
)
def test_what_a_renderer_draws_is_accepted(document: str) -> None:
    check(document)


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        ("{", "$", "Invalid JSON"),
        ("[]", "$", "object"),
        ("{}", "$", "a component needs a type"),
        ('{"type": "Crad", "children": []}', "$", "no component 'Crad'"),
        ('{"type": "Text", "value": "x"}', "$", "no component 'Text'"),
        ('{"type": "Card"}', "children", "missing"),
        (_card(colour="x"), "colour", "unknown prop"),
        (_card(TEXT, {"type": "Textt"}), "children[1]", "no component 'Textt'"),
        (_card({"type": "Text"}), "children[0].value", "missing"),
        (_card({**TEXT, "maxLines": "2"}), "children[0].maxLines", "integer"),
        (_card({**TEXT, "maxLines": True}), "children[0].maxLines", "integer"),
        (_card({**TEXT, "size": "huge"}), "children[0].size", "'xl'"),
        (_card({**TEXT, "Text": 1}), "children[0].Text", "unknown prop"),
        (
            _card({"type": "Row", "children": [{"type": "Col", "children": [{"type": "X"}]}]}),
            "children[0].children[0].children[0]",
            "no component 'X'",
        ),
        (_card({"type": "Row", "children": TEXT}), "children[0].children", "array"),
        (_card({"type": "ListViewItem", "children": []}), "children[0]", "ListViewItem"),
        (_card({"type": "Table.Row"}), "children[0]", "no component 'Table.Row'"),
        (
            '{"type": "ListView", "children": [{"type": "Row", "children": []}]}',
            "children[0].type",
            "ListViewItem",
        ),
        (_card({"type": "Icon", "name": "nope"}), "children[0].name", "no icon has this name"),
        (_card({"type": "Icon", "name": "calender"}), "children[0].name", "did you mean calendar?"),
        (_card({"type": "Icon", "name": 1}), "children[0].name", "the name of an icon"),
        (_card({"type": "Box", "padding": {"top": 1, "lef": 2}}), "children[0].padding", "lef"),
        (_card({"type": "Box", "padding": [1]}), "children[0].padding", "number"),
        (
            _card({"type": "Button", "onClickAction": {"payload": {}}}),
            "children[0].onClickAction.type",
            "missing",
        ),
        (
            _card({"type": "Button", "onClickAction": {"type": "t", "data": 1}}),
            "children[0].onClickAction.data",
            "unknown prop",
        ),
        (
            _card({"type": "DatePicker", "name": "d", "defaultValue": "friday"}),
            "children[0].defaultValue",
            "datetime",
        ),
        (
            _card({"type": "Select", "name": "s", "options": [{"value": "a"}]}),
            "children[0].options[0].label",
            "missing",
        ),
        (
            _card({"type": "Transition", "children": {**TEXT, "bold": True}}),
            "children[0].children.bold",
            "unknown prop",
        ),
        (_card(confirm={"label": "x"}), "confirm.action", "missing"),
        (_card(status={"text": 1}), "status", "string"),
        ('{"type": "Card", "key": "\\ud800", "children": []}', "$", "Invalid JSON"),
    ],
)
def test_what_no_renderer_knows_is_named_with_its_path(
    document: str, path: str, message: str
) -> None:
    problems = _problems(document)
    assert list(problems) == [path]
    assert message in problems[path]


def test_every_problem_is_found_at_once() -> None:
    problems = _problems(_card({**TEXT, "a": 1}, {"type": "Nope"}, TEXT, b=2))
    assert set(problems) == {"children[0].a", "children[1]", "b"}


def test_an_error_names_the_template_and_stays_readable() -> None:
    rows = [{**TEXT, "colour": "red"} for _ in range(100)]
    with pytest.raises(OutcomeError) as caught:
        check(_card(*rows), template="Task list")
    assert len(caught.value.problems) == 100
    assert str(caught.value).startswith("widget 'Task list' rendered something no renderer knows")
    assert str(caught.value).endswith("and 90 more")
