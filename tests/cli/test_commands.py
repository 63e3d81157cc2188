"""Commands of the server: tokens, migrations, help."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from chatkit_server import cli
from chatkit_server.access.api_keys import ApiKeys
from chatkit_server.access.chat_sessions import ChatSessions
from chatkit_server.auth.backend import Authenticator
from chatkit_server.auth.external import ExternalTokens
from chatkit_server.auth.keys import own_key
from chatkit_server.auth.origins import Origins
from chatkit_server.auth.own import OwnTokens
from chatkit_server.cli.doctor import examine
from chatkit_server.context import User
from chatkit_server.limiting.guesses import Guesses
from chatkit_server.limiting.rates import RateCounter
from chatkit_server.settings import Settings
from stores.engine import create_engine

SECRET = "correct horse battery staple, and then some"


def user_of(token: str) -> User:
    """Whom a server with these settings takes the token's bearer for."""
    settings = Settings.from_env(os.environ)
    engine = create_engine("sqlite://")
    authenticator = Authenticator(
        OwnTokens(own_key(settings)),
        ExternalTokens.configured(settings),
        ChatSessions(engine),
        ApiKeys(engine),
        Origins(),
        Guesses(RateCounter(), 0),
    )
    return asyncio.run(authenticator.user_of(token))


@pytest.mark.parametrize("secret", ["", SECRET])
@pytest.mark.parametrize(("user", "kind"), [("alice", "user"), ("guest_1", "guest")])
def test_a_printed_token_stands_for_its_user(
    environ: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    secret: str,
    user: str,
    kind: str,
) -> None:
    environ.setenv("CHATKIT_AUTH_SECRET", secret)
    assert cli.main(["token", "--user", user]) == 0
    (token,) = capsys.readouterr().out.splitlines()
    assert user_of(token) == User(user, kind)  # type: ignore[arg-type] # one of the two


@pytest.mark.parametrize(
    "arguments", [["--user", ""], ["--user", "a\nb"], ["--user", "a", "--days", "0"]]
)
def test_a_token_for_nobody_or_no_time_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert cli.main(["token", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("chatkit-server: --")


@pytest.mark.parametrize("command", ["serve", "migrate", "token --user a"])
def test_wrong_settings_are_all_named_before_anything_is_done(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    environ.setenv("PORT", "http")
    environ.setenv("CHATKIT_AUTH_SECRET", "short")
    assert cli.main(command.split()) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in lines] == ["PORT", "CHATKIT_AUTH_SECRET"]
    assert list(tmp_path.iterdir()) == []


def test_help_imports_nothing_slow() -> None:
    code = (
        "import sys\nfrom chatkit_server.cli import main\n"
        "try:\n main(['--help'])\nexcept SystemExit:\n pass\n"
        "slow = {'agents', 'chatkit', 'sqlalchemy', 'starlette', 'uvicorn'} & set(sys.modules)\n"
        "sys.exit(f'imported {slow}' if slow else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_every_command_says_what_it_does_and_takes(capsys: pytest.CaptureFixture[str]) -> None:
    waiting: list[list[str]] = [[]]
    seen = []
    while waiting:
        command = waiting.pop()
        with pytest.raises(SystemExit) as ended:
            cli.main([*command, "--help"])
        assert ended.value.code == 0
        usage, description, *_ = (text := capsys.readouterr().out).split("\n\n")
        assert usage.startswith(" ".join(["usage: chatkit-server", *command]))
        assert re.fullmatch(r"[A-Z][^.]*\.", description), command
        # An argument without a word of help stands alone in its line.
        assert not re.search(
            r"^  (?!COMMAND$)-?-?[\w\[]\S*(, \S+)?( \S+)?$(?!\n {8})", text, re.MULTILINE
        ), text
        seen.append(" ".join(command))
        waiting += [
            [*command, name] for name in re.findall(r"^    (\w+) {2,}\w", text, re.MULTILINE)
        ]
    assert {"serve", "migrate", "token", "keys create", "users erase", "audit", "doctor"} < set(
        seen
    )


def test_the_database_is_brought_to_the_newest_version_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["migrate"]) == 0
    assert "newest" in capsys.readouterr().out
    assert cli.main(["migrate"]) == 0
    assert "up to date" in capsys.readouterr().out


def test_a_database_that_cannot_be_reached_is_one_clear_line(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environ.setenv("CHATKIT_DATABASE_URL", f"postgresql://user:hidden@127.0.0.1:{port}/name")
    assert cli.main(["migrate"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "does not answer" in line
    assert "hidden" not in line


def test_a_database_of_a_newer_version_is_one_clear_line_and_left_alone(
    environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["migrate"]) == 0
    with closing(sqlite3.connect(tmp_path / "data" / "chatkit.db")) as database, database:
        database.execute("UPDATE chatkit_server_version SET version_num = '9999'")
    capsys.readouterr()
    for command in (["migrate"], ["keys", "list"]):
        assert cli.main(command) == 1
        assert capsys.readouterr().err == (
            "chatkit-server: the database was used by a newer version of this program\n"
        )
    assert "was used by a newer version" in examine(os.environ).text
