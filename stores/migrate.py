"""Bringing a database to the newest revision with Alembic, safely from several processes at once.

Revision files are named ``NNNN_what_it_does.py`` and carry ``NNNN`` as their revision id. So the
newest revision is known without importing Alembic, and a start that finds the database up to date
costs two short queries.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from stores.engine import Database, translated_errors
from stores.errors import DatabaseTooNew

if TYPE_CHECKING:
    from alembic.config import Config


@dataclass(frozen=True, slots=True)
class Revisions:
    """Where a database stands.

    Attributes:
        current: The revision the database is at, or None for an empty one.
        head: The newest revision there is a script for.
    """

    current: str | None
    head: str

    @property
    def up_to_date(self) -> bool:
        """Whether there is nothing to run."""
        return self.current == self.head

    @property
    def too_new(self) -> bool:
        """Whether a newer version of this program was here before."""
        return self.current is not None and self.current > self.head


async def check(
    engine: AsyncEngine, script_location: str | Path, *, version_table: str
) -> Revisions:
    """Compare the database with the migration scripts, and change nothing."""
    with translated_errors():
        async with Database(engine).connect() as connection:
            current = await connection.run_sync(_current_revision, version_table)
    return Revisions(current, _head(script_location))


async def upgrade(
    engine: AsyncEngine,
    script_location: str | Path,
    *,
    version_table: str,
    metadata: MetaData,
) -> bool:
    """Run the migrations that are missing, all in one transaction.

    Processes that start at the same time wait for each other: the first one migrates, the others
    find it done.

    Args:
        engine: From `stores.engine.create_engine`.
        script_location: The directory with ``env.py`` (whose body is a call of
            `run_migrations`) and ``versions/``.
        version_table: Where the current revision is kept; one for each set of migrations.
        metadata: The tables as they are after the last migration.

    Returns:
        Whether anything ran.

    Raises:
        DatabaseTooNew: There is no way back.
    """
    revisions = await check(engine, script_location, version_table=version_table)
    if revisions.too_new:
        raise DatabaseTooNew
    if revisions.up_to_date:
        return False
    config = make_config(script_location, version_table=version_table, metadata=metadata)
    with translated_errors():
        async with engine.begin() as connection:  # on SQLite this takes the write lock
            return await connection.run_sync(_upgrade, config, revisions.head)


def _upgrade(connection: Connection, config: Config, head: str) -> bool:
    from alembic import command

    version_table = config.attributes["version_table"]
    if connection.dialect.name == "postgresql":
        key = zlib.crc32(version_table.encode())
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
    if _current_revision(connection, version_table) == head:
        return False  # another process was faster
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def render_sql(
    script_location: str | Path, *, version_table: str, metadata: MetaData, dialect: str
) -> str:
    """Return the SQL of all migrations, for databases that only an administrator may change.

    Args:
        script_location: As for `upgrade`, like the next two.
        version_table: Where the current revision is kept.
        metadata: The tables as they are after the last migration.
        dialect: ``sqlite`` or ``postgresql``.
    """
    from alembic import command

    config = make_config(script_location, version_table=version_table, metadata=metadata)
    config.attributes["dialect"] = dialect
    config.output_buffer = StringIO()
    command.upgrade(config, "head", sql=True)
    return config.output_buffer.getvalue()


def make_config(script_location: str | Path, *, version_table: str, metadata: MetaData) -> Config:
    """Return a configuration for ``alembic.command``, as ``env.py`` expects it.

    Set ``attributes["connection"]`` before running a command on a database.
    """
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["version_table"] = version_table
    config.attributes["metadata"] = metadata
    return config


def run_migrations() -> None:
    """Do what an ``env.py`` does; call it from there, under Alembic."""
    from alembic import context

    attributes = context.config.attributes
    options = {
        "target_metadata": attributes["metadata"],
        "version_table": attributes["version_table"],
        "compare_server_default": True,
    }
    if context.is_offline_mode():
        context.configure(dialect_name=attributes["dialect"], literal_binds=True, **options)
    else:
        # SQLite cannot alter most of a table: Alembic then copies it.
        context.configure(connection=attributes["connection"], render_as_batch=True, **options)
    with context.begin_transaction():
        context.run_migrations()


def _head(script_location: str | Path) -> str:
    scripts = Path(script_location, "versions").glob("[0-9]*_*.py")
    return max(path.stem.partition("_")[0] for path in scripts)


def _current_revision(connection: Connection, version_table: str) -> str | None:
    if not inspect(connection).has_table(version_table):
        return None
    revision: str | None = connection.execute(
        text(f"SELECT version_num FROM {version_table}")  # a constant of the program
    ).scalar()
    return revision
