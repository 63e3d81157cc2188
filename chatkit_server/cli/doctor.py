"""What is in force and what is wrong, for whoever runs the server. Never prints a secret."""

from __future__ import annotations

import asyncio
import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

import chatkit_server.migrations
import stores.migrations
from chatkit_server.auth.keys import KEY_FILE
from chatkit_server.cli.checks import (
    Finding,
    Verdict,
    check_assistants,
    check_auth_keys,
    check_dictation,
    check_files,
    check_limits,
    check_mcp,
    check_provider,
    without_password,
)
from chatkit_server.cli.model_checks import check_models
from chatkit_server.parsing import is_loopback
from chatkit_server.settings import VARIABLES, Settings, SettingsError
from stores.engine import create_engine
from stores.errors import StoreUnavailable
from stores.migrate import Revisions

_FEW_CHARACTERS: Final = 10
_SECRETS: Final = frozenset(
    {"auth_secret", "oidc_client_secret", "openai_api_key", "azure_api_key", "transcription_key"}
)


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of all checks.

    Attributes:
        text: For a terminal.
        healthy: Whether nothing is wrong.
    """

    text: str
    healthy: bool


def examine(environ: Mapping[str, str]) -> Report:
    """Looks at the settings and everything they name; changes nothing.

    Args:
        environ: The environment that the server would start with.
    """
    lines = [f"chatkit-server {version('chatkit-server')}", ""]
    findings = list(_unknown_variables(environ))
    try:
        settings = Settings.from_env(environ)
    except SettingsError as error:
        findings += [Finding(Verdict.WRONG, problem) for problem in error.problems]
    else:
        lines.append("In force")
        lines += [
            f"  {name:<35}{value}{'' if environ.get(name, '').strip() else '  (default)'}"
            for name, value in _in_force(settings)
        ]
        lines.append("")
        findings += _findings(settings)
    lines.append("Checks")
    lines += [f"  {finding.verdict:<6} {finding.text}" for finding in findings]
    wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
    lines += ["", f"{wrong} wrong" if wrong else "Nothing is wrong."]
    return Report("\n".join(lines), wrong == 0)


def _in_force(settings: Settings) -> Iterator[tuple[str, str]]:
    for variable, attribute in VARIABLES.items():
        yield variable, _shown(attribute, getattr(settings, attribute))


def _shown(attribute: str, value: object) -> str:
    """A setting as it may be printed."""
    if value is None:
        return "not set"
    if attribute in _SECRETS:
        return "set"
    if attribute == "database_url":
        return _shown_database(str(value))
    match value:
        case bool():
            return str(int(value))
        case tuple():
            return ", ".join(map(str, value)) or "none"
        case str() if "://" in value:
            return without_password(value)
        case _:
            return str(value)


def _unknown_variables(environ: Mapping[str, str]) -> Iterator[Finding]:
    for name in sorted(environ):
        if name.startswith("CHATKIT_") and name not in VARIABLES:
            near = difflib.get_close_matches(name, VARIABLES, n=1)
            hint = f"; is {near[0]} meant?" if near else ""
            yield Finding(Verdict.NOTE, f"{name} is not a setting{hint}")


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _check_data_dir(settings.data_dir)
    yield _check_database(settings)
    yield _check_secret(settings)
    if settings.has_auth_keys:
        yield check_auth_keys(settings)
    yield check_provider(settings)
    yield _check_guests(settings)
    yield _check_web(settings.web_dir)
    yield from check_models(settings)
    if settings.assistants:
        yield check_assistants(settings)
    yield check_files(settings)
    yield check_dictation(settings)
    yield from check_mcp(settings)
    yield check_limits(settings)


def _check_data_dir(path: Path) -> Finding:
    existing = path.absolute()
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir():
        return Finding(Verdict.WRONG, f"data directory: {existing} is not a directory")
    if not os.access(existing, os.W_OK | os.X_OK):
        return Finding(Verdict.WRONG, f"data directory: {existing} cannot be written to")
    if existing != path.absolute():
        return Finding(Verdict.OK, f"data directory: {path} is made by the first start")
    return Finding(Verdict.OK, f"data directory: {path} can be written to")


def _check_database(settings: Settings) -> Finding:
    shown = _shown_database(settings.database_url)
    url = make_url(settings.database_url)
    embedded = url.get_backend_name() == "sqlite"
    if embedded and url.database and not Path(url.database).exists():
        return Finding(Verdict.OK, f"database: {shown} is made by the first start")
    try:
        revisions = asyncio.run(_revisions(settings.database_url))
    except (StoreUnavailable, OSError, TypeError) as error:  # the last: an option of no driver
        reason = str(error.__cause__ or error).splitlines()[0]
        return Finding(Verdict.WRONG, f"database: {shown} does not answer: {reason}")
    except DBAPIError as error:
        return Finding(Verdict.WRONG, f"database: {shown} cannot be used: {error.orig}")
    if any(revision.too_new for revision in revisions):
        return Finding(
            Verdict.WRONG, f"database: {shown} was used by a newer version of this server"
        )
    if all(revision.up_to_date for revision in revisions):
        return Finding(Verdict.OK, f"database: {shown} answers and is up to date")
    if embedded:
        return Finding(Verdict.NOTE, f"database: {shown} is migrated by the next start")
    return Finding(
        Verdict.WRONG, f"database: {shown} is not up to date; run `chatkit-server migrate`"
    )


async def _revisions(url: str) -> list[Revisions]:
    engine = create_engine(url)
    try:
        return [
            await stores.migrations.check(engine),
            await chatkit_server.migrations.check(engine),
        ]
    finally:
        await engine.dispose()


def _check_secret(settings: Settings) -> Finding:
    if settings.auth_secret is not None:
        if len(set(settings.auth_secret)) < _FEW_CHARACTERS:
            return Finding(Verdict.WRONG, "CHATKIT_AUTH_SECRET repeats itself: it can be guessed")
        return Finding(Verdict.OK, "tokens: CHATKIT_AUTH_SECRET is long enough")
    path = settings.data_dir / KEY_FILE
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return Finding(Verdict.OK, "tokens: a signing key is made by the first start")
    except OSError as error:
        return Finding(Verdict.WRONG, f"tokens: {path} cannot be read: {error.strerror}")
    if os.name != "nt" and mode & 0o077:
        return Finding(Verdict.WRONG, f"tokens: others can read {path}; run `chmod 600 {path}`")
    return Finding(Verdict.OK, f"tokens: the signing key in {path} is private")


def _check_guests(settings: Settings) -> Finding:
    open_to_others = not is_loopback(settings.host)
    if settings.allow_guests:
        whom = "anyone who reaches this server" if open_to_others else "this machine's users"
        return Finding(Verdict.NOTE if open_to_others else Verdict.OK, f"guests: {whom}")
    if settings.oidc_client_id is not None:
        return Finding(Verdict.OK, "guests: not let in; whoever signs in is")
    if settings.auth_secret is None and not settings.has_auth_keys:
        return Finding(
            Verdict.WRONG,
            "guests are not let in and no one else's tokens are taken: nobody can sign in "
            "(set CHATKIT_OIDC_ISSUER and CHATKIT_OIDC_CLIENT_ID, CHATKIT_AUTH_SECRET, "
            "CHATKIT_AUTH_ISSUER or CHATKIT_ALLOW_GUESTS=1)",
        )
    return Finding(Verdict.OK, "guests: not let in; bearer tokens are")


def _check_web(path: Path) -> Finding:
    missing = [name for name in ("index.html", "chatkit.js") if not (path / name).is_file()]
    if missing:
        return Finding(Verdict.WRONG, f"web client: {' and '.join(missing)} not built; `make web`")
    return Finding(Verdict.OK, f"web client: built in {path}")


def _shown_database(url: str) -> str:
    return make_url(url).set(query={}).render_as_string(hide_password=True)
