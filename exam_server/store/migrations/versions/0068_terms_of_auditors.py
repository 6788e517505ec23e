"""For how long accounts of auditors hold."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_term",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_term_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_term_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_term")),
    )
    op.create_index(op.f("ix_account_term_account_id"), "account_term", ["account_id"])
    op.create_index(op.f("ix_account_term_organisation_id"), "account_term", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("account_term")
