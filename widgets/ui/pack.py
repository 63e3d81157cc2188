"""Write ``props.py``: the types of all props, taken from `widgets.components`.

Run ``python -m widgets.ui.pack`` when the SDK has a new prop; a test says when that is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from chatkit import widgets as sdk
from chatkit.icons import IconName
from pydantic import BaseModel
from typing_extensions import get_type_hints, is_typeddict

from widgets.components import component_types
from widgets.ui.nodes import python_name

TARGET: Final = Path(__file__).parent / "props.py"

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Text": ("value",),
    "Title": ("value",),
    "Caption": ("value",),
    "Markdown": ("value",),
    "Badge": ("label",),
    "Button": ("label",),
    "Icon": ("name",),
    "Image": ("src",),
    "Label": ("value", "fieldName"),
    "Input": ("name",),
    "Textarea": ("name",),
    "DatePicker": ("name",),
    "Checkbox": ("name", "label"),
    "Select": ("name", "options"),
    "RadioGroup": ("name", "options"),
    "Chart": ("data", "series", "xAxis"),
}
"""Props that are parameters of the functions themselves, and so not among the others."""

_SHARED: Final = {
    "SizeProps": (
        *("flex", "height", "width", "size", "minHeight", "minWidth", "minSize"),
        *("maxHeight", "maxWidth", "maxSize", "aspectRatio"),
    ),
    "BoxProps": ("align", "justify", "wrap", "gap", "padding", "margin", "border", "radius"),
    "TextProps": ("color", "weight", "textAlign", "truncate", "maxLines"),
}
"""Props that several components have alike."""

_SDK_ALIASES: Final = (
    *("RadiusValue", "IconSize", "TitleSize", "Alignment", "Justification"),
    *("ControlVariant", "ControlSize", "CurveType"),
)

_HEAD: Final = '''"""The types of all props. Written by `widgets.ui.pack`: change that, not this."""

from __future__ import annotations

from datetime import date
from typing import Literal, NotRequired, TypeAlias, TypedDict

from chatkit.icons import IconName
from chatkit.widgets import (
{imports}
)

from widgets.ui.actions import Act

Length: TypeAlias = float | str
"""A number of spacing units or pixels, or CSS such as ``50%``."""


class Props(TypedDict, total=False):
    """Props of every component."""

    key: str | None
    id: str | None
'''


def pack() -> str:
    """The text of ``props.py``."""
    models = component_types()
    nested: dict[str, str] = {}
    fields = {
        name: {
            field: _type(info.annotation, nested)
            for field, info in model.model_fields.items()
            if field not in {"type", "children", "key", "id", *PARAMETERS.get(name, ())}
        }
        for name, model in models.items()
    }
    for name in ("options", "data", "series", "xAxis"):  # types of parameters are exported, too
        for model in models.values():
            if name in model.model_fields:
                _type(model.model_fields[name].annotation, nested)
    shared = {
        base: next(
            {p: props[p] for p in names} for props in fields.values() if {*names} <= {*props}
        )
        for base, names in _SHARED.items()
    }
    classes = [
        _class(base, ["Props"], props, f"Props of {_users(base, props, fields)}.")
        for base, props in shared.items()
    ]
    classes += [_component_class(name, props, shared) for name, props in fields.items()]
    imports = "\n".join(f"    {name}," for name in sorted(_SDK_ALIASES))
    return "\n\n".join([_HEAD.format(imports=imports), *nested.values(), *classes])


def _component_class(
    name: str, props: Mapping[str, str], shared: Mapping[str, Mapping[str, str]]
) -> str:
    bases = [base for base, known in shared.items() if known.items() <= props.items()]
    inherited = {prop for base in bases for prop in shared[base]}
    own = {prop: type for prop, type in props.items() if prop not in inherited}
    return _class(f"{name.replace('.', '')}Args", bases or ["Props"], own, f"Props of ``{name}``.")


def _users(base: str, props: Mapping[str, str], fields: Mapping[str, Mapping[str, str]]) -> str:
    names = [f"``{name}``" for name, all in fields.items() if props.items() <= all.items()]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _class(name: str, bases: Iterable[str], props: Mapping[str, str], says: str) -> str:
    lines = [f"class {name}({', '.join(bases)}, total=False):", f'    """{says}"""', ""]
    lines += [_field(python_name(prop), f"{type} | None") for prop, type in props.items()]
    return "\n".join(lines).rstrip() + "\n"


def _wrapped(key: str, type: str) -> str:
    line = f"    {key}: {type}"
    return line if len(line) <= 100 else f"    {key}: NotRequired[\n        {type[12:-1]}\n    ]"


def _field(name: str, type: str) -> str:
    line = f"    {name}: {type}"
    if len(line) <= 100:
        return line
    head, _, values = type.partition("Literal[")
    inner, _, tail = values.rpartition("]")
    items = "".join(f"        {value},\n" for value in inner.split(", "))
    if tail:
        return (
            f"    {name}: (\n        {head}Literal[\n"
            + _indent(items)
            + f"        ]\n        {tail.strip()}\n    )"
        )
    return f"    {name}: {head}Literal[\n{items}    ]"


def _indent(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


def _type(annotation: Any, nested: dict[str, str]) -> str:
    """A type as Python writes it; classes that it names are added to ``nested``."""
    if annotation == IconName:
        return "IconName"
    for name in _SDK_ALIASES:
        if annotation == getattr(sdk, name):
            return name
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(args[0], nested)
    if origin in (Union, UnionType):
        members = list(dict.fromkeys(_members(annotation, nested)))
        if "WidgetStatusWithIcon" in members:
            members.append("str")
        text = " | ".join(members)
        return text.replace("float | str", "Length") if "float | str" in text else text
    if origin is Literal:
        return f"Literal[{', '.join(_quoted(arg) for arg in args)}]"
    if origin is list:
        return f"list[{_type(args[0], nested)}]"
    if origin is dict:
        return f"dict[{_type(args[0], nested)}, {_type(args[1], nested)}]"
    if annotation is datetime:
        return "date | str"
    if is_typeddict(annotation):
        return _nested(annotation, get_type_hints(annotation, include_extras=True), nested)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "Act" if annotation.__name__ == "ActionConfig" else _series(annotation, nested)
    return str(annotation.__name__)


def _members(annotation: Any, nested: dict[str, str]) -> Iterator[str]:
    known = _icon_members()
    args = get_args(annotation)
    if known <= set(args):
        yield "IconName"
        args = tuple(arg for arg in args if arg not in known)
    for arg in args:
        if arg is not type(None):
            yield _type(arg, nested)


def _icon_members() -> set[Any]:
    return set(get_args(IconName))


def _nested(annotation: Any, hints: Mapping[str, Any], nested: dict[str, str]) -> str:
    name: str = annotation.__name__
    if name not in nested:
        nested[name] = ""  # its place is before those that it names
        required = annotation.__required_keys__
        lines = [f"class {name}(TypedDict):", f'    """``{name}`` on the wire."""', ""]
        for key, hint in hints.items():
            said = _type(_bare(hint), nested)
            lines.append(_wrapped(key, said if key in required else f"NotRequired[{said}]"))
        nested[name] = "\n".join(lines) + "\n"
    return name


def _series(model: type[BaseModel], nested: dict[str, str]) -> str:
    name = model.__name__
    if name not in nested:
        lines = [f"class {name}(TypedDict):", f'    """``{name}`` on the wire."""', ""]
        for key, info in model.model_fields.items():
            said = _type(info.annotation, nested)
            optional = key != "type" and not info.is_required()
            nullable = type(None) in get_args(info.annotation) and not optional
            said = f"{said} | None" if nullable else said
            lines.append(f"    {key}: {f'NotRequired[{said}]' if optional else said}")
        nested[name] = "\n".join(lines) + "\n"
    return name


def _bare(hint: Any) -> Any:
    """A type without ``Required`` or ``NotRequired`` around it."""
    origin = get_origin(hint)
    return get_args(hint)[0] if str(origin).endswith("Required") else hint


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


if __name__ == "__main__":
    TARGET.write_text(pack(), encoding="utf-8")
