"""Grounds of accommodations, and who read them."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def _make(table: str, *columns: "sa.Column[object] | sa.ForeignKeyConstraint") -> None:
    op.create_table(
        table,
        sa.Column("case_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{table}_case_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def upgrade() -> None:
    _make(
        "accommodation_ground",
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
    )
    _make(
        "ground_view",
        sa.Column("ground_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("viewed_at", Instant(), nullable=False),
        sa.Column("viewed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ground_id"], ["accommodation_ground.id"], name=op.f("fk_ground_view_ground_id")),
    )


def downgrade() -> None:
    for table in ("ground_view", "accommodation_ground"):
        op.drop_table(table)
