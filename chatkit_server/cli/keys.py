"""``chatkit-server keys create | list | revoke``: API keys for back ends.

They work beside a running server, which asks the database for every key that it is shown.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from chatkit_server.access.model import DEFAULT_SCOPES, SCOPES, ApiKey, Scope
from chatkit_server.cli.common import CommandError, add_command, open_database


def add_key_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say which commands there are."""
    create = add_command(commands, "create", "make a key, and print it")
    create.add_argument("--name", required=True, help="what it is for, in your words")
    create.add_argument(
        "--scope",
        action="append",
        choices=SCOPES,
        dest="scopes",
        help=f"what it is good for; may be repeated ({' and '.join(DEFAULT_SCOPES)})",
    )
    create.set_defaults(run=lambda given: asyncio.run(_create(given.name, given.scopes)))

    listing = add_command(commands, "list", "print what is known of each key")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=lambda given: asyncio.run(_list(as_json=given.json)))

    revoke = add_command(commands, "revoke", "refuse a key from now on")
    revoke.add_argument("id", metavar="ID", help="the key's id, as `keys list` prints it")
    revoke.set_defaults(run=lambda given: asyncio.run(_revoke(given.id)))


async def _create(name: str, scopes: Sequence[Scope] | None) -> int:
    from chatkit_server.access.api_keys import ApiKeys
    from chatkit_server.access.audit import COMMAND_LINE, Audit

    async with open_database() as engine:
        try:
            key, secret = await ApiKeys(engine).create(name, scopes or DEFAULT_SCOPES)
        except ValueError as error:
            raise CommandError(str(error)) from error
        await Audit(engine).record(
            "key.created",
            actor=COMMAND_LINE,
            subject=key.id,
            detail={"name": key.name, "scopes": list(key.scopes)},
        )
    print(secret)
    print(f"This is {key.id}. It is not shown again: only its digest is kept.", file=sys.stderr)
    return 0


async def _list(*, as_json: bool) -> int:
    from chatkit_server.access.api_keys import ApiKeys

    async with open_database() as engine:
        keys = await ApiKeys(engine).list()
    if as_json:
        shown = [
            {
                name: _moment(value) if isinstance(value, datetime) else value
                for name, value in asdict(key).items()
            }
            for key in keys
        ]
        print(json.dumps({"keys": shown}, indent=2, ensure_ascii=False))
    elif keys:
        print(_table(keys))
    else:
        print("There is no key.")
    return 0


async def _revoke(key_id: str) -> int:
    from chatkit_server.access.api_keys import ApiKeys
    from chatkit_server.access.audit import COMMAND_LINE, Audit

    async with open_database() as engine:
        keys = ApiKeys(engine)
        before = {key.id: key for key in await keys.list()}.get(key_id)
        if before is None:
            raise CommandError(f"there is no key {key_id}; `chatkit-server keys list` has them all")
        if before.revoked_at is None:
            await keys.revoke(key_id)
            await Audit(engine).record(
                "key.revoked", actor=COMMAND_LINE, subject=key_id, detail={"name": before.name}
            )
    print(
        f'The key "{before.name}" is refused from now on.'
        if before.revoked_at is None
        else f'The key "{before.name}" was revoked before: {_moment(before.revoked_at)}.'
    )
    return 0


def _table(keys: Sequence[ApiKey]) -> str:
    rows = [
        ("ID", "NAME", "KEY", "SCOPES", "CREATED", "LAST USED", "REVOKED"),
        *(
            (
                key.id,
                key.name,
                key.hint,
                ", ".join(key.scopes),
                _moment(key.created_at),
                _moment(key.last_used_at) if key.last_used_at else "never",
                _moment(key.revoked_at) if key.revoked_at else "",
            )
            for key in keys
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
