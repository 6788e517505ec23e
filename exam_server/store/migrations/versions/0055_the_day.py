"""How a day of simulations is planned, and who or what isn't there."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def _make(table: str, *columns: "sa.Column[object] | sa.UniqueConstraint") -> None:
    op.create_table(
        table,
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f(f"fk_{table}_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def upgrade() -> None:
    _make(
        "day_plan",
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("kept_at", Instant(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("exam_id", name=op.f("uq_day_plan_exam_id")),
    )
    _make(
        "day_absence",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", Instant(), nullable=True),
    )
    op.create_index(op.f("ix_day_absence_exam_id"), "day_absence", ["exam_id"])


def downgrade() -> None:
    for table in ("day_absence", "day_plan"):
        op.drop_table(table)
