"""An owner's threads in the order in which they were made."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("chatkit_threads_owner_id_idx", "chatkit_threads", ["owner", "id"])


def downgrade() -> None:
    op.drop_index("chatkit_threads_owner_id_idx", "chatkit_threads")
