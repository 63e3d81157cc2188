"""What is known of the bytes of attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "chatkit_files",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("version", sa.Text),
        sa.Column("media_type", sa.Text),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text),
        sa.Column("touched_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="chatkit_files_pkey"),
    )
    op.create_index("chatkit_files_owner_idx", "chatkit_files", ["owner"])
    op.create_index("chatkit_files_touched_at_idx", "chatkit_files", ["touched_at"])


def downgrade() -> None:
    op.drop_table("chatkit_files")
