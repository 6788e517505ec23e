"""Self-assessments of candidates, and their advisors' views and notes."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, empty in (("self_assessment", None), ("advisor_note", "")):
        op.create_table(
            table,
            sa.Column("case_id", sa.Uuid(), nullable=False),
            sa.Column("criterion", sa.String(), nullable=False, server_default=empty),
            sa.Column("level", sa.String(), nullable=False, server_default=empty),
            sa.Column("words", sa.String(), nullable=False),
            sa.Column("made_at", Instant(), nullable=False),
            sa.Column("made_by", sa.Uuid(), nullable=True),
            sa.Column("id", sa.Uuid(), nullable=False),
            sa.Column("organisation_id", sa.Uuid(), nullable=False),
            sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f(f"fk_{table}_case_id")),
            sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def downgrade() -> None:
    op.drop_table("advisor_note")
    op.drop_table("self_assessment")
