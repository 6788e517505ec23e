"""Papers typed in: readings, decisions, and admissions by paper."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("admission", sa.Column("source", sa.String(), nullable=False, server_default="screen"))
    op.create_table(
        "transcript",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form_digest", sa.String(), nullable=False),
        sa.Column("responses", sa.JSON(), nullable=False),
        sa.Column("typed_by", sa.Uuid(), nullable=False),
        sa.Column("typed_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_transcript_sitting_id")),
        sa.ForeignKeyConstraint(["typed_by"], ["account.id"], name=op.f("fk_transcript_typed_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_transcript_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_transcript_sitting_id_number")),
    )
    op.create_index(op.f("ix_transcript_organisation_id"), "transcript", ["organisation_id"], unique=False)
    _create_decisions()


def _create_decisions() -> None:
    name = "transcript_decision"
    op.create_table(
        name,
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("on_screen", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f(f"fk_{name}_sitting_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f(f"fk_{name}_decided_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{name}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_sitting_id"), name, ["sitting_id"], unique=False)
    op.create_index(op.f(f"ix_{name}_organisation_id"), name, ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("transcript_decision")
    op.drop_table("transcript")
    op.drop_column("admission", "source")
