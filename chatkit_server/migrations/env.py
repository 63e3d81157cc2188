"""Run by Alembic for every command."""

from stores.migrate import run_migrations

run_migrations()
