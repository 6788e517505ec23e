"""Stages on days and places of their own with their steps; documents, declarations and what they're mapped to."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stage", sa.Column("planned_on", sa.Date(), nullable=True))
    op.add_column("stage", sa.Column("place", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "stage_step",
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        *_owned("stage_step", "stage"),
    )
    _index("stage_step", "stage_id", "organisation_id")
    op.create_table(
        "document",
        *_piece(),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=False),
        *_owned("document", "case", "stage"),
    )
    _index("document", "case_id", "stage_id", "organisation_id")
    op.create_table(
        "declaration",
        *_piece(),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        *_owned("declaration", "case", "stage"),
    )
    _index("declaration", "case_id", "stage_id", "organisation_id")
    op.create_table(
        "mapping",
        *_piece(),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("declaration_id", sa.Uuid(), nullable=True),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False, server_default=""),
        sa.Column("why", sa.String(), nullable=False),
        *_owned("mapping", "case", "stage", "document", "declaration"),
        sa.CheckConstraint("(document_id is null) <> (declaration_id is null)", name=op.f("ck_mapping_one_source")),
    )
    _index("mapping", "case_id", "stage_id", "document_id", "declaration_id", "organisation_id")


def _piece() -> list[sa.Column[object]]:
    return [
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
    ]


def _owned(table: str, *others: str) -> list[sa.schema.SchemaItem]:
    keys = [(f"{other}_id", other) for other in (*others, "organisation")]
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, other in keys
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("mapping", "declaration", "document", "stage_step"):
        op.drop_table(table)
    with op.batch_alter_table("stage") as batch:
        batch.drop_column("place")
        batch.drop_column("planned_on")
