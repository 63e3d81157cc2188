"""Every component as a function: children first, where it has any, then its props by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, Unpack

from chatkit.icons import IconName
from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel

from widgets.ui import props as p
from widgets.ui.nodes import (
    CellChild,
    Child,
    Component,
    ItemChild,
    ListItem,
    RowChild,
    TableCell,
    TableRow,
    make_root,
    node_json,
    present,
)

Option: TypeAlias = str | tuple[str, str] | p.SelectOption
"""A value that is its own label, a value and its label, or all that an option can be."""

RadioOption: TypeAlias = str | tuple[str, str] | p.RadioOption

Record: TypeAlias = Mapping[str, Any] | BaseModel
"""A row of data: a mapping, or a pydantic model."""

Series: TypeAlias = p.BarSeries | p.AreaSeries | p.LineSeries

# Roots: these are what the SDK takes, and these are checked.


def card(*children: Child, **props: Unpack[p.CardArgs]) -> DynamicWidgetRoot:
    """A frame around anything; with ``as_form``, its footer buttons submit what is in it.

    Raises:
        ComponentError: Something in it is none that a renderer knows; each place is named.
    """
    return make_root(node_json("Card", props, children))


def list_view(*items: ItemChild, **props: Unpack[p.ListViewArgs]) -> DynamicWidgetRoot:
    """A list of `list_item`, of which ``limit`` are shown at first.

    Raises:
        ComponentError: As for `card`.
    """
    return make_root(node_json("ListView", props, items))


def basic(*children: Child, **props: Unpack[p.BasicArgs]) -> DynamicWidgetRoot:
    """Components without a frame, other roots among them.

    Raises:
        ComponentError: As for `card`.
    """
    return make_root(node_json("Basic", props, children))


def list_item(*children: Child, **props: Unpack[p.ListViewItemArgs]) -> ListItem:
    """An item of a list, which can be clicked with ``on_click``."""
    return ListItem(node_json("ListViewItem", props, children))


# Layout


def box(*children: Child, **props: Unpack[p.BoxArgs]) -> Component:
    """A container in the ``direction`` that is asked for."""
    return Component(node_json("Box", props, children))


def row(*children: Child, **props: Unpack[p.RowArgs]) -> Component:
    """Children side by side."""
    return Component(node_json("Row", props, children))


def col(*children: Child, **props: Unpack[p.ColArgs]) -> Component:
    """Children one below the other."""
    return Component(node_json("Col", props, children))


def form(*children: Child, **props: Unpack[p.FormArgs]) -> Component:
    """Fields that are submitted together with ``on_submit``."""
    return Component(node_json("Form", props, children))


def spacer(**props: Unpack[p.SpacerArgs]) -> Component:
    """Room that pushes its neighbours apart."""
    return Component(node_json("Spacer", props))


def divider(**props: Unpack[p.DividerArgs]) -> Component:
    """A line between two parts."""
    return Component(node_json("Divider", props))


def transition(child: Child, **props: Unpack[p.TransitionArgs]) -> Component:
    """One child whose changes are animated; give it a ``key``."""
    json = node_json("Transition", props, [child])
    return Component({**json, "children": next(iter(json["children"]), None)})


# Words and pictures


def text(value: str, **props: Unpack[p.TextArgs]) -> Component:
    """Plain text, which can be streamed, or edited where it stands."""
    return Component(node_json("Text", props, value=value))


def title(value: str, **props: Unpack[p.TitleArgs]) -> Component:
    """A headline."""
    return Component(node_json("Title", props, value=value))


def caption(value: str, **props: Unpack[p.CaptionArgs]) -> Component:
    """A small text beside something else."""
    return Component(node_json("Caption", props, value=value))


def markdown(value: str, **props: Unpack[p.MarkdownArgs]) -> Component:
    """Markdown, which can be streamed."""
    return Component(node_json("Markdown", props, value=value))


def badge(label: str, **props: Unpack[p.BadgeArgs]) -> Component:
    """A word or two that stand out."""
    return Component(node_json("Badge", props, label=label))


def icon(name: IconName, **props: Unpack[p.IconArgs]) -> Component:
    """An icon of ChatKit's, or ``lucide:NAME``."""
    return Component(node_json("Icon", props, name=name))


def image(src: str, **props: Unpack[p.ImageArgs]) -> Component:
    """An image; say what it shows with ``alt``."""
    return Component(node_json("Image", props, src=src))


# Controls


def button(label: str | None = None, **props: Unpack[p.ButtonArgs]) -> Component:
    """A button, which does ``on_click``, or submits the form that it is in with ``submit``."""
    return Component(node_json("Button", props, label=label))


def label(value: str, field_name: str, **props: Unpack[p.LabelArgs]) -> Component:
    """The label of the field of a name."""
    return Component(node_json("Label", props, value=value, field_name=field_name))


def input(name: str, **props: Unpack[p.InputArgs]) -> Component:
    """A field for a line of text, a number or an address."""
    return Component(node_json("Input", props, name=name))


def textarea(name: str, **props: Unpack[p.TextareaArgs]) -> Component:
    """A field for several lines."""
    return Component(node_json("Textarea", props, name=name))


def select(name: str, options: Iterable[Option], **props: Unpack[p.SelectArgs]) -> Component:
    """A field to choose from a list that opens."""
    return Component(node_json("Select", props, name=name, options=_options(options)))


def radio_group(
    name: str, options: Iterable[RadioOption], **props: Unpack[p.RadioGroupArgs]
) -> Component:
    """A field to choose from a few that are all in view."""
    return Component(node_json("RadioGroup", props, name=name, options=_options(options)))


def checkbox(name: str, label: str | None = None, **props: Unpack[p.CheckboxArgs]) -> Component:
    """A field that is true or false."""
    return Component(node_json("Checkbox", props, name=name, label=label))


def date_picker(name: str, **props: Unpack[p.DatePickerArgs]) -> Component:
    """A field for a day. A ``date`` becomes midnight in the user's own zone."""
    return Component(node_json("DatePicker", props, name=name))


# Figures


def table(*rows: RowChild, **props: Unpack[p.TableArgs]) -> Component:
    """A table of `table_row`; see `table_of` for one of records."""
    return Component(node_json("Table", props, rows))


def table_row(*cells: CellChild, **props: Unpack[p.TableRowArgs]) -> TableRow:
    """A row of cells; what is no `table_cell` is put into one."""
    wrapped = (c if isinstance(c, TableCell) else table_cell(c) for c in present(cells))
    return TableRow(node_json("Table.Row", props, wrapped))


def table_cell(*children: Child, **props: Unpack[p.TableCellArgs]) -> TableCell:
    """A cell."""
    return TableCell(node_json("Table.Cell", props, children))


def chart(
    data: Iterable[Record],
    *,
    x: str | p.XAxisConfig,
    series: Iterable[Series],
    **props: Unpack[p.ChartArgs],
) -> Component:
    """A chart of records: `bar`, `line` and `area` series over what is at ``x`` in each."""
    records = [as_record(record) for record in data]
    return Component(node_json("Chart", props, data=records, x_axis=x, series=list(series)))


def as_record(record: Record) -> dict[str, Any]:
    """A row of data as a dictionary."""
    return record.model_dump(mode="json") if isinstance(record, BaseModel) else dict(record)


def _options(options: Iterable[Any]) -> list[Mapping[str, Any]]:
    made: list[Mapping[str, Any]] = []
    for option in options:
        match option:
            case str():
                made.append({"value": option, "label": option})
            case (value, label):
                made.append({"value": value, "label": label})
            case _:
                made.append(option)
    return made
