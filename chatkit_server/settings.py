"""Everything an operator can set, read from the environment once and passed down."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")
D = TypeVar("D")

MIN_SECRET_BYTES: Final = 32
"""The length of an HS256 key at least (RFC 7518 section 3.2)."""

_LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_TRUE: Final = frozenset({"1", "true", "yes", "on"})
_FALSE: Final = frozenset({"0", "false", "no", "off"})
_DATABASE_SCHEMES: Final = frozenset(
    {"sqlite", "sqlite+aiosqlite", "postgres", "postgresql", "postgresql+asyncpg"}
)
_WEB_DIR: Final = Path(__file__).resolve().parent.parent / "web" / "dist"


class SettingsError(Exception):
    """The environment does not make sense.

    Attributes:
        problems: One sentence each, with the name of the variable; all of them at once.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the server is told by whoever runs it. Secrets are left out of ``repr``.

    Attributes:
        host: The address to listen on.
        port: The TCP port; 0 takes any free one.
        data_dir: Where the embedded database and generated secrets live.
        database_url: SQLite or PostgreSQL; by default ``chatkit.db`` in the data directory.
        auth_secret: The HS256 key of bearer tokens made elsewhere, at least 32 bytes.
        openai_api_key: Connects OpenAI's models, or those of ``openai_base_url``.
        openai_base_url: A server that speaks OpenAI's Chat Completions.
        model: The model's name at that provider.
        script_url: Where the page loads the chat element from.
        domain_key: What the page passes to the element as its domain key.
        cors_origins: Other origins whose pages may call this server.
        allow_guests: Whether a visitor without an account is let in.
        run_grace_seconds: How long a response goes on after its last reader has gone.
        keep_alive_seconds: Silence on a stream after which a comment is sent.
        checkpoint_seconds: How often a growing answer is saved.
        max_body_bytes: The largest request body.
        max_message_chars: The longest message of a user.
        tracing: Whether agent runs are exported to OpenAI's tracing.
        log_level: ``debug``, ``info``, ``warning`` or ``error``.
        web_dir: The built web client.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("data")
    database_url: str = field(default="", repr=False)
    auth_secret: str | None = field(default=None, repr=False)
    openai_api_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = field(default=None, repr=False)
    model: str | None = None
    script_url: str = "/chatkit.js"
    domain_key: str = "local"
    cors_origins: tuple[str, ...] = ()
    allow_guests: bool = True
    run_grace_seconds: float = 10.0
    keep_alive_seconds: float = 15.0
    checkpoint_seconds: float = 0.25
    max_body_bytes: int = 4 * 1024 * 1024
    max_message_chars: int = 100_000
    tracing: bool = False
    log_level: str = "info"
    web_dir: Path = _WEB_DIR

    def __post_init__(self) -> None:
        if not self.database_url:
            path = (self.data_dir / "chatkit.db").absolute()
            object.__setattr__(self, "database_url", f"sqlite+aiosqlite:///{path}")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Reads the settings from environment variables; an empty one counts as unset.

        Guests are let in by default only where nobody but this machine can reach the server.

        Raises:
            SettingsError: With every problem there is, not only the first.
        """
        env = _Reader(environ)
        host = env.get("HOST", str, cls.host)
        settings = cls(
            host=host,
            port=env.get("PORT", _integer(0, 65535), cls.port),
            data_dir=env.get("CHATKIT_DATA_DIR", Path, cls.data_dir),
            database_url=env.get("CHATKIT_DATABASE_URL", _database_url, ""),
            auth_secret=env.get("CHATKIT_AUTH_SECRET", _secret, None),
            openai_api_key=env.get("OPENAI_API_KEY", str, None),
            openai_base_url=env.get("OPENAI_BASE_URL", _http_url, None),
            model=env.get("CHATKIT_MODEL", str, None),
            script_url=env.get("CHATKIT_SCRIPT_URL", _script_url, cls.script_url),
            domain_key=env.get("CHATKIT_DOMAIN_KEY", str, cls.domain_key),
            cors_origins=env.get("CHATKIT_CORS_ORIGINS", _origins, cls.cors_origins),
            allow_guests=env.get("CHATKIT_ALLOW_GUESTS", _boolean, is_loopback(host)),
            run_grace_seconds=env.get(
                "CHATKIT_RUN_GRACE_SECONDS", _seconds(0), cls.run_grace_seconds
            ),
            keep_alive_seconds=env.get(
                "CHATKIT_KEEP_ALIVE_SECONDS", _seconds(0.1), cls.keep_alive_seconds
            ),
            checkpoint_seconds=env.get(
                "CHATKIT_CHECKPOINT_SECONDS", _seconds(0.01), cls.checkpoint_seconds
            ),
            max_body_bytes=env.get("CHATKIT_MAX_BODY_BYTES", _integer(1024), cls.max_body_bytes),
            max_message_chars=env.get(
                "CHATKIT_MAX_MESSAGE_CHARS", _integer(1), cls.max_message_chars
            ),
            tracing=env.get("CHATKIT_TRACING", _boolean, False),
            log_level=env.get("CHATKIT_LOG_LEVEL", _log_level, cls.log_level),
        )
        if env.problems:
            raise SettingsError(tuple(env.problems))
        return settings


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine can reach a server that listens on ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class _Reader:
    """Reads variables and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def get(self, name: str, parse: Callable[[str], T], default: D) -> T | D:
        text = self._environ.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.problems.append(f"{name} {error}")
            return default


def _integer(least: int, most: int | None = None) -> Callable[[str], int]:
    def parse(text: str) -> int:
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            raise ValueError(f"must be a whole number, {bounds}.")
        number = int(text)
        if number < least or (most is not None and number > most):
            raise ValueError(f"must be {bounds}.")
        return number

    return parse


def _seconds(least: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or number < least:
            raise ValueError(f"must be a number of seconds, at least {least:g}.")
        return number

    return parse


def _boolean(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError("must be 1 or 0.")


def _log_level(text: str) -> str:
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}.")
    return text.lower()


def _secret(text: str) -> str:
    if len(text.encode()) < MIN_SECRET_BYTES:
        raise ValueError(
            f"must have at least {MIN_SECRET_BYTES} bytes; `openssl rand -base64 32` makes one."
        )
    return text


def _database_url(text: str) -> str:
    scheme, separator, _ = text.partition("://")
    if not separator or scheme not in _DATABASE_SCHEMES:
        raise ValueError("must start with sqlite:/// or postgresql://.")
    return text


def _http_url(text: str) -> str:
    if not _is_http_url(text):
        raise ValueError("must be an http:// or https:// URL.")
    return text


def _script_url(text: str) -> str:
    # Its origin goes into the Content-Security-Policy header, so nothing may end a source there.
    path = text.startswith("/") and not text.startswith("//")
    if not (path or _is_http_url(text)) or re.search(r"[\s;,'\"<>]", text):
        raise ValueError("must be a path such as /chatkit.js or an http:// or https:// URL.")
    return text


def _is_http_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        return (
            url.scheme in {"http", "https"}
            and bool(url.hostname)
            and url.port != 0
            and not re.search(r"\s", text)
        )
    except ValueError:  # a bad IPv6 address or port
        return False


def _origins(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_origin(part.strip()) for part in text.split(",") if part.strip()))


def _origin(text: str) -> str:
    if text == "*":
        raise ValueError('must name each origin; "*" would let any page act for its visitor.')
    if not _is_http_url(text) or urlsplit(text).path or re.search(r"[?#@*]", text):
        raise ValueError(f'must be a list of origins such as https://example.com, not "{text}".')
    return text.lower()
