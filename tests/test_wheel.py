"""A wheel has all that a server serves, and finds it without the clone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.documentation import ROOT

ALL_KINDS = {
    "chatkit_server/web/index.html",
    "chatkit_server/web/chatkit.js",
    "chatkit_server/web/chatkit-widget.js",
    "chatkit_server/migrations/versions/0001_tasks_and_profiles.py",
    "chatkit_server/http/contract/page/docs.html",
    "stores/migrations/env.py",
    "widgets/task_list.widget",
}


@pytest.mark.skipif(
    not (ROOT / "web" / "dist" / "index.html").exists(), reason="the page is not built"
)
def test_a_wheel_serves_the_page_and_the_element_that_are_in_it(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    installed = tmp_path / "installed"
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(installed)
    assert ALL_KINDS <= names
    assert any(name.startswith("chatkit_server/web/app/index-") for name in names)
    assert any(name.startswith("chatkit_server/web/chatkit/de-DE-") for name in names)
    command = "from chatkit_server.settings import Settings; print(Settings().web_dir)"
    served = subprocess.run(
        [sys.executable, "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(served.stdout.strip()) == installed / "chatkit_server" / "web"
