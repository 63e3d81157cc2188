"""The sign-ins of users at the page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("id_token", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="sign_ins_pkey"),
        sa.UniqueConstraint("digest", name="sign_ins_digest_key"),
    )
    op.create_index("sign_ins_owner_idx", "sign_ins", ["owner"])
    op.create_index("sign_ins_expires_at_idx", "sign_ins", ["expires_at"])


def downgrade() -> None:
    op.drop_table("sign_ins")
