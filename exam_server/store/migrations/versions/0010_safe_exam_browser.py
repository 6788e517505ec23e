"""Safe Exam Browser: an exam's settings, checks of browsers, and what an admission proved."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind, default in (
        ("seb_settings", sa.String(), ""),
        ("seb_address", sa.String(), ""),
        ("exam_keys", sa.JSON(), "[]"),
    ):
        op.add_column("closed_room", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("admission", sa.Column("seb", sa.String(), nullable=False, server_default=""))
    op.add_column("admission", sa.Column("shows_keys", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("admission", sa.Column("misses", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("admission", sa.Column("held_at", Instant(), nullable=True))
    op.create_table(
        "seb_check",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("device_digest", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_seb_check_organisation_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_seb_check_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seb_check")),
        sa.UniqueConstraint("nonce", name=op.f("uq_seb_check_nonce")),
    )
    with op.batch_alter_table("seb_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seb_check_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seb_check_sitting_id"), ["sitting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("seb_check")
    for name in ("held_at", "misses", "shows_keys", "seb"):
        op.drop_column("admission", name)
    for name in ("exam_keys", "seb_address", "seb_settings"):
        op.drop_column("closed_room", name)
