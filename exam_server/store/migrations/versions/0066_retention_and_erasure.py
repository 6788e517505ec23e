"""What is held back from erasure, orders of erasure by two people, and what they erased."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("held_at", Instant(), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        *_owned("retention_hold"),
    )
    op.create_index(op.f("ix_retention_hold_subject_id"), "retention_hold", ["subject_id"])
    op.create_table(
        "erasure_order",
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        *_owned("erasure_order"),
    )
    op.create_table(
        "erased_data",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("erased_at", Instant(), nullable=False),
        *_owned("erased_data"),
        sa.ForeignKeyConstraint(["order_id"], ["erasure_order.id"], name=op.f("fk_erased_data_order_id")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_erased_data_kind_subject_id")),
    )
    op.create_index(op.f("ix_erased_data_order_id"), "erased_data", ["order_id"])
    for table in ("retention_hold", "erasure_order", "erased_data"):
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def _owned(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    for table in ("erased_data", "erasure_order", "retention_hold"):
        op.drop_table(table)
