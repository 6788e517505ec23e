"""The way in of candidates who come for simulations alone."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_seat",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_digest", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("device_digest", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_run_seat_case_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_run_seat_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_run_seat_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_seat")),
        sa.UniqueConstraint("exam_id", "case_id", name=op.f("uq_run_seat_exam_id_case_id")),
        sa.UniqueConstraint("ticket_digest", name=op.f("uq_run_seat_ticket_digest")),
    )
    op.create_index(op.f("ix_run_seat_organisation_id"), "run_seat", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("run_seat")
