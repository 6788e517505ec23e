"""Judgements of mappings, their seals, second votes, and what was settled from them."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _make(table: str, keys: dict[str, str], *columns: sa.schema.SchemaItem) -> None:
    keys = {"case_id": "case", **keys, "organisation_id": "organisation"}
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
    _index(table, "organisation_id")


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _some(kind: Callable[[], Any], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind(), nullable=False) for name in names]


def upgrade() -> None:
    _make(
        "judgement",
        {"mapping_id": "mapping", "account_id": "account"},
        *_some(sa.Boolean, "is_sufficient", "is_current", "is_authentic"),
        *_some(sa.String, "sufficient_why", "current_why", "authentic_why"),
        sa.Column("judged_at", Instant(), nullable=False),
    )
    _index("judgement", "case_id")
    _make(
        "judgement_seal",
        {"account_id": "account"},
        *_some(sa.JSON, "mappings"),
        *_some(sa.String, "sheet_hash"),
        sa.Column("sealed_at", Instant(), nullable=False),
    )
    _index("judgement_seal", "case_id")
    once = ("case_id", "criterion", "part", "basis", "account_id")
    _make(
        "judgement_vote",
        {"account_id": "account"},
        *_some(sa.String, "criterion", "part", "basis", "why"),
        *_some(sa.Boolean, "accepts"),
        sa.Column("voted_at", Instant(), nullable=False),
        sa.UniqueConstraint(*once, name=op.f(f"uq_judgement_vote_{'_'.join(once)}")),
    )
    _make(
        "settlement",
        {"evidence_id": "evidence"},
        *_some(sa.String, "criterion", "part", "by_rule"),
        *_some(sa.JSON, "mappings", "ballots"),
        *_some(sa.Boolean, "accepted"),
        sa.Column("settled_at", Instant(), nullable=False),
    )
    _index("settlement", "case_id")
    _index("settlement", "evidence_id")


def downgrade() -> None:
    for table in ("settlement", "judgement_vote", "judgement_seal", "judgement"):
        op.drop_table(table)
