"""Decisions of the commission with their votes and confirmations, and notes of the conversation."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("open_reason", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("record_hash", sa.String(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("rule_version", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        _key("decision", "case_id", "case"),
        _key("decision", "plan_id", "plan"),
        _key("decision", "proposed_by", "account"),
        _key("decision", "supersedes", "decision"),
        sa.UniqueConstraint("supersedes", name=op.f("uq_decision_supersedes")),
        *_owned("decision"),
    )
    op.create_table(
        "decision_vote",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("voted_at", Instant(), nullable=False),
        _key("decision_vote", "decision_id", "decision"),
        _key("decision_vote", "account_id", "account"),
        sa.UniqueConstraint("decision_id", "account_id", name=op.f("uq_decision_vote_decision_id_account_id")),
        *_owned("decision_vote"),
    )
    op.create_table(
        "decision_confirmation",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("open_reason", sa.String(), nullable=True),
        sa.Column("by_rule", sa.String(), nullable=False),
        sa.Column("dissent", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        _key("decision_confirmation", "decision_id", "decision"),
        _key("decision_confirmation", "confirmed_by", "account"),
        sa.UniqueConstraint("decision_id", name=op.f("uq_decision_confirmation_decision_id")),
        *_owned("decision_confirmation"),
    )
    op.create_table(
        "agenda_note",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        _key("agenda_note", "case_id", "case"),
        _key("agenda_note", "evidence_id", "evidence"),
        _key("agenda_note", "noted_by", "account"),
        *_owned("agenda_note"),
    )
    for table, column in (("decision", "case_id"), ("agenda_note", "case_id")):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for table in ("decision", "decision_vote", "decision_confirmation", "agenda_note"):
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def downgrade() -> None:
    for table in ("agenda_note", "decision_confirmation", "decision_vote", "decision"):
        op.drop_table(table)
