"""What runs were for: an answer, a title or a summary."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("runs", sa.Column("purpose", sa.Text, nullable=False, server_default="answer"))


def downgrade() -> None:
    op.drop_column("runs", "purpose")
