"""From which browser a log-in is, and when it last proved whose it is."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("login_session") as table:
        table.add_column(sa.Column("browser", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("proved_at", Instant(), nullable=True))
    # A log-in proves who it is.
    op.execute("update login_session set proved_at = created_at")


def downgrade() -> None:
    with op.batch_alter_table("login_session") as table:
        table.drop_column("proved_at")
        table.drop_column("browser")
