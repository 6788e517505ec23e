"""Earlier achievements that a commission recognises, with votes and confirmations."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def _make(table: str, keys: dict[str, str], *columns: sa.schema.SchemaItem) -> None:
    keys = {**keys, "organisation_id": "organisation"}
    op.create_table(
        table,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("id", *keys)),
        *columns,
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, target in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def _some(kind: Callable[[], Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind(), nullable=False) for name in names]


def upgrade() -> None:
    _make(
        "recognition",
        {"case_id": "case", "document_id": "document", "proposed_by": "account"},
        *_some(sa.String, "code", "kind", "name", "number", "issuer", "record_hash"),
        *_some(sa.JSON, "criteria"),
        *_some(sa.Date, "issued_on"),
        sa.Column("valid_until", sa.Date(), nullable=True),
        *_some(Instant, "proposed_at"),
    )
    op.create_index(op.f("ix_recognition_case_id"), "recognition", ["case_id"])
    _make(
        "recognition_vote",
        {"recognition_id": "recognition", "account_id": "account"},
        *_some(sa.Boolean, "accepts"),
        *_some(sa.String, "why"),
        *_some(Instant, "voted_at"),
        sa.UniqueConstraint("recognition_id", "account_id", name=op.f("uq_recognition_vote_recognition_id_account_id")),
    )
    _make(
        "recognition_confirmation",
        {"recognition_id": "recognition", "confirmed_by": "account"},
        *_some(sa.Boolean, "accepted"),
        *_some(sa.String, "by_rule"),
        *_some(sa.JSON, "ballots"),
        *_some(Instant, "confirmed_at"),
        sa.UniqueConstraint("recognition_id", name=op.f("uq_recognition_confirmation_recognition_id")),
    )


def downgrade() -> None:
    for table in ("recognition_confirmation", "recognition_vote", "recognition"):
        op.drop_table(table)
