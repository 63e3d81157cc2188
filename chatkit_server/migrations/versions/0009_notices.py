"""What everybody who chats is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("seq", name="notices_pkey"),
    )


def downgrade() -> None:
    op.drop_table("notices")
