"""``chatkit-server widgets check`` and ``preview``."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import widgets.files
from chatkit_server import cli
from chatkit_server.cli.preview import preview_app
from chatkit_server.http.gallery import Gallery
from chatkit_server.settings import Settings
from widgets.samples import FileSamples

GOOD: dict[str, Any] = {
    "version": "1.0",
    "name": "Hello",
    "template": '{"type": "Card", "children": [{"type": "Text", "value": {{ name | tojson }}}]}',
    "jsonSchema": {
        "type": "object",
        "properties": {"name": {"type": "string"}},
        "required": ["name"],
    },
}
BAD = {**GOOD, "template": GOOD["template"].replace('"value"', '"valeu"')}


MAIN = "import sys; from chatkit_server.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.widget").write_text(json.dumps(GOOD))
    (tmp_path / "plain.json").write_text('{"type": "Card", "children": []}')
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "bad.widget").write_text(json.dumps(BAD))
    return tmp_path


def test_what_is_right_is_said_to_be(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["widgets", "check", f"{folder}/good.widget", f"{folder}/plain.json"]) == 0
    assert capsys.readouterr().out == "2 files: nothing is wrong.\n"


def test_each_problem_is_a_line_with_its_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["widgets", "check", str(folder)]) == 1
    bad = folder / "below" / "bad.widget"
    assert capsys.readouterr().out.splitlines() == [
        f"{bad}: $.children[0].value: missing, with the least data",
        f"{bad}: $.children[0].valeu: unknown prop; did you mean value?, with the least data",
        "2 files: 1 wrong.",
    ]


def test_the_problems_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["widgets", "check", "--json", str(folder)]) == 1
    bad, good = json.loads(capsys.readouterr().out)["files"]
    assert good == {"file": str(folder / "good.widget"), "problems": []}
    assert bad["problems"][0] == {
        "path": "$.children[0].value",
        "message": "missing, with the least data",
    }


@pytest.mark.parametrize("command", ["check", "preview"])
def test_files_that_are_not_there_are_told(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["widgets", command, str(tmp_path / "none.widget")]) == 1
    captured = capsys.readouterr()
    assert "none.widget" in captured.out + captured.err
    if command == "check":
        assert cli.main(["widgets", "check", str(tmp_path)]) == 1
        assert "no .widget file" in capsys.readouterr().err


@pytest.fixture
def in_development() -> Iterator[None]:
    yield
    widgets.files.watch(False)


@pytest.mark.usefixtures("in_development")
async def test_a_preview_shows_the_files_that_are_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "gallery.html").write_text("<title>Widgets</title>")
    (tmp_path / "dist" / "chatkit.js").write_text("// element")
    samples = FileSamples([folder / "below", folder / "good.widget", folder / "plain.json"])
    app = preview_app(Settings(web_dir=tmp_path / "dist"), Gallery([samples]))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        assert (await client.get("/")).headers["location"] == "/gallery"
        assert "Widgets" in (await client.get("/gallery")).text
        assert (await client.get("/chatkit.js")).text == "// element"
        assert (await client.get("/chatkit")).status_code == 404
        found = (await client.get("/gallery/samples")).json()["samples"]
        bad, good, plain = found
        assert [sample["name"] for sample in found] == ["bad", "good", "plain"]
        assert bad["problems"][0] == "children[0].value: missing"
        assert bad["widget"]["children"] == [{"type": "Text", "valeu": "Name"}]  # shown as it is
        assert good["data"] == {"name": "Name"}
        assert good["widget"]["children"] == [{"type": "Text", "value": "Name"}]
        assert (plain["data"], plain["schema"]) == (None, None)
        body = {"name": "good", "data": {"name": "Ada"}}
        built = (await client.post("/gallery/build", json=body)).json()["widget"]
        assert built["children"][0]["value"] == "Ada"


def test_the_preview_says_where_it_is_and_ends_when_told(folder: Path) -> None:
    with started("preview", "--no-open", str(folder)) as (process, url):
        with urllib.request.urlopen(f"{url}/samples", timeout=30) as response:
            names = [sample["name"] for sample in json.load(response)["samples"]]
        assert names == ["below/bad", "good"]
        stream = urllib.request.urlopen(f"{url}/changes", timeout=30)
        assert stream.readline() == b": watching\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        stream.close()


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a process, once it says where it serves."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("CHATKIT_", "OPENAI_"))}
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "widgets", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=environ,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/gallery", line)
        assert found is not None, line
        yield process, found[0]
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()
