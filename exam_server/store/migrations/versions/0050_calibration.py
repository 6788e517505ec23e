"""What assessors gave to vignettes before a day."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calibration",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("scenario_revision_id", sa.Uuid(), nullable=False),
        sa.Column("vignette", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_calibration_exam_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calibration_account_id")),
        sa.ForeignKeyConstraint(
            ["scenario_revision_id"], ["scenario_revision.id"], name=op.f("fk_calibration_scenario_revision_id")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_calibration_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
        sa.UniqueConstraint(
            "exam_id",
            "account_id",
            "scenario_revision_id",
            "vignette",
            name=op.f("uq_calibration_exam_id_account_id_scenario_revision_id_vignette"),
        ),
    )
    op.create_index(op.f("ix_calibration_organisation_id"), "calibration", ["organisation_id"])
    op.create_index(op.f("ix_calibration_exam_id"), "calibration", ["exam_id"])


def downgrade() -> None:
    op.drop_table("calibration")
