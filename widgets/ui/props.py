"""The types of all props. Written by `widgets.ui.pack`: change that, not this."""

from __future__ import annotations

from datetime import date
from typing import Literal, NotRequired, TypeAlias, TypedDict

from chatkit.icons import IconName
from chatkit.widgets import (
    Alignment,
    ControlSize,
    ControlVariant,
    CurveType,
    IconSize,
    Justification,
    RadiusValue,
    TitleSize,
)

from widgets.ui.actions import Act

Length: TypeAlias = float | str
"""A number of spacing units or pixels, or CSS such as ``50%``."""


class Props(TypedDict, total=False):
    """Props of every component."""

    key: str | None
    id: str | None


class ThemeColor(TypedDict):
    """``ThemeColor`` on the wire."""

    dark: str
    light: str


class EditableProps(TypedDict):
    """``EditableProps`` on the wire."""

    name: str
    autoFocus: NotRequired[bool]
    autoSelect: NotRequired[bool]
    autoComplete: NotRequired[str]
    allowAutofillExtensions: NotRequired[bool]
    pattern: NotRequired[str]
    placeholder: NotRequired[str]
    required: NotRequired[bool]


class Spacing(TypedDict):
    """``Spacing`` on the wire."""

    top: NotRequired[Length]
    right: NotRequired[Length]
    bottom: NotRequired[Length]
    left: NotRequired[Length]
    x: NotRequired[Length]
    y: NotRequired[Length]


class Border(TypedDict):
    """``Border`` on the wire."""

    size: int
    color: NotRequired[str | ThemeColor]
    style: NotRequired[
        Literal["solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"]
    ]


class Borders(TypedDict):
    """``Borders`` on the wire."""

    top: NotRequired[int | Border]
    right: NotRequired[int | Border]
    bottom: NotRequired[int | Border]
    left: NotRequired[int | Border]
    x: NotRequired[int | Border]
    y: NotRequired[int | Border]


class WidgetStatusWithFavicon(TypedDict):
    """``WidgetStatusWithFavicon`` on the wire."""

    text: str
    favicon: NotRequired[str]
    frame: NotRequired[bool]


class WidgetStatusWithIcon(TypedDict):
    """``WidgetStatusWithIcon`` on the wire."""

    text: str
    icon: NotRequired[IconName]


class CardAction(TypedDict):
    """``CardAction`` on the wire."""

    label: str
    action: Act


class SelectOption(TypedDict):
    """``SelectOption`` on the wire."""

    value: str
    label: str
    disabled: NotRequired[bool]
    description: NotRequired[str]


class RadioOption(TypedDict):
    """``RadioOption`` on the wire."""

    label: str
    value: str
    disabled: NotRequired[bool]


class BarSeries(TypedDict):
    """``BarSeries`` on the wire."""

    type: Literal["bar"]
    label: str | None
    dataKey: str
    stack: NotRequired[str]
    color: NotRequired[str | ThemeColor]


class AreaSeries(TypedDict):
    """``AreaSeries`` on the wire."""

    type: Literal["area"]
    label: str | None
    dataKey: str
    stack: NotRequired[str]
    color: NotRequired[str | ThemeColor]
    curveType: NotRequired[CurveType]


class LineSeries(TypedDict):
    """``LineSeries`` on the wire."""

    type: Literal["line"]
    label: str | None
    dataKey: str
    color: NotRequired[str | ThemeColor]
    curveType: NotRequired[CurveType]


class XAxisConfig(TypedDict):
    """``XAxisConfig`` on the wire."""

    dataKey: str
    hide: NotRequired[bool]
    labels: NotRequired[dict[str, str]]


class SizeProps(Props, total=False):
    """Props of ``Chart``, ``Box``, ``Row``, ``Col``, ``Image`` and ``Form``."""

    flex: Length | None
    height: Length | None
    width: Length | None
    size: Length | None
    min_height: Length | None
    min_width: Length | None
    min_size: Length | None
    max_height: Length | None
    max_width: Length | None
    max_size: Length | None
    aspect_ratio: Length | None


class BoxProps(Props, total=False):
    """Props of ``Box``, ``Row``, ``Col`` and ``Form``."""

    align: Alignment | None
    justify: Justification | None
    wrap: Literal["nowrap", "wrap", "wrap-reverse"] | None
    gap: Length | None
    padding: Length | Spacing | None
    margin: Length | Spacing | None
    border: int | Border | Borders | None
    radius: RadiusValue | None


class TextProps(Props, total=False):
    """Props of ``Text``, ``Title`` and ``Caption``."""

    color: str | ThemeColor | None
    weight: Literal["normal", "medium", "semibold", "bold"] | None
    text_align: Literal["start", "center", "end"] | None
    truncate: bool | None
    max_lines: int | None


class TextArgs(TextProps, total=False):
    """Props of ``Text``."""

    streaming: bool | None
    italic: bool | None
    line_through: bool | None
    width: Length | None
    size: Literal["xs", "sm", "md", "lg", "xl"] | None
    min_lines: int | None
    editable: Literal[False] | EditableProps | None


class TitleArgs(TextProps, total=False):
    """Props of ``Title``."""

    size: TitleSize | None


class CaptionArgs(TextProps, total=False):
    """Props of ``Caption``."""

    size: Literal["sm", "md", "lg"] | None


class ChartArgs(SizeProps, total=False):
    """Props of ``Chart``."""

    show_y_axis: bool | None
    show_legend: bool | None
    show_tooltip: bool | None
    bar_gap: int | None
    bar_category_gap: int | None


class BadgeArgs(Props, total=False):
    """Props of ``Badge``."""

    color: Literal["secondary", "success", "danger", "warning", "info", "discovery"] | None
    variant: Literal["solid", "soft", "outline"] | None
    size: Literal["sm", "md", "lg"] | None
    pill: bool | None


class MarkdownArgs(Props, total=False):
    """Props of ``Markdown``."""

    streaming: bool | None


class BoxArgs(SizeProps, BoxProps, total=False):
    """Props of ``Box``."""

    background: str | ThemeColor | None
    direction: Literal["row", "col"] | None


class RowArgs(SizeProps, BoxProps, total=False):
    """Props of ``Row``."""

    background: str | ThemeColor | None


class ColArgs(SizeProps, BoxProps, total=False):
    """Props of ``Col``."""

    background: str | ThemeColor | None


class DividerArgs(Props, total=False):
    """Props of ``Divider``."""

    color: str | ThemeColor | None
    size: Length | None
    spacing: Length | None
    flush: bool | None


class IconArgs(Props, total=False):
    """Props of ``Icon``."""

    color: str | ThemeColor | None
    size: IconSize | None


class ImageArgs(SizeProps, total=False):
    """Props of ``Image``."""

    alt: str | None
    fit: Literal["cover", "contain", "fill", "scale-down", "none"] | None
    position: (
        Literal[
            "top left",
            "top",
            "top right",
            "left",
            "center",
            "right",
            "bottom left",
            "bottom",
            "bottom right",
        ]
        | None
    )
    radius: RadiusValue | None
    frame: bool | None
    flush: bool | None
    margin: Length | Spacing | None
    background: str | ThemeColor | None


class ListViewItemArgs(Props, total=False):
    """Props of ``ListViewItem``."""

    on_click: Act | None
    gap: Length | None
    align: Alignment | None


class ButtonArgs(Props, total=False):
    """Props of ``Button``."""

    submit: bool | None
    on_click: Act | None
    icon_start: IconName | None
    icon_end: IconName | None
    style: Literal["primary", "secondary"] | None
    icon_size: Literal["sm", "md", "lg", "xl", "2xl"] | None
    color: (
        Literal[
            "primary",
            "secondary",
            "info",
            "discovery",
            "success",
            "caution",
            "warning",
            "danger",
        ]
        | None
    )
    variant: ControlVariant | None
    size: ControlSize | None
    pill: bool | None
    uniform: bool | None
    block: bool | None
    disabled: bool | None


class CheckboxArgs(Props, total=False):
    """Props of ``Checkbox``."""

    default_checked: bool | None
    on_change: Act | None
    disabled: bool | None
    required: bool | None


class SpacerArgs(Props, total=False):
    """Props of ``Spacer``."""

    min_size: Length | None


class SelectArgs(Props, total=False):
    """Props of ``Select``."""

    on_change: Act | None
    placeholder: str | None
    default_value: str | None
    variant: ControlVariant | None
    size: ControlSize | None
    pill: bool | None
    block: bool | None
    clearable: bool | None
    disabled: bool | None
    searchable: bool | None


class DatePickerArgs(Props, total=False):
    """Props of ``DatePicker``."""

    on_change: Act | None
    placeholder: str | None
    default_value: date | str | None
    min: date | str | None
    max: date | str | None
    variant: ControlVariant | None
    size: ControlSize | None
    side: Literal["top", "bottom", "left", "right"] | None
    align: Literal["start", "center", "end"] | None
    pill: bool | None
    block: bool | None
    clearable: bool | None
    disabled: bool | None


class FormArgs(SizeProps, BoxProps, total=False):
    """Props of ``Form``."""

    background: str | ThemeColor | None
    on_submit: Act | None
    direction: Literal["row", "col"] | None


class InputArgs(Props, total=False):
    """Props of ``Input``."""

    input_type: Literal["number", "email", "text", "password", "tel", "url"] | None
    default_value: str | None
    required: bool | None
    pattern: str | None
    placeholder: str | None
    allow_autofill_extensions: bool | None
    auto_select: bool | None
    auto_focus: bool | None
    disabled: bool | None
    variant: Literal["soft", "outline"] | None
    size: ControlSize | None
    gutter_size: Literal["2xs", "xs", "sm", "md", "lg", "xl"] | None
    pill: bool | None


class LabelArgs(Props, total=False):
    """Props of ``Label``."""

    size: Literal["xs", "sm", "md", "lg", "xl"] | None
    weight: Literal["normal", "medium", "semibold", "bold"] | None
    text_align: Literal["start", "center", "end"] | None
    color: str | ThemeColor | None


class RadioGroupArgs(Props, total=False):
    """Props of ``RadioGroup``."""

    aria_label: str | None
    on_change: Act | None
    default_value: str | None
    direction: Literal["row", "col"] | None
    disabled: bool | None
    required: bool | None


class TextareaArgs(Props, total=False):
    """Props of ``Textarea``."""

    default_value: str | None
    required: bool | None
    pattern: str | None
    placeholder: str | None
    auto_select: bool | None
    auto_focus: bool | None
    disabled: bool | None
    variant: Literal["soft", "outline"] | None
    size: ControlSize | None
    gutter_size: Literal["2xs", "xs", "sm", "md", "lg", "xl"] | None
    rows: int | None
    auto_resize: bool | None
    max_rows: int | None
    allow_autofill_extensions: bool | None


class TransitionArgs(Props, total=False):
    """Props of ``Transition``."""


class CardArgs(Props, total=False):
    """Props of ``Card``."""

    as_form: bool | None
    background: str | ThemeColor | None
    size: Literal["sm", "md", "lg", "full"] | None
    padding: Length | Spacing | None
    status: WidgetStatusWithFavicon | WidgetStatusWithIcon | str | None
    collapsed: bool | None
    confirm: CardAction | None
    cancel: CardAction | None
    theme: Literal["light", "dark"] | None
    border: float | Border | Borders | None


class ListViewArgs(Props, total=False):
    """Props of ``ListView``."""

    limit: int | Literal["auto"] | None
    status: WidgetStatusWithFavicon | WidgetStatusWithIcon | str | None
    theme: Literal["light", "dark"] | None


class BasicArgs(Props, total=False):
    """Props of ``Basic``."""

    theme: Literal["light", "dark"] | None
    direction: Literal["row", "col"] | None
    gap: Length | None
    padding: Length | Spacing | None
    align: Alignment | None
    justify: Justification | None


class TableArgs(Props, total=False):
    """Props of ``Table``."""


class TableRowArgs(Props, total=False):
    """Props of ``Table.Row``."""

    header: bool | None


class TableCellArgs(Props, total=False):
    """Props of ``Table.Cell``."""

    width: Length | None
    padding: Spacing | None
    col_span: int | None
    row_span: int | None
    align: Literal["start", "center", "end"] | None
    v_align: Literal["start", "center", "end"] | None
    col_size: Literal["xs", "sm", "md", "lg", "xl"] | None
