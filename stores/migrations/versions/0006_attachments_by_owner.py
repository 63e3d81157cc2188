"""An owner's attachments in the order of their ids."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index("chatkit_attachments_owner_id_idx", "chatkit_attachments", ["owner", "id"])


def downgrade() -> None:
    op.drop_index("chatkit_attachments_owner_id_idx", "chatkit_attachments")
