"""What chat sessions have made and taken, and which one carries on which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("chat_sessions", sa.Column("continues", sa.Text))
    op.add_column(
        "chat_sessions", sa.Column("files", sa.Integer, nullable=False, server_default="0")
    )
    op.create_table(
        "session_threads",
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "thread_id", name="session_threads_pkey"),
    )
    op.create_index("session_threads_owner_idx", "session_threads", ["owner"])


def downgrade() -> None:
    op.drop_table("session_threads")
    op.drop_column("chat_sessions", "files")
    op.drop_column("chat_sessions", "continues")
