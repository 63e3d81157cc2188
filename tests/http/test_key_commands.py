"""``chatkit-server keys``: beside a running server, and where there is none."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openai
import pytest

from chatkit_server import cli
from chatkit_server.access.audit import COMMAND_LINE, Audit
from stores.engine import create_engine

from .hosted import BackEnd


@pytest.fixture
def environ(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str
) -> pytest.MonkeyPatch:
    """The settings of a server whose database is there."""
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CHATKIT_DATABASE_URL", database_url)
    return monkeypatch


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command; gives its exit code and what it wrote."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["keys", *arguments])
        return code, *capsys.readouterr()

    return run


async def entries(url: str) -> list[tuple[str, str, str | None, Any]]:
    engine = create_engine(url)
    found = await Audit(engine).entries()
    await engine.dispose()
    return [(entry.event, entry.actor, entry.subject, entry.detail) for entry in found]


def test_a_key_is_printed_alone_listed_and_revoked(
    environ: pytest.MonkeyPatch, run: Any, database_url: str
) -> None:
    code, secret, hint = run("create", "--name", "shop")
    assert code == 0
    assert secret.startswith("ck_")
    assert len(secret.splitlines()) == 1
    assert secret.strip() not in hint
    assert run("create", "--name", "import", "--scope", "users", "--scope", "threads")[0] == 0

    code, listed, _ = run("list", "--json")
    shop, other = json.loads(listed)["keys"]
    assert code == 0
    assert (shop["name"], shop["scopes"]) == ("shop", ["sessions", "threads"])
    assert (other["name"], other["scopes"]) == ("import", ["threads", "users"])
    assert (shop["last_used_at"], shop["revoked_at"]) == (None, None)
    assert secret.strip() not in listed

    code, said, _ = run("revoke", shop["id"])
    assert (code, said) == (0, 'The key "shop" is refused from now on.\n')
    again = run("revoke", shop["id"])
    assert (again[0], "was revoked before" in again[1]) == (0, True)
    head, first, second = run("list")[1].splitlines()
    assert head.split("  ")[0] == "ID"
    assert [len(line.split()) for line in (first, second)] == [8, 7]  # the one revoked says when
    assert first.split()[:2] == [shop["id"], "shop"]

    assert asyncio.run(entries(database_url)) == [
        ("key.created", COMMAND_LINE, shop["id"], {"name": "shop", "scopes": shop["scopes"]}),
        ("key.created", COMMAND_LINE, other["id"], {"name": "import", "scopes": other["scopes"]}),
        ("key.revoked", COMMAND_LINE, shop["id"], {"name": "shop"}),
    ]


def test_without_keys_the_list_says_so(environ: pytest.MonkeyPatch, run: Any) -> None:
    assert run("list") == (0, "There is no key.\n", "")
    assert json.loads(run("list", "--json")[1]) == {"keys": []}


def test_what_makes_no_sense_is_refused(
    environ: pytest.MonkeyPatch, run: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, problem = run("create", "--name", "")
    assert (code, out) == (1, "")
    assert "a key's name has 1 to 100 printable characters" in problem
    code, _, problem = run("revoke", "key_unknown")
    assert code == 1
    assert "there is no key key_unknown" in problem
    with pytest.raises(SystemExit):
        run("create", "--name", "shop", "--scope", "everything")
    assert "invalid choice" in capsys.readouterr().err


async def test_the_running_server_sees_it_at_once(
    back_end: BackEnd, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = back_end.app.state.settings
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("CHATKIT_DATABASE_URL", settings.database_url)

    async def command(*arguments: str) -> str:
        """Run it in a process of its own, as beside a server."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "from chatkit_server.cli import main; exit(main())", "keys"),
            *arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, problem = await process.communicate()
        assert process.returncode == 0, problem.decode()
        return out.decode().strip()

    key = await command("create", "--name", "shop")
    client = back_end.new_client(key)
    assert (await client.beta.chatkit.threads.list()).data == []
    (shop,) = [
        row for row in json.loads(await command("list", "--json"))["keys"] if row["name"] == "shop"
    ]
    assert shop["last_used_at"] is not None
    await command("revoke", shop["id"])
    with pytest.raises(openai.AuthenticationError):
        await client.beta.chatkit.threads.list()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (None, "there is no database at"),
        ("sqlite://", "a database in memory"),
        ("sqlite:///{tmp_path}/text.db", "the database cannot be used: file is not a database"),
        ("mysql://localhost/x", "CHATKIT_DATABASE_URL must be"),
        ("postgresql://127.0.0.1:1/x", "the database does not answer"),
    ],
)
def test_without_a_database_one_line_says_what_is_wrong(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str | None, reason: str
) -> None:
    (tmp_path / "text.db").write_text("This is no database. " * 100)
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("CHATKIT_DATABASE_URL", raising=False)
    if url is not None:
        monkeypatch.setenv("CHATKIT_DATABASE_URL", url.format(tmp_path=tmp_path))
    for arguments in (["create", "--name", "shop"], ["list"], ["revoke", "key_1"]):
        code, out, problem = run(*arguments)
        assert (code, out) == (1, "")
        assert len(problem.splitlines()) == 1, problem
        assert reason in problem
    assert not (tmp_path / "data").exists()


def test_a_database_that_is_too_old_is_left_alone(
    run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, blank_url: str
) -> None:
    monkeypatch.setenv("CHATKIT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CHATKIT_DATABASE_URL", blank_url)
    if blank_url.startswith("sqlite:///"):
        Path(blank_url.removeprefix("sqlite:///")).touch()
    code, out, problem = run("create", "--name", "shop")
    assert (code, out) == (1, "")
    assert problem == (
        "chatkit-server: the database is not at the newest version; "
        "run `chatkit-server migrate` first\n"
    )
