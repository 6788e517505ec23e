"""Sources that items cite, and amendments of law with what they do to items."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        _key("source", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint(
            "organisation_id",
            "qualification",
            "code",
            "number",
            name=op.f("uq_source_organisation_id_qualification_code_number"),
        ),
    )
    op.create_table(
        "amendment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("carried_out_at", Instant(), nullable=True),
        _key("amendment", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    op.create_table(
        "amendment_item",
        sa.Column("amendment_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        _key("amendment_item", "amendment_id", "amendment"),
        _key("amendment_item", "item_id", "item"),
        _key("amendment_item", "organisation_id", "organisation"),
        _key("amendment_item", "revision_id", "item_revision"),
        sa.PrimaryKeyConstraint("amendment_id", "item_id", name=op.f("pk_amendment_item")),
    )
    for table in ("source", "amendment"):
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def downgrade() -> None:
    for table in ("amendment_item", "amendment", "source"):
        op.drop_table(table)
