"""Withdrawals as orders, and how far the search for substitutes is."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawal_order",
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ordered_at", Instant(), nullable=False),
        sa.Column("ordered_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_withdrawal_order_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_order")),
    )
    op.create_index(op.f("ix_withdrawal_order_organisation_id"), "withdrawal_order", ["organisation_id"])
    op.create_table(
        "substitute_search",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_substitute_search_organisation_id")
        ),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_substitute_search")),
    )


def downgrade() -> None:
    op.drop_table("substitute_search")
    op.drop_table("withdrawal_order")
