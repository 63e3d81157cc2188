"""Load ``.widget`` files and build widgets from them, checked on both sides."""

from __future__ import annotations

import base64
import json
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from chatkit.widgets import DynamicWidgetRoot
from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined
from jinja2.sandbox import SandboxedEnvironment

from widgets import components
from widgets.errors import InputError, Problem, TemplateError
from widgets.schemas import DataSchema, SchemaProblem

VERSION: Final = "1.0"

_CODE: Final = "<template>"
# Sandboxed: a template that came from elsewhere draws a widget, and does nothing else.
_ENVIRONMENT: Final = SandboxedEnvironment(undefined=StrictUndefined)


def _no_json(value: object) -> object:
    if isinstance(value, Undefined):
        str(value)  # raises, and says what is undefined
    raise TypeError(f"{type(value).__name__} is nothing that JSON has")


_ENVIRONMENT.policies["json.dumps_kwargs"] = {"default": _no_json}


class Template:
    """A ``.widget`` file, compiled once and built any number of times.

    The file's format is the one of the SDK's ``WidgetTemplate``, and so is what is built from it;
    that checks neither the data nor what comes out, and here both are checked.

    Args:
        definition: The content of the file.

    Attributes:
        name: The widget's name, as its file has it.
        schema: The JSON schema that the data must fit.
        example: Data to show the widget with, if the file holds any.
        preview: What the file says that it looks like then, if it does.

    Raises:
        TemplateError: It is not of version 1.0, or a part of it is missing or makes no sense.
    """

    def __init__(self, definition: Mapping[str, Any]) -> None:
        problems = _missing(definition)
        if problems:
            raise TemplateError(problems, template=_name(definition))
        self.name: str = definition["name"]
        self.schema: Mapping[str, Any] = definition.get("jsonSchema", {})
        self.example = _example(definition)
        self.preview: Mapping[str, Any] | None = definition.get("outputJsonPreview")
        try:
            self._data_schema = DataSchema(self.schema)
        except SchemaProblem as error:
            problems += [_within("jsonSchema", problem) for problem in error.problems]
        try:
            self._template = _ENVIRONMENT.from_string(definition["template"])
        except TemplateSyntaxError as error:
            problems.append(Problem("template", f"line {error.lineno}: {error.message}"))
        if problems:
            raise TemplateError(problems, template=self.name)

    @classmethod
    def from_file(cls, path: Path) -> Template:
        """Load a ``.widget`` file.

        Raises:
            TemplateError: It is not one that can be used.
            OSError: It cannot be read.
        """
        return cls(read_definition(path))

    def build(self, data: Mapping[str, Any]) -> DynamicWidgetRoot:
        """Build the widget from JSON data.

        Raises:
            InputError: The data does not fit the schema.
            TemplateError: The template cannot be rendered with it.
            OutcomeError: The template made something no renderer knows.
        """
        self.require(data)
        return self.render(data)

    def require(self, data: Any) -> None:
        """Make sure that data fits the schema.

        Raises:
            InputError: It does not; each place is named.
        """
        problems = self.problems(data)
        if problems:
            raise InputError(problems, template=self.name)

    def problems(self, data: Any) -> list[Problem]:
        """Where data does not fit the schema.

        Raises:
            TemplateError: The schema refers to something that it does not hold.
        """
        try:
            return self._data_schema.problems(data)
        except SchemaProblem as error:
            found = [_within("jsonSchema", problem) for problem in error.problems]
            raise TemplateError(found, template=self.name) from None

    def render(self, data: Mapping[str, Any]) -> DynamicWidgetRoot:
        """Build the widget from data that is known to fit the schema.

        Raises:
            TemplateError: The template cannot be rendered with it.
            OutcomeError: The template made something no renderer knows.
        """
        document = self.document(data)
        components.check(document, template=self.name)
        return DynamicWidgetRoot.model_validate(json.loads(document))

    def document(self, data: Mapping[str, Any]) -> str:
        """What the template writes, unchecked.

        Raises:
            TemplateError: The template cannot be rendered with the data.
        """
        try:
            return self._template.render(data)
        except Exception as error:  # the template is somebody's code, and may raise anything
            said = str(error) or type(error).__name__
            problem = Problem("template", f"line {_line(error)}: {said}")
            raise TemplateError([problem], template=self.name) from error


def read_definition(path: Path) -> dict[str, Any]:
    """The content of a ``.widget`` file.

    Raises:
        TemplateError: It is not a JSON object.
        OSError: It cannot be read.
    """
    return read_json(path.read_bytes())


def read_json(text: bytes) -> dict[str, Any]:
    """A JSON object.

    Raises:
        TemplateError: It is none.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise TemplateError([Problem("$", f"not JSON: {error.msg} at {at}")]) from None
    except UnicodeDecodeError:
        raise TemplateError([Problem("$", "not UTF-8")]) from None
    except RecursionError:
        raise TemplateError([Problem("$", "nested too deeply")]) from None
    if not isinstance(content, dict):
        raise TemplateError([Problem("$", "must be an object")])
    return content


def _missing(definition: Mapping[str, Any]) -> list[Problem]:
    problems = [
        Problem(name, "must be text" if name in definition else "missing")
        for name in ("version", "name", "template")
        if not isinstance(definition.get(name), str)
    ]
    version = definition.get("version")
    if isinstance(version, str) and version != VERSION:
        problems.append(Problem("version", f'must be "{VERSION}"'))
    for name in ("jsonSchema", "outputJsonPreview"):
        if not isinstance(definition.get(name, {}), dict):
            problems.append(Problem(name, "must be an object"))
    return problems


def _name(definition: Mapping[str, Any]) -> str | None:
    name = definition.get("name")
    return name if isinstance(name, str) else None


def _example(definition: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The data that the vendor's editor keeps with a widget: base64 of JSON, for URLs, unpadded."""
    encoded = definition.get("encodedWidget")
    if not isinstance(encoded, str):
        return None
    try:
        state = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, RecursionError):  # of another kind, and nothing that a build needs
        return None
    example = state.get("defaultState") if isinstance(state, dict) else None
    return example if isinstance(example, dict) else None


def _within(name: str, problem: Problem) -> Problem:
    return Problem(name if problem.path == "$" else f"{name}.{problem.path}", problem.message)


def _line(error: BaseException) -> int:
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == _CODE]
    return next((line for line in reversed(lines) if line), 1)
