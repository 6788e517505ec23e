"""Rulings on keys that were found wrong after an exam."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_ruling",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("declined_at", Instant(), nullable=True),
        sa.Column("declined_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_key_ruling_organisation_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["item_revision.id"], name=op.f("fk_key_ruling_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_ruling")),
    )
    op.create_index(op.f("ix_key_ruling_organisation_id"), "key_ruling", ["organisation_id"])
    op.create_index(op.f("ix_key_ruling_revision_id"), "key_ruling", ["revision_id"])


def downgrade() -> None:
    op.drop_table("key_ruling")
