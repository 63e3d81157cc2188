"""Threads, items, attachments, feedback and the leases of runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence, DropSequence

revision = "0001"
down_revision = None

_activity = sa.Sequence("chatkit_activity")


def upgrade() -> None:
    if op.get_context().dialect.supports_sequences:
        op.execute(CreateSequence(_activity))
    op.create_table(
        "chatkit_threads",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("activity", sa.BigInteger, nullable=False),
        sa.Column("active_at", sa.Float, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="chatkit_threads_pkey"),
        sa.UniqueConstraint("activity", name="chatkit_threads_activity_key"),
    )
    op.create_index("chatkit_threads_owner_activity_idx", "chatkit_threads", ["owner", "activity"])
    op.create_table(
        "chatkit_items",
        sa.Column("thread_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("partial", sa.Boolean, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "id", name="chatkit_items_pkey"),
        sa.UniqueConstraint("thread_id", "position", name="chatkit_items_thread_id_position_key"),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["chatkit_threads.id"],
            name="chatkit_items_thread_id_fkey",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "chatkit_attachments",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="chatkit_attachments_pkey"),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["chatkit_threads.id"],
            name="chatkit_attachments_thread_id_fkey",
            ondelete="CASCADE",
        ),
    )
    op.create_index("chatkit_attachments_thread_id_idx", "chatkit_attachments", ["thread_id"])
    op.create_table(
        "chatkit_feedback",
        sa.Column("thread_id", sa.Text, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "item_id", name="chatkit_feedback_pkey"),
        sa.ForeignKeyConstraint(
            ["thread_id", "item_id"],
            ["chatkit_items.thread_id", "chatkit_items.id"],
            name="chatkit_feedback_thread_id_item_id_fkey",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "chatkit_run_leases",
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("thread_id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("instance", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="chatkit_run_leases_pkey"),
        sa.UniqueConstraint("thread_id", name="chatkit_run_leases_thread_id_key"),
    )
    op.create_index("chatkit_run_leases_instance_idx", "chatkit_run_leases", ["instance"])
    op.create_index("chatkit_run_leases_expires_at_idx", "chatkit_run_leases", ["expires_at"])


def downgrade() -> None:
    op.drop_table("chatkit_run_leases")
    op.drop_table("chatkit_feedback")
    op.drop_table("chatkit_attachments")
    op.drop_table("chatkit_items")
    op.drop_table("chatkit_threads")
    if op.get_context().dialect.supports_sequences:
        op.execute(DropSequence(_activity))
