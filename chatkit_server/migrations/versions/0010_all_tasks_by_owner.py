"""All tasks of an owner, those that are deleted too: for who hands them over, or erases them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_INDEX = "tasks_owner_completed_at_idx"


def upgrade() -> None:
    op.drop_index(_INDEX, "tasks")
    op.create_index(_INDEX, "tasks", ["owner", "completed_at"])


def downgrade() -> None:
    op.drop_index(_INDEX, "tasks")
    op.create_index(
        _INDEX,
        "tasks",
        ["owner", "completed_at"],
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
