"""An item's way: steps, reviews, comments, reviewers' outcomes; and why a revision was made."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.add_column("item_revision", sa.Column("reason", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "item_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("before_revision_id", sa.Uuid(), nullable=False),
        sa.Column("after_revision_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        _key("item_step", "organisation_id", "organisation"),
        _key("item_step", "item_id", "item"),
        _key("item_step", "before_revision_id", "item_revision"),
        _key("item_step", "after_revision_id", "item_revision"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_step")),
    )
    op.create_table(
        "item_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("angoff", sa.Double(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        _key("item_review", "organisation_id", "organisation"),
        _key("item_review", "item_id", "item"),
        _key("item_review", "revision_id", "item_revision"),
        _key("item_review", "reviewer_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_review")),
    )
    op.create_table(
        "item_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        _key("item_comment", "organisation_id", "organisation"),
        _key("item_comment", "item_id", "item"),
        _key("item_comment", "revision_id", "item_revision"),
        _key("item_comment", "made_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_comment")),
    )
    op.create_table(
        "reviewer_outcome",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        _key("reviewer_outcome", "account_id", "account"),
        _key("reviewer_outcome", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("account_id", "qualification", "outcome", name=op.f("pk_reviewer_outcome")),
    )
    for table, columns in (
        ("item_step", ("organisation_id", "item_id", "act_id", "undoes")),
        ("item_review", ("organisation_id", "item_id", "revision_id")),
        ("item_comment", ("organisation_id", "item_id")),
    ):
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("reviewer_outcome", "item_comment", "item_review", "item_step"):
        op.drop_table(table)
    op.drop_column("item_revision", "reason")
