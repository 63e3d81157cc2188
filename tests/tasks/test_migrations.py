from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from chatkit_server import migrations
from chatkit_server.database import metadata
from stores import migrate


async def table_names(engine):
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


async def test_an_empty_database_gets_every_table(blank_engine):
    assert await migrations.upgrade(blank_engine)
    assert await table_names(blank_engine) == {*metadata.tables, migrations.VERSION_TABLE}
    assert (await migrations.check(blank_engine)).up_to_date
    assert not await migrations.upgrade(blank_engine)


async def test_an_upgraded_database_matches_the_tables_of_the_program(blank_engine):
    def differences(connection):
        options = {
            "version_table": migrations.VERSION_TABLE,
            "compare_type": True,
            "compare_server_default": True,
        }
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    await migrations.upgrade(blank_engine)
    async with blank_engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_constraints_and_the_indexes_are_those_of_the_program(blank_engine):
    """What comparing metadata does not look at: checks, and the condition of an index."""

    def described(connection):
        inspector = inspect(connection)
        checks = [check["name"] for check in inspector.get_check_constraints("tasks")]
        conditions = {
            index["name"]: " ".join(str(value) for value in index["dialect_options"].values())
            for index in inspector.get_indexes("tasks")
            if not index["unique"]
        }
        return checks, conditions

    await migrations.upgrade(blank_engine)
    async with blank_engine.begin() as connection:
        migrated = await connection.run_sync(described)
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        assert await connection.run_sync(described) == migrated
    checks, conditions = migrated
    assert checks == ["tasks_priority_check"]
    assert "deleted_at IS NOT NULL" in conditions["tasks_deleted_at_idx"]
    assert "origin IS NOT NULL" in conditions["tasks_origin_idx"]


async def test_a_downgrade_leaves_nothing_behind(blank_engine):
    def downgrade(connection):
        config = migrate.make_config(
            migrations.LOCATION, version_table=migrations.VERSION_TABLE, metadata=metadata
        )
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    await migrations.upgrade(blank_engine)
    async with blank_engine.begin() as connection:
        await connection.run_sync(downgrade)
    assert await table_names(blank_engine) == {migrations.VERSION_TABLE}
    assert await migrations.upgrade(blank_engine)
