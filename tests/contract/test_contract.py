"""The contract itself: it covers everything there is, and it fails for stores that are wrong."""

from __future__ import annotations

import re
from pathlib import Path
from types import NoneType
from typing import Any, get_args

from chatkit.types import Attachment, ThreadItem, ThreadMetadata
from chatkit.widgets import WidgetComponentBase
from pydantic import BaseModel

from stores.testing import samples

pytest_plugins = ["pytester"]


def models_in(annotation: Any, found: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every model of the protocol that a value of this type may hold; widgets have their own."""
    for argument in get_args(annotation):
        models_in(argument, found)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in found and not issubclass(annotation, WidgetComponentBase):
            found.add(annotation)
            for field in annotation.model_fields.values():
                models_in(field.annotation, found)
    return found


def fields_set(value: Any) -> set[tuple[type[BaseModel], str]]:
    """Every field in a value that has more than its default."""
    if isinstance(value, BaseModel):
        found = set()
        for name, field in type(value).model_fields.items():
            content = value.__dict__[name]
            if content != field.get_default(call_default_factory=True):
                found.add((type(value), name))
            found |= fields_set(content)
        return found
    if isinstance(value, list):
        return set().union(*map(fields_set, value))
    return set()


def test_the_samples_set_every_field_of_every_model_of_the_protocol():
    models = set()
    for annotation in (ThreadItem, Attachment, ThreadMetadata):
        models_in(annotation, models)
    with_thread = samples.attachments()[1].model_copy(update={"thread_id": "thr"})
    given = [*samples.items("thr"), *samples.threads(), *samples.attachments(), with_thread]
    wanted = {
        (model, name)
        for model in models
        for name, field in model.model_fields.items()
        # a tag has the one value it has; the contract itself gives attachments their thread
        if not (name == "type" and len(get_args(field.annotation)) == 1) and name != "thread_id"
    }
    assert NoneType not in models
    assert sorted(map(str, wanted - fields_set(given))) == []


def test_the_contract_sees_what_is_wrong_with_each_mutant(pytester, monkeypatch):
    for name in ("CI", "BUILD_NUMBER"):  # there, each difference would be told in full, for minutes
        monkeypatch.delenv(name, raising=False)
    source = Path(__file__).with_name("mutants.py")
    pytester.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(test_mutants=source.read_text())
    pytester.makeconftest(  # each mutant meets only the test that has to see it
        "def pytest_collection_modifyitems(items):\n"
        "    items[:] = [i for i in items if i.name.startswith(i.cls.mutant.seen_by)]\n"
    )
    recorder = pytester.inline_run("-q")
    reports = recorder.getreports("pytest_runtest_logreport")
    failed = {report.nodeid.split("::")[1] for report in reports if report.failed}
    assert [r.nodeid for r in reports if r.failed and r.when != "call"] == []
    mutants = re.findall(r"^class (\w+)\(SQLStore", source.read_text(), re.MULTILINE)
    assert failed == {f"Test{mutant}" for mutant in mutants}
