"""What the verification of a signed protocol came to; nothing for files that were brought before."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("signed_protocol") as table:
        table.add_column(sa.Column("reading", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("signed_protocol") as table:
        table.drop_column("reading")
