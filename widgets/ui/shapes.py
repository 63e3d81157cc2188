"""What props and children are made of, and what is often put together the same way."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Mapping
from typing import Any, Literal

from chatkit.icons import IconName
from chatkit.widgets import CurveType, DynamicWidgetRoot

from widgets.ui import components as c
from widgets.ui import props as p
from widgets.ui.actions import Act
from widgets.ui.nodes import Child, Component, TableCell, to_json

Color = str | p.ThemeColor


def themed(light: str, dark: str) -> p.ThemeColor:
    """A colour for each theme."""
    return {"light": light, "dark": dark}


def card_action(label: str, action: Act) -> p.CardAction:
    """A button in the footer of a card, for its ``confirm`` or ``cancel``."""
    return {"label": label, "action": action}


def status(
    text: str, *, icon: IconName | None = None, favicon: str | None = None, frame: bool = False
) -> p.WidgetStatusWithIcon | p.WidgetStatusWithFavicon:
    """The line above a card or a list, with an icon or the small image at an address."""
    if favicon is None:
        return {"text": text, "icon": icon} if icon is not None else {"text": text}
    made: p.WidgetStatusWithFavicon = {"text": text, "favicon": favicon}
    if frame:
        made["frame"] = True
    return made


def border(
    size: int,
    *,
    color: Color | None = None,
    style: Literal["solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"]
    | None = None,
) -> p.Border:
    """A border, in pixels; a mapping of edges (``{"top": ui.border(1)}``) is one each."""
    made: p.Border = {"size": size}
    if color is not None:
        made["color"] = color
    if style is not None:
        made["style"] = style
    return made


def editable(
    name: str,
    *,
    auto_focus: bool | None = None,
    auto_select: bool | None = None,
    auto_complete: str | None = None,
    allow_autofill_extensions: bool | None = None,
    pattern: str | None = None,
    placeholder: str | None = None,
    required: bool | None = None,
) -> p.EditableProps:
    """Makes a `text` a field of the form that it is in, edited where it stands."""
    given = {
        "autoFocus": auto_focus,
        "autoSelect": auto_select,
        "autoComplete": auto_complete,
        "allowAutofillExtensions": allow_autofill_extensions,
        "pattern": pattern,
        "placeholder": placeholder,
        "required": required,
    }
    made: p.EditableProps = {"name": name}
    made.update({key: value for key, value in given.items() if value is not None})  # type: ignore[typeddict-item] # the keys are literal above
    return made


def bar(
    key: str, *, label: str | None = None, stack: str | None = None, color: Color | None = None
) -> c.Series:
    """Bars of the numbers under a key; those of one ``stack`` stand on each other."""
    made: p.BarSeries = {"type": "bar", "label": label, "dataKey": key}
    if stack is not None:
        made["stack"] = stack
    if color is not None:
        made["color"] = color
    return made


def area(
    key: str,
    *,
    label: str | None = None,
    stack: str | None = None,
    color: Color | None = None,
    curve: CurveType | None = None,
) -> c.Series:
    """The area below the numbers under a key."""
    made: p.AreaSeries = {"type": "area", "label": label, "dataKey": key}
    if stack is not None:
        made["stack"] = stack
    if color is not None:
        made["color"] = color
    if curve is not None:
        made["curveType"] = curve
    return made


def line(
    key: str,
    *,
    label: str | None = None,
    color: Color | None = None,
    curve: CurveType | None = None,
) -> c.Series:
    """A line through the numbers under a key."""
    made: p.LineSeries = {"type": "line", "label": label, "dataKey": key}
    if color is not None:
        made["color"] = color
    if curve is not None:
        made["curveType"] = curve
    return made


def x_axis(
    key: str, *, hide: bool = False, labels: Mapping[str, str] | None = None
) -> p.XAxisConfig:
    """The axis below a chart, with labels for some of the values under a key."""
    made: p.XAxisConfig = {"dataKey": key}
    if hide:
        made["hide"] = True
    if labels is not None:
        made["labels"] = dict(labels)
    return made


def field(label: str, control: Component, *, hint: str | None = None) -> Component:
    """A control below its label, and a hint below that."""
    name = str(control.json.get("name"))
    return c.col(c.label(label, name), control, hint and c.caption(hint), gap=1)


def table_of(
    records: Iterable[c.Record],
    columns: Mapping[str, str] | Iterable[str] | None = None,
    *,
    key: str | None = None,
) -> Component:
    """A table of records.

    Args:
        records: One for each row. A value is a text, a number (which stands at the end of its
            cell), a component, or ``None`` for nothing.
        columns: The keys to show, and their headings; by default those of the first record.
        key: Of the table.
    """
    rows = [dict(record) for record in records]
    if isinstance(columns, Mapping):
        headings = dict(columns)
    else:
        names = columns if columns is not None else next(iter(rows), ())
        headings = {name: name for name in names}
    numeric = {n for n in headings if rows and all(_is_number(row.get(n)) for row in rows)}

    def cells(contents: Iterable[tuple[str, Child]]) -> Iterable[TableCell]:
        for name, content in contents:
            yield c.table_cell(content, align="end" if name in numeric else None)

    header = [(name, c.text(heading, weight="semibold")) for name, heading in headings.items()]
    body = [[(name, _content(row.get(name))) for name in headings] for row in rows]
    return c.table(
        c.table_row(cells(header), header=True), [c.table_row(cells(row)) for row in body], key=key
    )


async def growing(
    parts: AsyncIterable[str], build: Callable[[str, bool], DynamicWidgetRoot]
) -> AsyncGenerator[DynamicWidgetRoot, None]:
    """A widget whose text grows, for the SDK's ``stream_widget``.

    Args:
        parts: The text, piece by piece.
        build: Makes the widget from the text so far, and whether more is to come. The text that
            grows has an ``id`` and ``streaming=more``; nothing else changes until the end.
    """
    text = ""
    yield build(text, True)
    async for part in parts:
        text += part
        yield build(text, True)
    yield build(text, False)


def raw(json: Mapping[str, Any]) -> Component:
    """A component from JSON that came from elsewhere; checked with all the others."""
    return Component(to_json(json))


def _content(value: Any) -> Child:
    if value is None or isinstance(value, Component | str):
        return value
    return f"{value:,}" if _is_number(value) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
