"""Widget files are read again as they change, in development only."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from widgets.builder import DIRECTORY
from widgets.errors import TemplateError
from widgets.files import TemplateFile, flatten, watch

TEMPLATE = '{"type": "Card", "children": [{"type": "Text", "value": {{ title | tojson }}}]}'


@pytest.fixture
def development() -> Iterator[None]:
    watch()
    yield
    watch(False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "w.widget"
    write(path, TEMPLATE)
    return path


def write(path: Path, template: str) -> None:
    definition = {"version": "1.0", "name": "W", "template": template}
    put(path, json.dumps(definition))


def put(path: Path, text: str) -> None:
    """Write a file whose time differs from any before, however fast the test is."""
    path.write_text(text, encoding="utf-8")
    put.time += 1_000_000_000  # type: ignore[attr-defined]
    os.utime(path, ns=(put.time, put.time))  # type: ignore[attr-defined]


put.time = 1_800_000_000_000_000_000  # type: ignore[attr-defined]


def first(file: TemplateFile) -> Any:
    child = file.build({"title": "x"}).model_dump(exclude_none=True)["children"][0]
    return child["type"], child["value"]


@pytest.mark.usefixtures("development")
def test_the_next_build_has_what_was_changed(path: Path) -> None:
    file = TemplateFile(path)
    assert first(file) == ("Text", "x")
    write(path, TEMPLATE.replace("Text", "Title"))
    assert first(file) == ("Title", "x")
    assert file.template() is file.template()  # read once for each change


@pytest.mark.usefixtures("development")
def test_the_version_before_stays_while_the_file_is_broken(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = TemplateFile(path)
    with caplog.at_level(logging.ERROR, "widgets.files"):
        write(path, "{% for %}")
        assert first(file) == ("Text", "x")
        assert first(file) == ("Text", "x")
    assert [problem.path for problem in file.problems] == ["template"]
    (line,) = caplog.messages  # once for each change
    assert line.startswith(f"{path}: template: line 1: ")

    path.unlink()
    assert first(file) == ("Text", "x")
    assert str(file.problems[0]) == "$: cannot be read: No such file or directory"

    write(path, TEMPLATE.replace("Text", "Caption"))
    assert first(file) == ("Caption", "x")
    assert file.problems == ()


@pytest.mark.usefixtures("development")
def test_a_change_of_the_source_is_taken_over_that_of_the_file(path: Path) -> None:
    source = path.parent / "sources" / "w.json.jinja"
    source.parent.mkdir()
    put(source, TEMPLATE.replace("Text", "Caption").replace("{", "{\n  ", 1))
    file = TemplateFile(path)
    assert first(file) == ("Caption", "x")
    put(source, TEMPLATE.replace("Text", "Title"))
    assert first(file) == ("Title", "x")


def test_otherwise_a_file_is_read_once(path: Path) -> None:
    file = TemplateFile(path)
    write(path, TEMPLATE.replace("Text", "Title"))
    assert first(file) == ("Text", "x")
    path.unlink()
    assert first(file) == ("Text", "x")


@pytest.mark.usefixtures("development")
def test_a_file_that_is_broken_from_the_start_is_refused(path: Path) -> None:
    write(path, "{{")
    with pytest.raises(TemplateError):
        TemplateFile(path)


def test_the_files_of_this_package_are_their_sources_flattened() -> None:
    for path in DIRECTORY.glob("*.widget"):
        source = DIRECTORY / "sources" / f"{path.stem}.json.jinja"
        packed = json.loads(path.read_text(encoding="utf-8"))["template"]
        assert packed == flatten(source.read_text(encoding="utf-8"))
