"""What a ruling on a key says in its kind's own terms."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("key_ruling") as table:
        table.add_column(sa.Column("terms", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("key_ruling") as table:
        table.drop_column("terms")
