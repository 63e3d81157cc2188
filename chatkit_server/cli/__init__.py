"""The command line: ``chatkit-server serve | migrate | token | keys | users | audit |
feedback | doctor | widgets``.

What a command needs is imported when it runs, so that ``--help`` and a mistake in the settings
are answered at once.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from socket import socket

from chatkit_server.cli.common import CommandError, add_command, database_problem
from chatkit_server.cli.feedback import add_feedback_command
from chatkit_server.cli.keys import add_key_commands
from chatkit_server.cli.users import add_audit_command, add_user_commands
from chatkit_server.settings import Settings, SettingsError


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        argv: The arguments; by default those of the process.

    Returns:
        The exit code: 0, or 1 with the reason on standard error.
    """
    arguments = _parser().parse_args(argv)
    return _carry_out(partial(arguments.run, arguments))


def _carry_out(command: Callable[[], int]) -> int:
    try:
        return command()
    except (CommandError, SettingsError) as error:
        for line in str(error).splitlines():
            print(f"chatkit-server: {line}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chatkit-server",
        description="A self-hosted ChatKit server.",
        epilog="Settings are environment variables; `chatkit-server doctor` prints them all.",
    )
    parser.add_argument("--version", action="version", version=version("chatkit-server"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = add_command(commands, "serve", "serve the page, the element and the protocol")
    serve.add_argument(
        "assistants",
        nargs="*",
        metavar="[NAME=]ASSISTANT",
        help="tasks (the default), showcase, or MODULE:OBJECT for an agent of your own; "
        "several are found by their names (CHATKIT_ASSISTANTS)",
    )
    serve.add_argument("--host", help="the address to listen on (HOST, 127.0.0.1)")
    serve.add_argument("--port", help="the TCP port, 0 for any free one (PORT, 8000)")
    serve.add_argument(
        "--dev",
        action="store_true",
        help="read widget files again when they change, and show /gallery (CHATKIT_DEVELOPMENT)",
    )
    serve.add_argument(
        "--reload",
        action="store_true",
        help="start anew when a Python file in this folder, or below, changes",
    )
    serve.set_defaults(run=_serve)

    migrate = add_command(commands, "migrate", "bring the database to the newest version")
    migrate.set_defaults(run=_migrate)

    token = add_command(commands, "token", "print a bearer token for a user")
    token.add_argument("--user", required=True, metavar="ID", help="whom the token stands for")
    token.add_argument(
        "--days", type=int, default=30, metavar="N", help="how many days it holds (30)"
    )
    token.set_defaults(run=_token)

    keys = add_command(commands, "keys", "make API keys for back ends, list and revoke them")
    add_key_commands(keys.add_subparsers(required=True, metavar="COMMAND"))

    users = add_command(commands, "users", "export or erase all that a user has")
    add_user_commands(users.add_subparsers(required=True, metavar="COMMAND"))
    add_audit_command(commands)
    add_feedback_command(commands)

    doctor = add_command(commands, "doctor", "print what is in force and what is wrong")
    doctor.set_defaults(run=_doctor)

    widgets = add_command(commands, "widgets", "check widget files, or look at them")
    _add_widget_commands(widgets.add_subparsers(required=True, metavar="COMMAND"))
    return parser


def _add_widget_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    files = "a .widget file, a .json file that holds a widget, or a folder of .widget files"
    check = add_command(commands, "check", "say what is wrong with widget files, and where")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help=files)
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=_check_widgets)

    preview = add_command(commands, "preview", "show widget files in a browser, as they change")
    preview.add_argument("files", nargs="+", type=Path, metavar="FILE", help=files)
    preview.add_argument(
        "--no-open", action="store_true", help="print the address, and open no browser"
    )
    preview.add_argument("--port", type=int, default=0, help="the TCP port, 0 for any free one (0)")
    preview.set_defaults(run=_preview_widgets)


def _serve(arguments: argparse.Namespace) -> int:
    from chatkit_server.cli.serving import CannotListen, listen

    given = {
        "HOST": arguments.host,
        "PORT": arguments.port,
        "CHATKIT_DEVELOPMENT": "1" if arguments.dev else None,
    }
    settings = _settings({name: value for name, value in given.items() if value is not None})
    try:
        sockets = listen(settings.host, settings.port)
    except CannotListen as error:
        raise CommandError(str(error)) from error
    _say(
        f"chatkit-server {version('chatkit-server')} starts; data in {settings.data_dir.absolute()}"
    )
    targets = arguments.assistants or settings.assistants or ("tasks",)
    if not arguments.reload:
        return _serve_on(sockets, targets, settings)

    from chatkit_server.cli.reloading import serve_and_reload

    again = partial(_serve_again, targets=targets, settings=settings)
    serve_and_reload(again, sockets, Path.cwd())
    return 0


def _serve_again(sockets: Sequence[socket], *, targets: Sequence[str], settings: Settings) -> int:
    return _carry_out(partial(_serve_on, sockets, targets, settings))


def _serve_on(sockets: Sequence[socket], targets: Sequence[str], settings: Settings) -> int:
    started = time.perf_counter()
    from chatkit_server.auth.keys import KeyFileError
    from chatkit_server.cli.assistants import CannotLoad, load
    from chatkit_server.cli.serving import CannotStart, run, url_of
    from chatkit_server.logs import configure_logging

    url = url_of(settings.host, sockets)
    configure_logging(settings.log_level)
    try:
        app = load(*targets)(settings)
    except (CannotLoad, KeyFileError, ImportError, OSError) as error:
        for listener in sockets:
            listener.close()
        raise CommandError(str(error)) from error
    gc.freeze()
    gc.enable()

    def on_ready() -> None:
        seconds = time.perf_counter() - started
        _say(f"Ready at {url} after {seconds:.1f} s. Ctrl-C stops it.")

    try:
        run(app, sockets, on_ready=on_ready, on_stop=app.state.close_streams)
    except CannotStart as error:
        raise CommandError(str(error)) from error
    _say("Stopped.")
    return 0


def _migrate(_: argparse.Namespace) -> int:
    settings = _settings()
    ran = asyncio.run(_run_migrations(settings))
    _say("The database is now at the newest version." if ran else "Nothing to do: up to date.")
    return 0


async def _run_migrations(settings: Settings) -> bool:
    from sqlalchemy.exc import DBAPIError

    import chatkit_server.migrations
    import stores.migrations
    from stores.engine import create_engine
    from stores.errors import DatabaseTooNew, StoreUnavailable

    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(settings.database_url)
    except OSError as error:
        raise CommandError(f"{settings.data_dir} cannot be made: {error.strerror}") from error
    except ValueError as error:
        raise CommandError(str(error)) from error
    try:
        ran = [
            await stores.migrations.upgrade(engine),
            await chatkit_server.migrations.upgrade(engine),
        ]
    except (DatabaseTooNew, StoreUnavailable, DBAPIError) as error:
        raise CommandError(database_problem(error)) from error
    finally:
        await engine.dispose()
    return any(ran)


def _token(arguments: argparse.Namespace) -> int:
    from chatkit_server.auth.external import ExternalTokens
    from chatkit_server.auth.keys import KeyFileError, own_key
    from chatkit_server.auth.own import OwnTokens
    from chatkit_server.auth.tokens import GUEST_PREFIX, valid_subject

    settings = _settings()
    if not valid_subject(arguments.user):
        raise CommandError("--user must be 1 to 255 printable characters")
    if arguments.days < 1:
        raise CommandError("--days must be at least 1")
    life = timedelta(days=arguments.days)
    is_guest = arguments.user.startswith(GUEST_PREFIX)
    token = None if is_guest else ExternalTokens.configured(settings).sign(arguments.user, life)
    if token is None:
        try:
            token = OwnTokens(own_key(settings)).sign(arguments.user, life)
        except KeyFileError as error:
            raise CommandError(str(error)) from error
    print(token.value)
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from chatkit_server.cli.doctor import examine

    report = examine(os.environ)
    print(report.text)
    return 0 if report.healthy else 1


def _check_widgets(arguments: argparse.Namespace) -> int:
    from widgets.checking import check_paths

    found = check_paths(arguments.files)
    if not found:
        raise CommandError("there is no .widget file in what was named")
    if arguments.json:
        listed = [
            {"file": str(file), "problems": [asdict(problem) for problem in problems]}
            for file, problems in found.items()
        ]
        print(json.dumps({"files": listed}, indent=2, ensure_ascii=False))
    else:
        for file, problems in found.items():
            for problem in problems:
                print(f"{file}: {problem}")
        wrong = sum(bool(problems) for problems in found.values())
        count = f"{len(found)} file{'s' if len(found) != 1 else ''}"
        _say(f"{count}: {f'{wrong} wrong' if wrong else 'nothing is wrong'}.")
    return 1 if any(found.values()) else 0


def _preview_widgets(arguments: argparse.Namespace) -> int:
    from chatkit_server.cli.preview import preview
    from chatkit_server.cli.serving import CannotListen

    missing = [str(file) for file in arguments.files if not file.exists()]
    if missing:
        raise CommandError(f"there is no {', '.join(missing)}")
    try:
        preview(_settings(), arguments.files, port=arguments.port, browse=not arguments.no_open)
    except CannotListen as error:
        raise CommandError(str(error)) from error
    return 0


def _settings(given: Mapping[str, str] | None = None) -> Settings:
    return Settings.from_env({**os.environ, **(given or {})})


def _say(line: str) -> None:
    print(line, flush=True)
