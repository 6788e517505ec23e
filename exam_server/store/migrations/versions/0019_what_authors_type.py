"""Drafts of authors' forms."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_draft",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_form_draft_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_form_draft_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_draft")),
    )
    op.create_index(op.f("ix_form_draft_account_id"), "form_draft", ["account_id"])
    op.create_index(op.f("ix_form_draft_organisation_id"), "form_draft", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("form_draft")
