"""Who of the staff opened whose pages and files, and when."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_view",
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_personal_view_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_view")),
    )
    op.create_index(op.f("ix_personal_view_subject_id"), "personal_view", ["subject_id"])
    op.create_index(op.f("ix_personal_view_organisation_id"), "personal_view", ["organisation_id"])
    op.create_index(
        op.f("ix_personal_view_organisation_id_personal_view_at"), "personal_view", ["organisation_id", "at"]
    )


def downgrade() -> None:
    op.drop_table("personal_view")
