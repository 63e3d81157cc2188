"""Sessions by the one that they carry on: whether anybody still does is asked when one ends."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("chat_sessions_continues_idx", "chat_sessions", ["continues"])


def downgrade() -> None:
    op.drop_index("chat_sessions_continues_idx", "chat_sessions")
