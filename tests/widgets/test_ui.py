"""Widgets written in Python: every component with every prop, what is left out, what is refused."""

from __future__ import annotations

import inspect
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any, Literal, get_type_hints

import pytest
from chatkit.actions import Action
from chatkit.server import stream_widget
from chatkit.types import ThreadItemDoneEvent, ThreadMetadata, WidgetItem
from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel

from widgets import ui
from widgets.components import component_types
from widgets.errors import ActionError, ComponentError
from widgets.generate import example
from widgets.tasks import Badge, TaskCard
from widgets.ui import components, nodes, pack, props

FUNCTIONS = {
    "Card": ui.card,
    "ListView": ui.list_view,
    "ListViewItem": ui.list_item,
    "Basic": ui.basic,
    "Table.Row": ui.table_row,
    "Table.Cell": ui.table_cell,
    **{
        name: getattr(ui, nodes.python_name(name.replace(".", "_")))
        for name in component_types()
        if name not in {"Card", "ListView", "ListViewItem", "Basic", "Table.Row", "Table.Cell"}
    },
}
"""The function of every component."""

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
THREAD = ThreadMetadata(id="thr_1", created_at=NOW)


def every_prop(name: str) -> dict[str, Any]:
    """A component of the name on the wire, with every prop that it has but its children."""
    schema = component_types()[name].model_json_schema()
    own = schema["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    properties = {p: s for p, s in own["properties"].items() if p != "children"}
    only = {"type": "object", "properties": properties, "$defs": schema.get("$defs", {})}
    made: dict[str, Any] = example(only, full=True)
    assert made.keys() == properties.keys()
    return made


def on_wire(built: Any) -> Any:
    if isinstance(built, DynamicWidgetRoot):
        return built.model_dump(mode="json", exclude_none=True)
    return built.build().model_dump(mode="json", exclude_none=True)


def problems_of(make: Any) -> dict[str, str]:
    with pytest.raises(ComponentError) as caught:
        make()
    return {problem.path: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize("name", sorted(component_types()))
def test_a_component_is_built_with_every_prop(name: str) -> None:
    wire = every_prop(name)
    given = {nodes.python_name(prop): value for prop, value in wire.items() if prop != "type"}
    if name == "Chart":
        given["x"] = given.pop("x_axis")
    children: list[Any] = []
    if name == "Transition":
        children, wire["children"] = ["x"], {"type": "Text", "value": "x"}
    elif "children" in component_types()[name].model_fields:
        child = {"ListView": "list_item", "Table": "table_row"}.get(name, "row")
        children = [getattr(ui, child)()]
        wire["children"] = [on_wire(children[0])]
        if name == "Table.Row":
            wire["children"] = [{"type": "Table.Cell", "children": wire["children"]}]

    assert on_wire(FUNCTIONS[name](*children, **given)) == wire


@pytest.mark.parametrize("name", sorted(component_types()))
def test_every_prop_has_its_type_in_the_function_of_its_component(name: str) -> None:
    function = FUNCTIONS[name]
    parameters = inspect.signature(function).parameters.values()
    args = get_type_hints(getattr(props, f"{name.replace('.', '')}Args"))
    named = {p.name for p in parameters if p.kind not in {p.VAR_POSITIONAL, p.VAR_KEYWORD}}
    typed = named | set(args) | ({"x_axis"} if "x" in named else set())
    known = set(nodes.wire_names(name)) - {"type", "children"}
    assert typed - {"x", "child"} == known


def test_the_types_of_the_props_are_those_of_the_components() -> None:
    assert pack.TARGET.read_text(encoding="utf-8") == pack.pack(), "run python -m widgets.ui.pack"


def test_every_function_is_exported() -> None:
    made = {
        name
        for name, function in vars(components).items()
        if inspect.isfunction(function) and function.__module__ == components.__name__
    }
    assert {name for name in made if not name.startswith("_")} - {"as_record"} <= set(ui.__all__)
    assert all(hasattr(ui, name) for name in ui.__all__)


def test_a_widget_in_python_is_the_one_of_its_file() -> None:
    from_file = TaskCard(
        key="k", id="t1", title="Buy milk", notes="Oat", badges=(Badge(label="Today"),)
    ).build()
    wire = on_wire(from_file)
    again = ui.card(*(ui.raw(child) for child in wire["children"]), **_python(wire))
    assert again == from_file


def _python(wire: dict[str, Any]) -> dict[str, Any]:
    left = {name: value for name, value in wire.items() if name not in {"type", "children"}}
    return {nodes.python_name(name): value for name, value in left.items()}


def test_children_are_texts_components_and_iterables_of_them_without_the_absent_ones() -> None:
    tasks = ["milk", "bread"]
    done: list[str] = []
    root = ui.card(
        "plain",
        None,
        False,
        "",
        done and ui.title("Done"),
        (ui.caption(task) for task in tasks),
        [["deep"], [], None],
    )
    assert [(c["type"], c["value"]) for c in on_wire(root)["children"]] == [
        ("Text", "plain"),
        ("Caption", "milk"),
        ("Caption", "bread"),
        ("Text", "deep"),
    ]


def test_a_prop_that_is_none_is_not_there() -> None:
    assert on_wire(ui.text("x", size=None, id="a")) == {"type": "Text", "value": "x", "id": "a"}
    assert on_wire(ui.button(icon_start="star")) == {"type": "Button", "iconStart": "star"}


def test_what_is_wrong_is_named_with_its_path_and_in_the_words_of_python() -> None:
    def make() -> None:
        ui.card(
            ui.row(
                ui.button("x", colour="red", on_clik=ui.action("x")),  # type: ignore[call-arg]
                ui.text("x", size="huge"),  # type: ignore[arg-type]
                5,  # type: ignore[arg-type]
                ui.list_item("x"),  # type: ignore[arg-type]
            ),
            ui.icon("nope"),  # type: ignore[arg-type]
            ui.text("x", width=float("inf")).json["width"] and None,
            as_from=True,  # type: ignore[call-arg]
        )

    assert problems_of(make) == {
        "as_from": "unknown prop; did you mean as_form?",
        "children[0].children[0].colour": "unknown prop; did you mean color?",
        "children[0].children[0].on_clik": "unknown prop; did you mean on_click?",
        "children[0].children[1].size": "should be 'xs', 'sm', 'md', 'lg' or 'xl'",
        "children[0].children[2]": "should be an object",
        "children[0].children[3]": "no component 'ListViewItem' can stand here",
        "children[1].name": problems_of(lambda: ui.icon("nope").build())["name"],  # type: ignore[arg-type]
    }


@pytest.mark.parametrize(
    ("make", "path", "message"),
    [
        (lambda: ui.card(ui.text("x", width=float("nan"))), "children[0].width", "finite"),
        (lambda: ui.card(ui.text("x", id=object())), "children[0].id", "cannot be object"),  # type: ignore[arg-type]
        (lambda: ui.card(object()), "children[0]", "cannot be object"),  # type: ignore[arg-type]
        (
            lambda: ui.card(ui.col(ui.markdown("", streaming=True))),
            "children[0].children[0].id",
            "",
        ),
        (lambda: ui.list_view(ui.row("x")), "children[0].type", "ListViewItem"),  # type: ignore[arg-type]
        (lambda: ui.card(ui.table_row("x")), "children[0]", "'Table.Row'"),  # type: ignore[arg-type]
        (lambda: ui.card(ui.text(None)), "children[0].value", "missing"),  # type: ignore[arg-type]
        (lambda: ui.button("x", on_click="save").build(), "onClickAction", ""),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_is_refused_where_it_is(make: Any, path: str, message: str) -> None:
    problems = problems_of(make)
    assert list(problems) == [path]
    assert message in problems[path]


def test_a_basic_root_holds_other_roots() -> None:
    root = on_wire(ui.basic("x", ui.card("in a card"), [ui.list_view(ui.list_item("in a list"))]))
    assert [child["type"] for child in root["children"]] == ["Text", "Card", "ListView"]


class Rename(ui.ActionData, type="tasks.rename"):
    task_id: str
    title: str = ""


def test_an_action_is_a_type_with_a_payload() -> None:
    made = ui.button("x", on_click=ui.action("save", {"id": 1, "n": 2}, n=3)).json["onClickAction"]
    assert made == {"type": "save", "payload": {"id": 1, "n": 3}}
    bare = ui.button("x", on_click=ui.action("save")).json["onClickAction"]
    assert bare == {"type": "save"}
    options = ui.action("go", handler="client", loading_behavior="self", streaming=False)
    assert ui.button("x", on_click=options).json["onClickAction"] == {
        "type": "go",
        "handler": "client",
        "loadingBehavior": "self",
        "streaming": False,
    }


def test_one_class_is_the_action_in_the_widget_and_where_it_arrives() -> None:
    wire = ui.form(ui.input("title"), on_submit=Rename(task_id="t1")).json["onSubmitAction"]
    assert wire == {"type": "tasks.rename", "payload": {"task_id": "t1", "title": ""}}
    arrived = Action[str, Any](
        type="tasks.rename", payload={**wire["payload"], "title": "Buy oats"}
    )
    assert Rename.read(arrived) == Rename(task_id="t1", title="Buy oats")
    with pytest.raises(ActionError, match=r"'Rename' .*payload\.task_id: "):
        Rename.read(Action[str, Any](type="tasks.rename", payload={"title": "x"}))
    with pytest.raises(ActionError, match=r'type: must be "tasks\.rename"'):
        Rename.read(Action[str, Any](type="tasks.delete", payload={}))


def test_the_class_of_an_action_must_have_a_type() -> None:
    class Nameless(ui.ActionData):
        pass

    with pytest.raises(TypeError, match="Nameless has no type"):
        ui.action(Nameless())


def test_the_actions_of_the_sdk_are_taken_too() -> None:
    class Save(Action[Literal["save"], dict[str, int]]):
        pass

    made = ui.card_action("Save", Save.create({"id": 1}))
    assert on_wire(ui.card("x", confirm=made))["confirm"] == {
        "label": "Save",
        "action": {"type": "save", "payload": {"id": 1}},
    }


def test_a_form_with_labels_options_and_dates() -> None:
    large: props.SelectOption = {"value": "l", "label": "Large"}
    wire = on_wire(
        ui.card(
            ui.field("Due", ui.date_picker("due", default_value=date(2026, 11, 27)), hint="A day"),
            ui.field("Size", ui.select("size", ["s", ("m", "Medium"), large])),
            ui.text("Name", editable=ui.editable("name", auto_focus=True, required=True)),
            ui.date_picker("at", min=NOW),
            as_form=True,
            status="Draft",
        )
    )
    due, size, name, at = wire["children"]
    assert wire["status"] == {"text": "Draft"}
    assert due["children"] == [
        {"type": "Label", "value": "Due", "fieldName": "due"},
        {"type": "DatePicker", "name": "due", "defaultValue": "2026-11-27T00:00:00"},
        {"type": "Caption", "value": "A day"},
    ]
    options = size["children"][1]["options"]
    assert [option["label"] for option in options] == ["s", "Medium", "Large"]
    assert name["editable"] == {"name": "name", "autoFocus": True, "required": True}
    assert at["min"] == "2026-11-21T09:00:00+00:00"


class Month(BaseModel):
    month: str
    new: int
    done: int | None = None


def test_a_table_of_records() -> None:
    records = [Month(month="January", new=1200, done=3), Month(month="February", new=7)]
    table = on_wire(ui.table_of(records, {"month": "Month", "new": "New", "done": "Done"}))
    header, january, february = (row["children"] for row in table["children"])
    assert table["children"][0]["header"] is True
    assert [cell["children"][0]["value"] for cell in header] == ["Month", "New", "Done"]
    assert [cell["children"][0]["value"] for cell in january] == ["January", "1,200", "3"]
    assert "children" not in february[2]
    assert [cell.get("align") for cell in header] == [None, "end", None]
    assert on_wire(ui.table_of([])) == {
        "type": "Table",
        "children": [{"type": "Table.Row", "header": True}],
    }


def test_a_chart_of_records() -> None:
    series = [ui.bar("new", stack="a", color="blue"), ui.line("done", label="Done", curve="step")]
    axis = ui.x_axis("month", labels={"January": "Jan"})
    chart = on_wire(ui.chart([Month(month="January", new=1, done=2)], x=axis, series=series))
    assert chart["data"] == [{"month": "January", "new": 1, "done": 2}]
    assert chart["xAxis"] == {"dataKey": "month", "labels": {"January": "Jan"}}
    assert [(s["type"], s["dataKey"]) for s in chart["series"]] == [
        ("bar", "new"),
        ("line", "done"),
    ]
    assert on_wire(ui.card(ui.chart([], x="m", series=[ui.area("n", label=None)])))["children"]


def test_small_shapes() -> None:
    assert ui.themed("white", "black") == {"light": "white", "dark": "black"}
    assert ui.border(1, color="red-500", style="dashed") == {
        "size": 1,
        "color": "red-500",
        "style": "dashed",
    }
    assert ui.status("x", icon="star") == {"text": "x", "icon": "star"}
    assert ui.status("x", favicon="/f.png", frame=True) == {
        "text": "x",
        "favicon": "/f.png",
        "frame": True,
    }


async def test_a_text_that_grows_is_streamed_as_deltas() -> None:
    async def parts() -> AsyncIterator[str]:
        for part in ("Hel", "lo", "!"):
            yield part

    def build(text: str, more: bool) -> DynamicWidgetRoot:
        return ui.card(ui.title("Answer"), ui.markdown(text, id="answer", streaming=more))

    events = [event async for event in stream_widget(THREAD, ui.growing(parts(), build))]
    updates = [event.update for event in events if event.type == "thread.item.updated"]
    deltas = [u.delta for u in updates if u.type == "widget.streaming_text.value_delta"]
    assert deltas == ["Hel", "lo", "!"]
    assert (events[0].type, events[-1].type) == ("thread.item.added", "thread.item.done")
    assert isinstance(events[-1], ThreadItemDoneEvent)
    assert '"value":"Hello!"' in events[-1].model_dump_json()


async def test_the_sdk_streams_and_stores_what_is_built() -> None:
    root = ui.card(ui.button("Save", on_click=ui.action("save", id=1)), "text", key="k")
    (event,) = [event async for event in stream_widget(THREAD, root)]
    assert isinstance(event, ThreadItemDoneEvent)
    again = WidgetItem.model_validate_json(event.item.model_dump_json())
    stored = json.loads(again.model_dump_json(exclude_none=True))["widget"]
    assert stored["children"][0]["onClickAction"]["payload"] == {"id": 1}
    assert stored["children"][1] == {"type": "Text", "value": "text"}


def test_nodes_are_values() -> None:
    assert ui.text("x") == ui.text("x") != ui.text("y")
    assert len({ui.text("x"), ui.text("x"), ui.caption("x")}) == 2
    assert repr(ui.text("x")) == 'Component({"type": "Text", "value": "x"})'


def test_the_children_of_a_row_are_put_into_cells() -> None:
    row = on_wire(ui.table_row("a", ui.table_cell("b", col_span=2), [ui.badge("c")]))
    assert [cell["type"] for cell in row["children"]] == ["Table.Cell"] * 3
    assert row["children"][1]["colSpan"] == 2
