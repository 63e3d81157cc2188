from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chatkit_server.cli.doctor import examine
from chatkit_server.mcp.config import McpServerConfig
from chatkit_server.settings import Settings, SettingsError

TOKEN = "a-token-that-nobody-may-see"
GITHUB = {"url": "https://mcp.example/mcp", "headers": {"Authorization": "Bearer ${GITHUB_TOKEN}"}}


def read(text: str, **environ: str) -> tuple[McpServerConfig, ...]:
    return Settings.from_env({"CHATKIT_MCP_SERVERS": text, **environ}).mcp_servers


def inline(**servers: Any) -> str:
    return json.dumps({"mcpServers": servers})


def problem(text: str, **environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(text, **environ)
    (said,) = caught.value.problems
    return said.removeprefix("CHATKIT_MCP_SERVERS ")


def test_a_file_as_other_programs_have_it(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    entry = {"command": "npx", "args": ["-y", "files", "${PLACE:-/srv}"], "env": {"A": "${env:B}"}}
    path.write_text(inline(files={**entry, "autoApprove": []}, off={"disabled": True}))
    (files,) = read(str(path), B="b")
    assert files == McpServerConfig(
        name="files", command="npx", args=("-y", "files", "/srv"), env={"A": "b"}
    )


def test_a_file_in_toml(tmp_path: Path) -> None:
    path = tmp_path / "mcp.toml"
    path.write_text('[mcpServers.a]\ncommand = "serve"\ntools = ["read"]\ntimeout = 5\n')
    assert read(str(path)) == (
        McpServerConfig(name="a", command="serve", tools=("read",), timeout=5.0),
    )


def test_secrets_are_filled_in_and_never_shown() -> None:
    environ = {"CHATKIT_MCP_SERVERS": inline(github=GITHUB), "GITHUB_TOKEN": TOKEN}
    settings = Settings.from_env(environ)
    assert settings.mcp_servers[0].headers == {"Authorization": f"Bearer {TOKEN}"}
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nowhere.json", "names nowhere.json, which cannot be read: No such file or directory."),
        ("{", "must be a file or JSON that is valid"),
        ("{}", 'must have an object "mcpServers".'),
        (inline(a=1), "has a server a that is no object."),
        (inline(a={}), 'has a server a that needs either a "command" or a "url".'),
        (inline(**{"a b": {"command": "x"}}), "has a server 'a b': a name has no spaces"),
        (inline(a={"command": "x", "url": "http://b"}), "needs either"),
        (inline(a={"url": "ftp://b"}), "whose url is no http:// or https:// URL."),
        (inline(a={"url": "http://b", "type": "sse"}), "of the type 'sse'"),
        (inline(a={"url": "http://b", "type": "stdio"}), "does not fit the rest"),
        (inline(a={"url": "http://b", "header": {}}), '"header"; is "headers" meant?'),
        (inline(a={"command": "x", "args": "y"}), 'whose "args" must be a list of text.'),
        (inline(a={"command": "x", "timeout": 0}), 'whose "timeout" must be a number of seconds'),
        (inline(github=GITHUB), "has a server github that needs GITHUB_TOKEN: it is not set."),
    ],
)
def test_what_makes_no_sense_is_told(text: str, said: str) -> None:
    assert said in problem(text)


def test_the_doctor_counts_tools_and_tells_who_is_not_there(tmp_path: Path) -> None:
    report = examine(
        {
            "CHATKIT_DATA_DIR": str(tmp_path),
            "CHATKIT_MCP_SERVERS": inline(
                gone={"command": "no-such-command-anywhere"},
                shut={"url": "http://127.0.0.1:9/mcp", "headers": {"X-Key": "${KEY}"}},
            ),
            "KEY": TOKEN,
        }
    )
    assert "gone, shut" in report.text
    assert "WRONG  mcp server gone: its command is not there" in report.text
    assert "WRONG  mcp server shut: it cannot be reached" in report.text
    assert not report.healthy
    assert TOKEN not in report.text
