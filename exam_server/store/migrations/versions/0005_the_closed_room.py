"""The closed room: address ranges of an exam, and the device and the end of an admission."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# A browser that was admitted before had no end of its own: it gets a day, as SQLite (microseconds) and PostgreSQL add.
A_DAY_LATER = {"sqlite": "admitted_at + 86400000000", "postgresql": "admitted_at + interval '1 day'"}


def upgrade() -> None:
    op.create_table(
        "closed_room",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("ranges", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_closed_room_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_closed_room_organisation_id")),
        sa.PrimaryKeyConstraint("exam_id", name=op.f("pk_closed_room")),
    )
    op.add_column("admission", sa.Column("device_digest", sa.String(), nullable=False, server_default=""))
    op.add_column("admission", sa.Column("ends_at", Instant(), nullable=True))
    op.execute(f"update admission set ends_at = {A_DAY_LATER[op.get_bind().dialect.name]}")  # noqa: S608


def downgrade() -> None:
    for name in ("ends_at", "device_digest"):
        op.drop_column("admission", name)
    op.drop_table("closed_room")
