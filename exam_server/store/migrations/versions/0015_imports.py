"""What was read from a file waits here for an author's yes."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_import",
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("intake", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_bank_import_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_import")),
    )
    with op.batch_alter_table("bank_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_import_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("bank_import")
