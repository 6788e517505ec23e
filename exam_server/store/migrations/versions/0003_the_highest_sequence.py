"""The highest sequence of an admission: a save above it is new, and needs no look into the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("admission", sa.Column("highest", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "update admission set highest = coalesce((select max(e.sequence) from response_event e"
        " where e.sitting_id = admission.sitting_id and e.epoch = admission.epoch), 0)"
    )
    # The primary key begins with the same column.
    op.drop_index("ix_response_sitting_id", table_name="response")


def downgrade() -> None:
    op.create_index("ix_response_sitting_id", "response", ["sitting_id"])
    op.drop_column("admission", "highest")
