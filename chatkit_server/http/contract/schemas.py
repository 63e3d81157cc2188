"""JSON Schemas (2020-12) of the types in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from pydantic_core import core_schema

Mode: TypeAlias = Literal["validation", "serialization"]
"""Of what is read, or of what is written."""

_ModelField: TypeAlias = (
    core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField
)
_ITEM_PAGE: Final = "Page[Annotated[Union[UserMessageItem"


class _Generator(GenerateJsonSchema):
    """Says which fields are always there.

    What may be None is left out by the protocol. A constant that has a default, such as ``type``,
    is always there: it tells the objects apart.
    """

    # The SDK's type variables have defaults.
    ignored_warning_kinds: set[JsonSchemaWarningKind] = {  # noqa: RUF012 # as in the base class
        "skipped-choice",
        "non-serializable-default",
    }

    def field_is_required(self, field: _ModelField, total: bool) -> bool:
        """Whether a field has to be there."""
        schema = field["schema"]
        has_default = schema["type"] == "default"
        inner = schema["schema"] if has_default else schema
        if self.mode == "serialization":
            return bool(inner["type"] != "nullable")
        one_value: bool = inner["type"] == "literal" and len(inner["expected"]) == 1
        return one_value or not has_default

    def normalize_name(self, name: str) -> str:
        """The name that a type has among the definitions."""
        # Else the name of a page of items would name every kind of item.
        return "Page_ThreadItem" if name.startswith(_ITEM_PAGE) else super().normalize_name(name)


class Schemas:
    """The schemas of types, and of all that they are made of, each under one name.

    Args:
        ref_template: How a schema refers to another one, such as ``#/$defs/{model}``.
        types: What there are schemas of, and whether it is read or written.
    """

    def __init__(self, ref_template: str, types: Iterable[tuple[Any, Mode]]) -> None:
        wanted = {(_key(of), mode): (of, mode) for of, mode in types}
        found, rest = TypeAdapter.json_schemas(
            [
                (key, mode, of if isinstance(of, TypeAdapter) else TypeAdapter(of))
                for (key, _), (of, mode) in wanted.items()
            ],
            ref_template=ref_template,
            schema_generator=_Generator,
        )
        self._found = found
        self.definitions: Mapping[str, Any] = rest.get("$defs", {})
        """By name, all that the schemas refer to."""

    def of(self, of: Any, mode: Mode) -> dict[str, Any]:
        """The schema of one of the types, which may be no more than a reference."""
        return dict(self._found[_key(of), mode])


def _key(of: Any) -> str:
    # Types are equal where their ids differ: ``list[X]`` is made anew each time.
    return repr(of)
