"""Who made a scenario's revision and why, and what reviewers said of it."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scenario_revision", sa.Column("made_by", sa.Uuid(), nullable=True))
    op.add_column("scenario_revision", sa.Column("reason", sa.String(), server_default="", nullable=False))
    op.create_table(
        "scenario_review",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_scenario_review_organisation_id")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name=op.f("fk_scenario_review_reviewer_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["scenario_revision.id"], name=op.f("fk_scenario_review_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_review")),
    )
    op.create_index(op.f("ix_scenario_review_organisation_id"), "scenario_review", ["organisation_id"])
    op.create_index(op.f("ix_scenario_review_revision_id"), "scenario_review", ["revision_id"])


def downgrade() -> None:
    op.drop_table("scenario_review")
    op.drop_column("scenario_revision", "reason")
    op.drop_column("scenario_revision", "made_by")
