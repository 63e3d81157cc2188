"""``chatkit-server users export | erase`` and ``chatkit-server audit``.

They work beside a running server: one that answers a user who is erased finds the threads gone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from chatkit_server.cli.common import CommandError, add_command, open_database
from chatkit_server.settings import Settings

if TYPE_CHECKING:
    from chatkit_server.access.audit import Entry
    from chatkit_server.users.service import ExportFormat, Users

_PAGE = 500


def add_user_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say which commands there are about users."""
    export = add_command(commands, "export", "print all that a user has as JSON")
    export.add_argument("user", metavar="USER", help="the user's id")
    export.add_argument(
        "--zip", action="store_true", help="make a zip, which has the user's files as well"
    )
    export.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write into this new file, not to standard output",
    )
    export.set_defaults(
        run=lambda given: asyncio.run(
            _export(given.user, "zip" if given.zip else "json", given.output)
        )
    )

    erase = add_command(commands, "erase", "delete all that a user has, for good")
    erase.add_argument("user", metavar="USER", help="the user's id")
    erase.add_argument("--yes", action="store_true", help="do not ask whether it is meant")
    erase.set_defaults(run=lambda given: _erase(given.user, sure=given.yes))


def add_audit_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say what the command about the audit takes."""
    audit = add_command(commands, "audit", "print who signed in, made keys, erased data")
    audit.add_argument("--json", action="store_true", help="print JSON, an object on each line")
    audit.add_argument(
        "--after",
        type=int,
        default=0,
        metavar="N",
        help="print only entries with a higher number (0)",
    )
    audit.set_defaults(run=lambda given: asyncio.run(_audit(given.after, as_json=given.json)))


async def _export(user: str, format: ExportFormat, output: Path | None) -> int:
    from chatkit_server.access.audit import COMMAND_LINE

    if output is None and format == "zip" and sys.stdout.isatty():
        raise CommandError("a zip is nothing for a terminal: say --output FILE")
    async with _users() as users:
        pieces = await users.export(_known(user), format, actor=COMMAND_LINE)
        try:
            if output is None:
                async for piece in pieces:
                    sys.stdout.buffer.write(piece)
                sys.stdout.flush()
            else:
                with output.open("xb") as file:
                    async for piece in pieces:
                        file.write(piece)
        except OSError as error:
            raise CommandError(f"the export cannot be written: {error}") from error
    return 0


def _erase(user: str, *, sure: bool) -> int:
    user = _known(user)
    if not sure:
        if not sys.stdin.isatty():
            raise CommandError("erasing cannot be undone: say --yes")
        if input(f"Erase all that {user} has, for good? Type yes: ") != "yes":
            raise CommandError("nothing was erased")
    return asyncio.run(_erase_for_good(user))


async def _erase_for_good(user: str) -> int:
    from chatkit_server.access.audit import COMMAND_LINE

    async with _users() as users:
        threads = await users.erase(user, actor=COMMAND_LINE)
    print(f"{user} is erased: {threads} thread{'s' if threads != 1 else ''}, and all else.")
    return 0


async def _audit(after: int, *, as_json: bool) -> int:
    from chatkit_server.access.audit import Audit

    async with open_database() as engine:
        audit = Audit(engine)
        while entries := await audit.entries(after=after, limit=_PAGE):
            for entry in entries:
                print(_json(entry) if as_json else _line(entry))
            after = entries[-1].seq
    return 0


@asynccontextmanager
async def _users() -> AsyncIterator[Users]:
    from chatkit_server.access.audit import Audit
    from chatkit_server.auth.keys import KeyFileError, own_key
    from chatkit_server.context import RequestContext
    from chatkit_server.file_store import file_store
    from chatkit_server.signing import AttachmentLinks
    from chatkit_server.users.service import Users
    from stores.sql_store import SQLStore

    settings = Settings.from_env(os.environ)
    async with open_database(settings) as engine:
        store = SQLStore[RequestContext](engine, owner=lambda context: context.owner)
        try:
            links = AttachmentLinks(own_key(settings), settings.attachment_url_seconds)
            files = file_store(settings, engine, store, links)
        except (KeyFileError, ValueError, ImportError) as error:
            raise CommandError(str(error)) from error
        yield Users(engine, store, files, Audit(engine))


def _known(user: str) -> str:
    from chatkit_server.auth.tokens import valid_subject

    if not valid_subject(user):
        raise CommandError("a user's id has 1 to 255 printable characters")
    return user


def _json(entry: Entry) -> str:
    return json.dumps({**asdict(entry), "at": entry.at.isoformat()}, ensure_ascii=False)


def _line(entry: Entry) -> str:
    about = [entry.actor, *([entry.subject] if entry.subject is not None else [])]
    detail = json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""
    at = entry.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{entry.seq}  {at}  {entry.event}  {' → '.join(about)}  {detail}".rstrip()
