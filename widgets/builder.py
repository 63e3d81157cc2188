"""The base of the typed builders: data whose types are a template's JSON schema."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from widgets.errors import InputError, Problem, format_path
from widgets.files import TemplateFile
from widgets.templates import Template

DIRECTORY = Path(__file__).parent
"""Where the ``.widget`` files are."""


class Data(BaseModel):
    """Data of a template: strict about types, closed to unknown names, immutable."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        use_attribute_docstrings=True,
        # Python fills in the defaults; whoever uses the file alone must give every property.
        json_schema_serialization_defaults_required=True,
    )

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise InputError(
                [Problem(format_path(d["loc"]), d["msg"]) for d in error.errors()],
                template=type(self).__name__,
            ) from None


class Builder(Data):
    """Data that becomes one widget; each subclass belongs to one ``.widget`` file.

    The JSON schema of the file is made from the subclass (see :mod:`widgets.pack`), so data that
    passes the constructor fits the schema.
    """

    template: ClassVar[str]
    """The file's name without its ending."""

    label: ClassVar[str]
    """The widget's name for people."""

    key: str
    """Identifies the widget's root; the server reads from it what the widget shows."""

    def build(self) -> DynamicWidgetRoot:
        """Build the widget.

        Raises:
            OutcomeError: The template made something no renderer knows.
        """
        return load(self.template).render(self.model_dump())

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON schema of the data, as it stands in the ``.widget`` file."""
        return cls.model_json_schema(schema_generator=_SchemaWithoutTitles, mode="serialization")


def load(name: str) -> Template:
    """A ``.widget`` file of this package, read once; in development, again when it changes."""
    return template_file(name).template()


@cache
def template_file(name: str) -> TemplateFile:
    """Where a template of this package comes from."""
    return TemplateFile(DIRECTORY / f"{name}.widget")


class _SchemaWithoutTitles(GenerateJsonSchema):
    """Leaves out the titles that only repeat the names of the fields."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False
