"""Load ``.widget`` files and build widgets from them, checked on both sides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from chatkit.widgets import DynamicWidgetRoot, WidgetTemplate
from jsonschema import Draft202012Validator

from widgets import components
from widgets.errors import InputError, Problem, format_path


class Template:
    """A ``.widget`` file, compiled once and built any number of times.

    The file's format and its rendering are the SDK's ``WidgetTemplate``, which checks neither the
    data nor what comes out; here both are checked.

    Attributes:
        name: The widget's name, as its file has it.
        schema: The JSON schema that the data must fit.
    """

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self._sdk = WidgetTemplate(dict(definition))
        self.name: str = self._sdk.name
        self.schema: Mapping[str, Any] = self._sdk.data_schema
        Draft202012Validator.check_schema(self.schema)

    @classmethod
    def from_file(cls, path: Path) -> Template:
        """Load a ``.widget`` file.

        Raises:
            ValueError: It is not JSON, or of another version than "1.0".
        """
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def build(self, data: Mapping[str, Any]) -> DynamicWidgetRoot:
        """Build the widget from JSON data.

        Raises:
            InputError: The data does not fit the schema.
            OutcomeError: The template made something no renderer knows.
        """
        problems = [
            Problem(format_path(error.absolute_path), error.message)
            for error in self._validator.iter_errors(data)
        ]
        if problems:
            raise InputError(problems, template=self.name)
        return self.render(data)

    def render(self, data: Mapping[str, Any]) -> DynamicWidgetRoot:
        """Build the widget from data that is known to fit the schema.

        Raises:
            OutcomeError: The template made something no renderer knows.
        """
        document = self._sdk.template.render(data)
        components.check(document, template=self.name)
        return DynamicWidgetRoot.model_validate(json.loads(document))

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return Draft202012Validator(self.schema)
