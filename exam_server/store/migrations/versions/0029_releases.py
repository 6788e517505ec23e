"""Releases by two people, and inspections with their log."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def _make(table: str, of: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column(f"{of}_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=op.f(f"fk_{table}_{of}_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_{of}_id"), table, [f"{of}_id"])
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def upgrade() -> None:
    _make(
        "release",
        "exam",
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
    )
    _make(
        "inspection",
        "case",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
    )
    _make(
        "inspection_view",
        "inspection",
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
    )


def downgrade() -> None:
    for table in ("inspection_view", "inspection", "release"):
        op.drop_table(table)
