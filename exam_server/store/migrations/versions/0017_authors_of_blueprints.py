"""Who made a revision of a blueprint."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("blueprint") as table:
        table.add_column(sa.Column("made_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("blueprint") as table:
        table.drop_column("made_by")
