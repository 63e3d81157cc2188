"""Feedback in the order in which it was given."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

_COLUMNS = ["saved_at", "thread_id", "item_id"]


def upgrade() -> None:
    op.create_index("chatkit_feedback_saved_at_thread_id_item_id_idx", "chatkit_feedback", _COLUMNS)


def downgrade() -> None:
    op.drop_index("chatkit_feedback_saved_at_thread_id_item_id_idx", "chatkit_feedback")
