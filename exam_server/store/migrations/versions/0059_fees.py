"""Fees by qualification, and the accounts of cases."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fee",
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_fee_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee")),
    )
    op.create_index(op.f("ix_fee_organisation_id"), "fee", ["organisation_id"])
    op.create_index(op.f("ix_fee_qualification"), "fee", ["qualification"])
    op.create_table(
        "payment",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("let_off", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("voids", sa.Uuid(), nullable=True),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_payment_case_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_payment_organisation_id")),
        sa.ForeignKeyConstraint(["voids"], ["payment.id"], name=op.f("fk_payment_voids")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("voids", name=op.f("uq_payment_voids")),
    )
    op.create_index(op.f("ix_payment_organisation_id"), "payment", ["organisation_id"])
    op.create_index(op.f("ix_payment_case_id"), "payment", ["case_id"])


def downgrade() -> None:
    op.drop_table("payment")
    op.drop_table("fee")
