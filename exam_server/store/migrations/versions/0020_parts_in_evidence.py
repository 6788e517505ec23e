"""Evidence of a criterion's parts."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evidence", sa.Column("part", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("evidence", "part")
