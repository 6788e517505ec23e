"""Proofs in words, scans of members' documents, withdrawn declarations, recognitions that were taken back."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0038"
down_revision = "0040"
branch_labels = None
depends_on = None


def _make(table: str, reference: str, of: str, *columns: Any, unique: tuple[str, ...] = ()) -> None:
    op.create_table(
        table,
        sa.Column(reference, sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([reference], [f"{of}.id"], name=op.f(f"fk_{table}_{reference}")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *([sa.UniqueConstraint(*unique, name=op.f(f"uq_{table}_{'_'.join(unique)}"))] if unique else []),
    )
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def upgrade() -> None:
    op.add_column("commission_seat", sa.Column("proof_text", sa.String(), server_default="", nullable=False))
    _make(
        "credential_file",
        "document_id",
        "credential_document",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("file_name", "kind", "media_type")),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("content_hash", "source_hash")),
        sa.Column("brought_at", Instant(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=True),
    )
    op.create_index(op.f("ix_credential_file_document_id"), "credential_file", ["document_id"])
    _make(
        "declaration_withdrawal",
        "declaration_id",
        "member_declaration",
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        unique=("declaration_id",),
    )
    _make(
        "recognition_withdrawal",
        "recognition_id",
        "recognition",
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_recognition_withdrawal_made_by")),
        unique=("recognition_id", "step"),
    )


def downgrade() -> None:
    for table in ("recognition_withdrawal", "declaration_withdrawal", "credential_file"):
        op.drop_table(table)
    op.drop_column("commission_seat", "proof_text")
