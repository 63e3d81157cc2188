"""Runs that wait for the user's approval."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("thread_id", sa.Text, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("calls", sa.JSON, nullable=False),
        sa.Column("state", sa.JSON),
        sa.Column("outcome", sa.Text),
        sa.Column("always", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "item_id", name="approvals_pkey"),
    )
    op.create_index("approvals_owner_idx", "approvals", ["owner"])
    op.create_index("approvals_expires_at_idx", "approvals", ["expires_at"])


def downgrade() -> None:
    op.drop_table("approvals")
