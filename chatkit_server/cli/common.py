"""What the commands of the command line have in common."""

from __future__ import annotations

import argparse
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from chatkit_server.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


class CommandError(Exception):
    """The command cannot be carried out; the message says why, a line for each problem."""


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, does: str
) -> argparse.ArgumentParser:
    """Add a command, which says in the list of them and in its own help what it does.

    Args:
        commands: Where it belongs.
        name: What is typed.
        does: What it does, as one would ask for it; a small letter first and no full stop.
    """
    description = f"{does[0].upper()}{does[1:]}."
    return commands.add_parser(name, help=does, description=description)


@asynccontextmanager
async def open_database(settings: Settings | None = None) -> AsyncIterator[AsyncEngine]:
    """The server's database, which must be as new as this program.

    Args:
        settings: Say where it is; by default those of the environment.

    Raises:
        CommandError: It cannot be used.
    """
    from sqlalchemy.exc import DBAPIError

    from chatkit_server.migrations import NotMigrated, require_newest
    from stores.engine import create_engine
    from stores.errors import DatabaseTooNew, StoreUnavailable

    settings = settings or Settings.from_env(os.environ)
    try:
        engine = create_engine(settings.database_url)
    except ValueError as error:
        raise CommandError(str(error)) from error
    try:
        if engine.dialect.name == "sqlite":
            _require_file(engine.url.database)
        await require_newest(engine)
        yield engine
    except (NotMigrated, DatabaseTooNew, StoreUnavailable, DBAPIError) as error:
        raise CommandError(database_problem(error)) from error
    finally:
        await engine.dispose()


def database_problem(error: Exception) -> str | None:
    """What is wrong with the database, in a line; None if an exception is about something else."""
    from sqlalchemy.exc import DBAPIError

    from chatkit_server.migrations import NotMigrated
    from stores.errors import DatabaseTooNew, StoreUnavailable

    if isinstance(error, NotMigrated | DatabaseTooNew):
        return str(error)
    if isinstance(error, StoreUnavailable):
        return f"the database does not answer: {_reason(error.__cause__)}"
    if isinstance(error, DBAPIError):
        return f"the database cannot be used: {_reason(error)}"
    return None


def _reason(error: BaseException | None) -> str:
    """What the driver says, without the statement that SQLAlchemy quotes."""
    return str(getattr(error, "orig", None) or error)


def _require_file(path: str | None) -> None:
    # SQLite would make an empty one, and what is in memory would be gone at once.
    if not path or path == ":memory:":
        raise CommandError("a database in memory is that of one process; commands need one on disk")
    if not os.path.exists(path):
        raise CommandError(
            f"there is no database at {path}; "
            "start the server once, or run `chatkit-server migrate`"
        )
