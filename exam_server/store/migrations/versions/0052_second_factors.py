"""Authenticator apps, recovery codes, half log-ins, and resets of lost factors by two people."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def _make(table: str, *columns: "sa.Column[Any]", unique: str = "") -> None:
    """A table of an organisation whose rows belong to accounts."""
    constraints = [
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
    if unique:
        constraints.append(sa.UniqueConstraint(unique, name=op.f(f"uq_{table}_{unique}")))
    op.create_table(
        table,
        sa.Column("account_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *constraints,
    )
    for column in ("account_id", "organisation_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    _make(
        "totp",
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("taken_step", sa.Integer(), nullable=True),
    )
    _make(
        "recovery_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        unique="digest",
    )
    _make(
        "half_login",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        unique="token_hash",
    )
    _make(
        "factor_reset",
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
    )
    with op.batch_alter_table("login_session") as table:
        table.add_column(sa.Column("must_set_up", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("factor_asked_at", Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.drop_column("factor_asked_at")
    with op.batch_alter_table("login_session") as table:
        table.drop_column("must_set_up")
    for name in ("factor_reset", "half_login", "recovery_code", "totp"):
        op.drop_table(name)
