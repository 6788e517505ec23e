"""Rehearsals of a room: exams with bots for candidates, and the cases that are nobody's."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("exam", "case"):
        op.add_column(table, sa.Column("rehearsal", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("exam", "case"):
        op.drop_column(table, "rehearsal")
