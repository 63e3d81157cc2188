"""``chatkit-server users`` and ``chatkit-server audit``, beside a server."""

from __future__ import annotations

import asyncio
import json
import zipfile
from pathlib import Path

import pytest

from chatkit_server import cli
from chatkit_server.tasks.model import NewTask
from chatkit_server.tasks.service import TaskService
from stores.engine import create_engine


@pytest.fixture(autouse=True)
def environ(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> None:
    """A server's database in which Ann has a task."""
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CHATKIT_DATABASE_URL", sqlite_url)

    async def fill() -> None:
        engine = create_engine(sqlite_url)
        await TaskService(engine).add("ann", [NewTask(title="buy plums")])
        await engine.dispose()

    (tmp_path / "data").mkdir()
    asyncio.run(fill())


def output_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(list(arguments)) == 0
    return capsys.readouterr().out


def test_a_user_is_exported_and_erased(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = json.loads(output_of(capsys, "users", "export", "ann"))
    assert [task["title"] for task in document["tasks"]] == ["buy plums"]
    file = tmp_path / "ann.zip"
    assert output_of(capsys, "users", "export", "ann", "--zip", "--output", str(file)) == ""
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("data.json"))["tasks"] == document["tasks"]
    assert cli.main(["users", "export", "ann", "--output", str(file)]) == 1
    assert "cannot be written" in capsys.readouterr().err

    erased = output_of(capsys, "users", "erase", "ann", "--yes")
    assert erased == "ann is erased: 0 threads, and all else.\n"
    assert json.loads(output_of(capsys, "users", "export", "ann"))["tasks"] == []

    entries = [json.loads(line) for line in output_of(capsys, "audit", "--json").splitlines()]
    assert [(entry["event"], entry["actor"], entry["subject"]) for entry in entries] == [
        ("user.exported", "command line", "ann"),
        ("user.exported", "command line", "ann"),
        ("user.exported", "command line", "ann"),
        ("user.erased", "command line", "ann"),
        ("user.exported", "command line", "ann"),
    ]
    (last,) = output_of(capsys, "audit", "--after", str(entries[-2]["seq"])).splitlines()
    assert last.split()[2:6] == ["user.exported", "command", "line", "→"]


def test_nothing_is_erased_that_was_not_meant(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    for arguments in (["erase", "ann"], ["erase", "a\nb", "--yes"], ["export", ""]):
        assert cli.main(["users", *arguments]) == 1
        captured = capsys.readouterr()
        assert (captured.out, captured.err[:15]) == ("", "chatkit-server:")
    assert json.loads(output_of(capsys, "users", "export", "ann"))["tasks"] != []
