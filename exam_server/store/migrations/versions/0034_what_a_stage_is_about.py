"""What a stage may show of a case that has something behind it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stage", sa.Column("criteria", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("stage", "criteria")
