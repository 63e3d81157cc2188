"""Which MCP servers there are: ``{"mcpServers": …}``, as other programs are told of them."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

_TABLES: Final = ("mcpServers", "mcp_servers")
_KEYS: Final = (
    *("type", "command", "args", "env", "cwd", "url", "headers", "tools", "disabled"),
    *("connect_timeout", "timeout"),
)
_STDIO: Final = frozenset({"stdio"})
_HTTP: Final = frozenset({"http", "streamable-http", "streamable_http", "streamableHttp"})
_CONNECT_SECONDS: Final = 30.0
_CALL_SECONDS: Final = 60.0
_NAME: Final = re.compile(r"[^\s/\\]{1,40}")
_VARIABLE: Final = re.compile(r"\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class McpServerConfig:
    """An MCP server; whatever of it may hold a secret is left out of ``repr``.

    Attributes:
        name: What it is called in logs, and what the names of its tools begin with.
        command: Starts it; it is spoken to through its standard input and output.
        args: What the command is given.
        env: What is added to the few variables that the command gets anyway.
        cwd: The folder it is started in; the server's own by default.
        url: Where it listens, if it is not started by a command (streamable HTTP).
        headers: What is sent to it with every request.
        tools: Those of its tools that are used; None for all.
        connect_timeout: Seconds until it must be ready.
        timeout: Seconds that a call may take.
    """

    name: str
    command: str | None = None
    args: tuple[str, ...] = field(default=(), repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    cwd: str | None = None
    url: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    tools: tuple[str, ...] | None = None
    connect_timeout: float = _CONNECT_SECONDS
    timeout: float = _CALL_SECONDS

    def __str__(self) -> str:
        return self.name


def mcp_servers(environ: Mapping[str, str]) -> Callable[[str], tuple[McpServerConfig, ...]]:
    """The parser of ``CHATKIT_MCP_SERVERS``.

    Args:
        environ: Where ``${NAME}`` and ``${NAME:-otherwise}`` are looked up.
    """

    def parse(text: str) -> tuple[McpServerConfig, ...]:
        document = _document(text)
        for table in _TABLES:
            servers = document.get(table)
            if isinstance(servers, dict):
                break
        else:
            raise ValueError('must have an object "mcpServers".')
        configs = [_server(name, entry, environ) for name, entry in servers.items()]
        return tuple(config for config in configs if config is not None)

    return parse


def _document(text: str) -> dict[str, Any]:
    """The JSON itself, or what the file of that name holds."""
    where = "must be a file or JSON"
    toml = False
    if not text.startswith("{"):
        path = Path(text)
        where, toml = f"names {path}, which must be a document", path.suffix == ".toml"
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ValueError(f"names {path}, which cannot be read: {reason}.") from None
    try:
        document = tomllib.loads(text) if toml else json.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{where} that is valid: {error}.") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{where} that is valid: {error.msg}, line {error.lineno}.") from None
    if not isinstance(document, dict):
        raise ValueError(f"{where}: an object.")
    return document


def _server(name: str, entry: object, environ: Mapping[str, str]) -> McpServerConfig | None:
    """One server; None for one that is switched off."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"has a server {name[:60]!r}: a name has no spaces or slashes.")
    if not isinstance(entry, dict):
        raise ValueError(f"has a server {name} that is no object.")
    _forbid_typos(name, entry)
    if entry.get("disabled") is True:
        return None
    read = _Entry(name, entry, environ)
    command, url = read.text("command"), read.text("url")
    kind = entry.get("type")
    if kind is not None and kind not in (_STDIO | _HTTP if isinstance(kind, str) else ()):
        raise ValueError(f'has a server {name} of the type {kind!r}; "stdio" and "http" are known.')
    if (command is None) == (url is None):
        raise ValueError(f'has a server {name} that needs either a "command" or a "url".')
    if kind is not None and (kind in _STDIO) != (command is not None):
        raise ValueError(f"has a server {name} whose type {kind!r} does not fit the rest.")
    if url is not None and not (urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc):
        raise ValueError(f"has a server {name} whose url is no http:// or https:// URL.")
    return McpServerConfig(
        name=name,
        command=command,
        args=read.texts("args") or (),
        env=read.table("env"),
        cwd=read.text("cwd"),
        url=url,
        headers=read.table("headers"),
        tools=read.texts("tools"),
        connect_timeout=read.seconds("connect_timeout", _CONNECT_SECONDS),
        timeout=read.seconds("timeout", _CALL_SECONDS),
    )


def _forbid_typos(name: str, entry: Mapping[str, Any]) -> None:
    # Other programs have keys of their own; only what looks like one of ours is a mistake.
    for key in entry:
        near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0.8)
        if key not in _KEYS and near:
            raise ValueError(f'has a server {name} with "{key}"; is "{near[0]}" meant?')


@dataclass(frozen=True, slots=True)
class _Entry:
    """Reads the values of one server."""

    name: str
    entry: Mapping[str, Any]
    environ: Mapping[str, str]

    def text(self, key: str) -> str | None:
        value = self.entry.get(key)
        return None if value is None else self._filled(key, value)

    def texts(self, key: str) -> tuple[str, ...] | None:
        value = self.entry.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            raise self._wrong(key, "a list of text")
        return tuple(self._filled(key, part) for part in value)

    def table(self, key: str) -> Mapping[str, str]:
        value = self.entry.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "an object of text")
        return {name: self._filled(key, text) for name, text in value.items()}

    def seconds(self, key: str, default: float) -> float:
        value = self.entry.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 86400:
            raise self._wrong(key, "a number of seconds above 0")
        return float(value)

    def _filled(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self._wrong(key, "text")

        def look_up(match: re.Match[str]) -> str:
            found = self.environ.get(match[1]) or match[2]
            if found is None:
                raise ValueError(f"has a server {self.name} that needs {match[1]}: it is not set.")
            return found

        return _VARIABLE.sub(look_up, value)

    def _wrong(self, key: str, wanted: str) -> ValueError:
        return ValueError(f'has a server {self.name} whose "{key}" must be {wanted}.')
