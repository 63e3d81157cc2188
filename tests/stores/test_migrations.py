from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from stores import migrate, migrations
from stores.engine import create_engine
from stores.tables import metadata


def config():
    return migrate.make_config(
        migrations.LOCATION, version_table=migrations.VERSION_TABLE, metadata=metadata
    )


async def table_names(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_an_empty_database_gets_every_table(blank_engine):
    assert (await migrations.check(blank_engine)).current is None
    assert await migrations.upgrade(blank_engine)
    assert await table_names(blank_engine) == {*metadata.tables, migrations.VERSION_TABLE}
    assert (await migrations.check(blank_engine)).up_to_date


async def test_an_upgraded_database_matches_the_tables_of_the_program(engine):
    def differences(connection):
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": migrations.VERSION_TABLE,
                "compare_server_default": True,
                # other packages keep their tables in the same database
                "include_object": lambda _, name, kind, *__: (
                    (kind != "table" or name.startswith("chatkit_"))
                    and name != "chatkit_server_version"
                ),
            },
        )
        return compare_metadata(context, metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_downgrade_leaves_nothing_behind(blank_engine):
    await migrations.upgrade(blank_engine)
    async with blank_engine.begin() as connection:

        def downgrade(sync_connection):
            settings = config()
            settings.attributes["connection"] = sync_connection
            command.downgrade(settings, "base")

        await connection.run_sync(downgrade)
    assert await table_names(blank_engine) == {migrations.VERSION_TABLE}
    assert await migrations.upgrade(blank_engine)


async def test_a_second_upgrade_runs_nothing(engine):
    assert not await migrations.upgrade(engine)


def test_the_newest_revision_is_the_one_that_alembic_finds():
    script = ScriptDirectory.from_config(config())
    assert script.get_current_head() == max(
        path.name[:4] for path in Path(migrations.LOCATION, "versions").glob("*.py")
    )
    assert all(revision.path.endswith(".py") for revision in script.walk_revisions())


def test_a_start_with_an_up_to_date_database_does_not_import_alembic(sqlite_url):
    program = (
        "import asyncio, sys\n"
        "from stores import migrations\n"
        "from stores.engine import create_engine\n"
        "async def main():\n"
        "    engine = create_engine(sys.argv[1])\n"
        "    assert not await migrations.upgrade(engine)\n"
        "    await engine.dispose()\n"
        "asyncio.run(main())\n"
        "assert 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program, sqlite_url], check=True, env=os.environ)


async def test_servers_that_start_at_the_same_time_migrate_once(blank_url):
    engines = [create_engine(blank_url) for _ in range(4)]
    try:
        ran = await asyncio.gather(*map(migrations.upgrade, engines))
    finally:
        await asyncio.gather(*(engine.dispose() for engine in engines))
    assert sorted(ran) == [False, False, False, True]


def test_processes_that_create_the_same_sqlite_file_do_not_fail(tmp_path):
    program = (
        "import asyncio, sys\n"
        "from stores import migrations\n"
        "from stores.engine import create_engine\n"
        "async def main():\n"
        "    engine = create_engine(sys.argv[1])\n"
        "    print(await migrations.upgrade(engine))\n"
        "    await engine.dispose()\n"
        "sys.stdin.readline()\n"
        "asyncio.run(main())\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, f"sqlite:///{tmp_path}/new.db"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = sorted(process.communicate(timeout=120)[0].strip() for process in processes)
    assert answers == ["False", "False", "True"]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_sql_of_the_migrations_can_be_had_without_a_database(dialect):
    sql = migrate.render_sql(
        migrations.LOCATION,
        version_table=migrations.VERSION_TABLE,
        metadata=metadata,
        dialect=dialect,
    )
    assert "CREATE TABLE chatkit_items" in sql
    assert ("CREATE SEQUENCE" in sql) == (dialect == "postgresql")


async def test_a_migration_that_fails_leaves_the_database_as_it_was(blank_engine, tmp_path):
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text("from stores.migrate import run_migrations\nrun_migrations()")
    (tmp_path / "versions" / "0001_broken.py").write_text(
        "from alembic import op\n"
        "revision = '0001'\n"
        "down_revision = None\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half (id INTEGER)')\n"
        "    raise RuntimeError('no further')\n"
    )
    with pytest.raises(RuntimeError, match="no further"):
        await migrate.upgrade(
            blank_engine, tmp_path, version_table="broken_version", metadata=MetaData()
        )
    assert await table_names(blank_engine) == set()
    async with blank_engine.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1
