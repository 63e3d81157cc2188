"""Check widget files without a server: what is wrong with them, and where.

A ``.widget`` file is checked as a file, and then by what comes out of it: with the data it holds
as an example, with the least data that its schema allows, with everything the schema has, and
with text that breaks a template which does not write its values as JSON.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from widgets import components
from widgets.errors import OutcomeError, Problem, TemplateError, format_path, value_at
from widgets.generate import CannotGenerate, example
from widgets.samples import widget_files
from widgets.templates import Template

AWKWARD: Final = '"\\\\\n{{'
"""Text that is no JSON as it stands."""

_GENERATED: Final = (
    (False, 0, "with the least data"),
    (False, 1, "with the least data in each list"),
    (True, 2, "with all data of its schema"),
)
_MOST_TEXTS: Final = 200


Found: TypeAlias = tuple[Problem, str]
"""A problem, and the data that it comes from, in words."""


def check_paths(paths: list[Path]) -> dict[Path, list[Problem]]:
    """The problems of each file, and of each ``.widget`` file below a folder."""
    return {file: check_file(file) for path in paths for file in widget_files(path)}


def check_file(path: Path) -> list[Problem]:
    """What is wrong with a ``.widget`` file, or with a ``.json`` file that holds a widget.

    The paths begin with ``$``. Those of a template's outcome are paths in the widget that it
    makes; the message says from which data.
    """
    try:
        if path.suffix == ".widget":
            return _rooted(_first_said(_of_template(Template.from_file(path))))
        components.check(path.read_bytes())
    except (TemplateError, OutcomeError) as error:
        return _rooted(error.problems)
    except OSError as error:
        return [Problem("$", f"cannot be read: {error.strerror}")]
    return []


def _first_said(found: Iterable[Found]) -> Iterator[Problem]:
    """Each problem with the first data that shows it."""
    seen: set[Problem] = set()
    for problem, says in found:
        if problem not in seen:
            seen.add(problem)
            yield Problem(problem.path, f"{problem.message}, {says}" if says else problem.message)


def _of_template(template: Template) -> Iterator[Found]:
    schema = template.schema or {"type": "object"}
    tried: list[Any] = []
    if template.example is not None:
        wrong = template.problems(template.example)
        yield from ((_below("data", problem), "in its example data") for problem in wrong)
        if not wrong:
            tried.append(template.example)
            yield from _of_outcome(template, template.example, "with its example data", set())
    for full, items, says in _GENERATED:
        try:
            data = example(schema, full=full, items=items)
        except CannotGenerate as error:
            yield Problem("jsonSchema", f"no data to try it with: {error}"), ""
            return
        if not isinstance(data, Mapping):
            yield Problem("jsonSchema", "must describe an object"), ""
            return
        if template.problems(data):
            yield (
                Problem("jsonSchema", "no data to try it with fits it"),
                "",
            )
        elif data not in tried:
            tried.append(data)
            yield from _of_outcome(template, data, says, set(_texts(data).values()))
    if tried and _is_json(template, tried[-1]):
        yield from _of_awkward_text(template, tried[-1])
    if template.preview is not None:
        for problem in _wrong(json.dumps(template.preview), template.preview, set()):
            yield _below("outputJsonPreview", problem), ""


def _of_outcome(
    template: Template, data: Mapping[str, Any], says: str, generated: set[str]
) -> Iterator[Found]:
    try:
        document = template.document(data)
    except TemplateError as error:
        yield from ((problem, says) for problem in error.problems)
        return
    try:
        outcome = json.loads(document)
    except RecursionError:
        yield Problem("template", "makes JSON that is nested too deeply"), says
        return
    except json.JSONDecodeError as error:
        near = document[max(0, error.pos - 20) : error.pos + 20]
        yield Problem("template", f"makes no JSON: {error.msg} near {near!r}"), says
        return
    for problem in _wrong(document, outcome, generated):
        yield problem, says


def _wrong(document: str, outcome: Any, generated: set[str]) -> Iterator[Problem]:
    """The problems of an outcome, without those of texts that were made up for a schema.

    Where only the name of an icon fits, a schema that says no more than "a text" allows what a
    renderer does not know; but whoever fills in the data may well know.
    """
    try:
        components.check(document)
    except OutcomeError as error:
        for problem in error.problems:
            value = value_at(outcome, problem.path)
            made_up = isinstance(value, str) and value in generated
            if not made_up or problem.message.startswith(components.UNKNOWN_PROP):
                yield problem


def _of_awkward_text(template: Template, data: Mapping[str, Any]) -> Iterator[Found]:
    for place in list(_texts(data))[:_MOST_TEXTS]:
        changed: Any = copy.deepcopy(data)
        parent: Any = changed
        for step in place[:-1]:
            parent = parent[step]
        parent[place[-1]] = AWKWARD
        if template.problems(changed):
            continue  # the schema does not let it through
        if not _is_json(template, changed):
            name = format_path(place)
            yield Problem("template", f"a quotation mark in {name} breaks it; use | tojson"), ""


def _is_json(template: Template, data: Mapping[str, Any]) -> bool:
    try:
        json.loads(template.document(data))
    except json.JSONDecodeError:
        return False
    except (TemplateError, RecursionError):
        return True  # that is another problem
    return True


def _texts(data: Any, place: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], str]:
    """Every text in data, by its place."""
    found: dict[tuple[str | int, ...], str] = {}
    if isinstance(data, str):
        found[place] = data
    elif isinstance(data, Mapping):
        for name, value in data.items():
            found |= _texts(value, (*place, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            found |= _texts(value, (*place, index))
    return found


def _rooted(problems: Iterable[Problem]) -> list[Problem]:
    rooted = (Problem(_dollar(problem.path), problem.message) for problem in problems)
    return list(dict.fromkeys(rooted))


def _dollar(path: str) -> str:
    return path if path.startswith("$") else f"$.{path}"


def _below(name: str, problem: Problem) -> Problem:
    return Problem(name if problem.path == "$" else f"{name}.{problem.path}", problem.message)
