"""What was said in a thread up to an item, for models that are not told it in full any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "chatkit_summaries",
        sa.Column("thread_id", sa.Text, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("thread_id", name="chatkit_summaries_pkey"),
        sa.ForeignKeyConstraint(
            ["thread_id", "item_id"],
            ["chatkit_items.thread_id", "chatkit_items.id"],
            name="chatkit_summaries_thread_id_item_id_fkey",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("chatkit_summaries")
