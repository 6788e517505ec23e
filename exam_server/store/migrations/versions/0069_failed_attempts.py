"""Attempts that failed, of the last day."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failed_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_failed_attempt_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_attempt")),
    )
    op.create_index(op.f("ix_failed_attempt_at"), "failed_attempt", ["at"])


def downgrade() -> None:
    op.drop_table("failed_attempt")
