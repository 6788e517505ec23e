"""Reasons for leaving findings of the item's check as they are."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding_waiver",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_finding_waiver_item_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_finding_waiver_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_waiver")),
    )
    op.create_index(op.f("ix_finding_waiver_item_id"), "finding_waiver", ["item_id"])
    op.create_index(op.f("ix_finding_waiver_organisation_id"), "finding_waiver", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("finding_waiver")
