"""The closed set of components and props that a widget may be made of.

A renderer ignores a prop that it does not know, and the SDK's dynamic widgets accept any, so a
misspelt prop shows only as a widget that looks wrong. The types here take every component of the
SDK's classes (``chatkit.widgets``), add what only the JavaScript types have (``@openai/chatkit``
``types/widgets.d.ts``), and leave no room for anything else.
"""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from chatkit import widgets as sdk
from chatkit.icons import IconName
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic_core import ErrorDetails, from_json
from typing_extensions import TypedDict, get_type_hints, is_typeddict

from widgets.errors import OutcomeError, Problem, format_path, value_at
from widgets.schemas import suggest

Annotation: TypeAlias = Any
"""A type as it stands in an annotation; a class, a union or another special form."""

_CLOSED = ConfigDict(extra="forbid", strict=True, defer_build=True)
_Length: TypeAlias = float | str | None
_Theme: TypeAlias = Literal["light", "dark"] | None
_CellAlign: TypeAlias = Literal["start", "center", "end"] | None

_ONLY_IN_JAVASCRIPT: dict[str, dict[str, Annotation]] = {
    "Card": {"border": float | sdk.Border | sdk.Borders | None},
    "Basic": {
        "theme": _Theme,
        "direction": Literal["row", "col"] | None,
        "gap": _Length,
        "padding": _Length | sdk.Spacing,
        "align": sdk.Alignment | None,
        "justify": sdk.Justification | None,
    },
    "Table": {},
    "Table.Row": {"header": bool | None},
    "Table.Cell": {
        "width": _Length,
        "padding": sdk.Spacing | None,
        "colSpan": int | None,
        "rowSpan": int | None,
        "align": _CellAlign,
        "vAlign": _CellAlign,
        "colSize": Literal["xs", "sm", "md", "lg", "xl"] | None,
    },
}

UNKNOWN_PROP = "unknown prop"

_OF_AN_ICON = f"literal: should be {get_args(get_args(IconName)[0])[0]!r}"
"""How pydantic begins to list all icons."""

_LONGEST = 160
"""Characters of one message: the names of all icons would hide the rest."""

_ROOTS = ("Card", "ListView", "Basic")
_ONLY_IN_THEIR_OWN = frozenset({"ListViewItem", "Table.Row", "Table.Cell"})

# The SDK lets any component stand anywhere, the JavaScript types roots in a `Basic` alone. What the
# vendor's editor writes has cards in lists, and they are drawn; lists and tables have their own
# children and no others.
_CHILDREN: dict[str, tuple[str, bool]] = {
    "Card": ("list[Component]", True),
    "ListView": ("list[ListViewItem]", True),
    "ListViewItem": ("list[Component]", True),
    "Basic": ("list[Component]", True),
    "Box": ("list[Component]", False),
    "Row": ("list[Component]", False),
    "Col": ("list[Component]", False),
    "Form": ("list[Component]", False),
    "Transition": ("Component", True),
    "Table": ("list[TableRow]", False),
    "Table.Row": ("list[TableCell]", False),
    "Table.Cell": ("list[Component]", False),
}


def check(document: str | bytes, *, template: str | None = None) -> None:
    """Check that a JSON text is a widget of known components and props.

    Args:
        document: The JSON of a widget's root.
        template: Named in the error.

    Raises:
        OutcomeError: It is not; every unknown component, unknown prop and wrong value is named.
    """
    try:
        _root_adapter().validate_json(document)
    except ValidationError as error:
        raise OutcomeError(_problems(error, document), template=template) from None


def check_component(document: str | bytes) -> None:
    """Check that a JSON text is one component, of whatever kind.

    Raises:
        OutcomeError: It is not, as in `check`.
    """
    try:
        _any_adapter().validate_json(document)
    except ValidationError as error:
        raise OutcomeError(_problems(error, document)) from None


@cache
def component_types() -> dict[str, type[BaseModel]]:
    """Every component by its ``type``, as a model that forbids unknown props."""
    sources = [*_union_members(sdk.StrictWidgetComponent), *_union_members(sdk.StrictWidgetRoot)]
    props = {_type_of(source): _props_of(source) for source in sources}
    for name, extra in _ONLY_IN_JAVASCRIPT.items():
        base = props.setdefault(name, _props_of(sdk.WidgetComponentBase))
        base |= {prop: (_close(annotation), None) for prop, annotation in extra.items()}
    models = {name: _component(name, fields) for name, fields in props.items()}

    namespace = {
        "Component": _one_of([models[name] for name in models if name not in _ONLY_IN_THEIR_OWN]),
        "ListViewItem": models["ListViewItem"],
        "TableRow": models["Table.Row"],
        "TableCell": models["Table.Cell"],
    }
    for model in models.values():
        model.model_rebuild(_types_namespace=namespace)
    return models


@cache
def _root_adapter() -> TypeAdapter[BaseModel]:
    models = component_types()
    return TypeAdapter(_one_of([models[name] for name in _ROOTS]))


@cache
def _any_adapter() -> TypeAdapter[BaseModel]:
    return TypeAdapter(_one_of(list(component_types().values())))


def _component(name: str, fields: dict[str, Annotation]) -> type[BaseModel]:
    fields = {**fields, "type": (Literal[name], ...)}
    if name in _CHILDREN:
        annotation, required = _CHILDREN[name]
        fields["children"] = (annotation, ...) if required else (f"{annotation} | None", None)
    return create_model(name.replace(".", ""), __config__=_CLOSED, __module__=__name__, **fields)


def _props_of(source: type[BaseModel]) -> dict[str, Annotation]:
    source.model_rebuild()  # some of the SDK's annotations name classes that follow them
    props: dict[str, Annotation] = {}
    for name, field in source.model_fields.items():
        if name != "children":
            annotation: Annotation = field.annotation
            props[name] = (_close(annotation), ... if field.is_required() else field.default)
    return props


@cache
def _close(annotation: Annotation) -> Annotation:
    """The same type with no room for unknown keys, and lengths that may be fractions."""
    if is_typeddict(annotation):
        hints = get_type_hints(annotation, include_extras=True)
        closed = TypedDict(annotation.__name__, {k: _close(v) for k, v in hints.items()})  # type: ignore[misc]  # the keys are those of the SDK's class
        closed.__pydantic_config__ = _CLOSED  # type: ignore[attr-defined]  # read by pydantic
        return closed
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return create_model(annotation.__name__, __config__=_CLOSED, **_props_of(annotation))
    origin: Any = get_origin(annotation)
    args = get_args(annotation)
    if origin in (Union, UnionType):
        members = [_close(arg) for arg in args]
        # A length is `number | string` in JavaScript, `int | str` in much of the SDK.
        return Union[tuple(float if m is int and str in args else m for m in members)]  # noqa: UP007
    if origin is Annotated:
        return Annotated[(_close(args[0]), *args[1:])]
    if origin is None or origin is Literal:
        return annotation
    closed_args = tuple(_close(arg) for arg in args)
    return origin[closed_args if len(args) > 1 else closed_args[0]]


def _one_of(models: list[type[BaseModel]]) -> Annotation:
    return Annotated[Union[tuple(models)], Field(discriminator="type")]  # noqa: UP007


def _union_members(annotation: Annotation) -> tuple[type[BaseModel], ...]:
    return get_args(get_args(annotation)[0])


def _type_of(model: type[BaseModel]) -> str:
    name: str = get_args(model.model_fields["type"].annotation)[0]
    return name


def _problems(error: ValidationError, document: str | bytes) -> list[Problem]:
    """One problem a place, although a union reports every member that did not fit."""
    details = error.errors(include_url=False)
    if details[0]["type"] == "json_invalid":
        return [Problem(format_path(()), details[0]["msg"])]
    root = from_json(document)
    found: dict[str, list[str]] = {}
    for detail in details:
        path, message = _describe(detail, root)
        found.setdefault(path, []).append(message)
    return [Problem(path, _sentence(path, messages, root)) for path, messages in found.items()]


def _sentence(path: str, messages: list[str], root: Any) -> str:
    if not any(message.startswith(_OF_AN_ICON) for message in messages):
        return ", or ".join(messages)
    value = value_at(root, path)
    if not isinstance(value, str):
        return "should be the name of an icon"
    return f"no icon has this name{suggest(value, _icon_names())}"


def _icon_names() -> list[str]:
    union: tuple[Annotation, ...] = get_args(IconName)
    return [name for member in union for name in get_args(member) if isinstance(name, str)]


def _describe(detail: ErrorDetails, root: Any) -> tuple[str, str]:
    """The path in the document, and what is wrong there.

    Pydantic's location also holds the tag of each union member it tried. The tag of a component
    is its type and says nothing new; at any other union the path ends and the message goes on.
    """
    node: Any = root
    parts: list[str | int] = []
    loc = list(detail["loc"])
    missing = [loc.pop()] if detail["type"] == "missing" else []
    while loc:
        step = loc[0]
        match node:
            case dict() if step in node:
                node = node[step]
                parts.append(step)
            case list() if isinstance(step, int):
                node = node[step]
                parts.append(step)
            case {"type": component_type} if component_type == step:
                pass
            case _:
                break
        loc.pop(0)
    message = _explain(detail)
    if detail["type"] == "extra_forbidden" and not loc:
        message += suggest(str(parts[-1]), _props_at(root, parts[:-1]))
    if loc:
        member = [part.partition("[")[0] if isinstance(part, str) else part for part in loc]
        return format_path(parts), f"{format_path([*member, *missing])}: {message}"
    return format_path([*parts, *missing]), message


def _props_at(root: Any, parts: list[str | int]) -> list[str]:
    """The props of the component at a path."""
    node = value_at(root, format_path(parts))
    model = component_types().get(node.get("type", "")) if isinstance(node, dict) else None
    return [] if model is None else list(model.model_fields)


def _explain(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return UNKNOWN_PROP
        case "missing":
            return "missing"
        case "union_tag_invalid":
            return f"no component {detail['ctx']['tag']!r} can stand here"
        case "union_tag_not_found":
            return "a component needs a type"
        case _:
            message = detail["msg"].removeprefix("Input ")
            return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
