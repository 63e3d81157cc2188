"""The threads that have an attachment besides the one it was first sent in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "chatkit_attachment_uses",
        sa.Column("attachment_id", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("attachment_id", "thread_id", name="chatkit_attachment_uses_pkey"),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["chatkit_attachments.id"],
            name="chatkit_attachment_uses_attachment_id_fkey",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["chatkit_threads.id"],
            name="chatkit_attachment_uses_thread_id_fkey",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "chatkit_attachment_uses_thread_id_idx", "chatkit_attachment_uses", ["thread_id"]
    )


def downgrade() -> None:
    op.drop_table("chatkit_attachment_uses")
