"""Consents, preceding qualifications that were shown, and decisions on conditions."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make("consent", "case", _column("kind"), sa.Column("given", sa.Boolean(), nullable=False), *_said("said"))
    _make("preceding_qualification", "case", sa.Column("shown", sa.Boolean(), nullable=False), *_said("noted"))
    _make("condition_decision", "edition", _column("policy"), _column("reason"), *_said("decided"))


def _column(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _said(verb: str) -> tuple[sa.schema.SchemaItem, ...]:
    return sa.Column(f"{verb}_at", Instant(), nullable=False), sa.Column(f"{verb}_by", sa.Uuid(), nullable=True)


def _make(table: str, of: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column(f"{of}_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=op.f(f"fk_{table}_{of}_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_{of}_id"), table, [f"{of}_id"])
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def downgrade() -> None:
    for table in ("condition_decision", "preceding_qualification", "consent"):
        op.drop_table(table)
