"""Who an account's owner is at an identity provider, and what half a log-in was begun with."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_on",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("bound_at", Instant(), nullable=False),
        sa.Column("bound_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_on_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_sign_on_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_on")),
        sa.UniqueConstraint("account_id", "issuer", name=op.f("uq_sign_on_account_id_issuer")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_sign_on_issuer_subject")),
    )
    op.create_index(op.f("ix_sign_on_organisation_id"), "sign_on", ["organisation_id"])
    with op.batch_alter_table("half_login") as batch:
        batch.add_column(sa.Column("given", sa.String(), nullable=False, server_default="password"))


def downgrade() -> None:
    with op.batch_alter_table("half_login") as batch:
        batch.drop_column("given")
    op.drop_table("sign_on")
