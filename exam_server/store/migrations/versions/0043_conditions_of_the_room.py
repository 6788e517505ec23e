"""The signed checklist of a room, and deviations from it."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0043"
down_revision = "0038"
branch_labels = None
depends_on = None


def _make(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f(f"fk_{table}_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *([sa.UniqueConstraint("exam_id", name=op.f("uq_room_check_exam_id"))] if table == "room_check" else []),
    )
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def upgrade() -> None:
    _make(
        "room_check",
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("signed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("filled_at", Instant(), nullable=False),
        sa.Column("filled_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", Instant(), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
    )
    _make(
        "room_deviation",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
    )
    op.create_index(op.f("ix_room_deviation_exam_id"), "room_deviation", ["exam_id"])


def downgrade() -> None:
    for table in ("room_deviation", "room_check"):
        op.drop_table(table)
