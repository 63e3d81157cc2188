"""Widgets to look at: each with the data it is made from and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from widgets import components
from widgets.builder import Builder, template_file
from widgets.errors import OutcomeError, Problem, WidgetError
from widgets.examples import EXAMPLES
from widgets.files import Stamp, TemplateFile, stamp_of
from widgets.generate import CannotGenerate, example
from widgets.templates import Template, read_json


@dataclass(frozen=True, slots=True)
class Sample:
    """A widget in the gallery.

    Attributes:
        name: Tells it from all others, such as ``tasks/task_list``.
        group: What it is shown under.
        title: For people.
        widget: The root, or none if it cannot be built.
        data: What it is built from, if it has a template.
        schema: The JSON schema of that.
        problems: What is wrong, with paths.
    """

    name: str
    group: str
    title: str
    widget: Mapping[str, Any] | None = None
    data: Mapping[str, Any] | None = None
    schema: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the gallery's page reads it."""
        return {
            "name": self.name,
            "group": self.group,
            "title": self.title,
            "widget": self.widget,
            "data": self.data,
            "schema": self.schema,
            "problems": [str(problem) for problem in self.problems],
        }


class Samples(Protocol):
    """Somewhere that samples come from."""

    def all(self, base_url: str) -> Sequence[Sample]:
        """Every sample as it is now.

        Args:
            base_url: Where whoever asks reaches the server, without a slash at the end.
        """

    def build(self, name: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Build a sample from other data.

        Returns:
            The root; none if no sample of that name has a template.

        Raises:
            WidgetError: It cannot be built.
        """

    def stamps(self) -> Mapping[str, Stamp]:
        """The state of what can change while the gallery is open, by the names of samples."""


class BuilderSamples:
    """The widgets of the typed builders, with the data of `EXAMPLES`."""

    def all(self, base_url: str) -> list[Sample]:
        """Every example."""
        return [_of_builder(name, builder) for name, builder in _builders().items()]

    def build(self, name: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Build the template of an example."""
        builder = _builders().get(name)
        if builder is None:
            return None
        return _built(template_file(builder.template).template(), data)

    def stamps(self) -> dict[str, Stamp]:
        """The state of the templates' files."""
        return {
            name: template_file(builder.template).stamp() for name, builder in _builders().items()
        }


class FileSamples:
    """``.widget`` files, and ``.json`` files that hold a widget.

    Args:
        paths: Files, and folders that are looked through.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._templates: dict[Path, TemplateFile] = {}

    def all(self, base_url: str) -> list[Sample]:
        """Every file that is there now."""
        return [self._sample(name, path) for name, path in self._files().items()]

    def build(self, name: str, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Build a ``.widget`` file."""
        path = self._files().get(name)
        if path is None or path.suffix != ".widget":
            return None
        return _built(self._template(path).template(), data)

    def stamps(self) -> dict[str, Stamp]:
        """The state of every file; of a new one and of one that is gone, too."""
        return {
            name: self._templates[path].stamp() if path in self._templates else (stamp_of(path),)
            for name, path in self._files().items()
        }

    def _files(self) -> dict[str, Path]:
        files = [file for path in self._paths for file in widget_files(path)]
        roots = [path if path.is_dir() else path.parent for path in self._paths]
        names: dict[str, Path] = {}
        for file in dict.fromkeys(files):
            root = next(root for root in roots if file.is_relative_to(root))
            name = file.relative_to(root).with_suffix("").as_posix()
            names[name if name not in names else file.as_posix()] = file
        return names

    def _template(self, path: Path) -> TemplateFile:
        if path not in self._templates:
            self._templates[path] = TemplateFile(path)
        return self._templates[path]

    def _sample(self, name: str, path: Path) -> Sample:
        group = path.parent.name or "Files"
        try:
            if path.suffix != ".widget":
                widget, problems = _checked(path.read_bytes())
                return Sample(name, group, path.stem, widget, problems=problems)
            file = self._template(path)
            template = file.template()
        except WidgetError as error:
            return Sample(name, group, path.stem, problems=error.problems)
        except OSError as error:
            problem = Problem("$", f"cannot be read: {error.strerror}")
            return Sample(name, group, path.stem, problems=(problem,))
        return _of_template(name, group, template, _data_of(template), file.problems)


def widget_files(path: Path) -> list[Path]:
    """A file itself, or the ``.widget`` files below a folder, sorted."""
    return sorted(path.rglob("*.widget")) if path.is_dir() else [path]


def _builders() -> dict[str, Builder]:
    return {f"{_group(builder)}/{name}": builder for name, builder in EXAMPLES.items()}


def _group(builder: Builder) -> str:
    return type(builder).__module__.rpartition(".")[2]


def _of_builder(name: str, builder: Builder) -> Sample:
    file = template_file(builder.template)
    data = builder.model_dump(mode="json")
    sample = _of_template(name, _group(builder).capitalize(), file.template(), data, file.problems)
    return replace(sample, title=name.rpartition("/")[2].replace("_", " ").capitalize())


def _of_template(
    name: str,
    group: str,
    template: Template,
    data: Mapping[str, Any],
    problems: tuple[Problem, ...],
) -> Sample:
    """A sample that is shown even if it is none: what cannot be drawn in it is seen as such."""
    widget: Mapping[str, Any] | None = None
    try:
        template.require(data)
        document = template.document(data)
        widget, wrong = _checked(document.encode())
        problems += wrong
    except WidgetError as error:
        problems += error.problems
    return Sample(name, group, template.name, widget, data, template.schema, problems)


def _checked(document: bytes) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """A widget in the order in which it was written, and what is wrong with it.

    Raises:
        WidgetError: It is no JSON object at all.
    """
    widget = read_json(document)
    try:
        components.check(document)
    except OutcomeError as error:
        return widget, error.problems
    return widget, ()


def _data_of(template: Template) -> Mapping[str, Any]:
    if template.example is not None:
        return template.example
    try:
        data = example(template.schema or {"type": "object"}, full=True)
    except CannotGenerate:
        return {}
    return data if isinstance(data, Mapping) else {}


def _built(template: Template, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The widget that a template makes, in the order in which it is written there.

    Raises:
        WidgetError: As `Template.build`.
    """
    template.require(data)
    document = template.document(data)
    components.check(document, template=template.name)
    return read_json(document.encode())
