"""Written responses: pieces under pseudonyms, members' shares, sealed marks, results."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def _make(
    table: str, references: dict[str, str], *columns: sa.Column[object], unique: tuple[tuple[str, ...], ...]
) -> None:
    op.create_table(
        table,
        *(sa.Column(column, sa.Uuid(), nullable=False) for column in references),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, of in references.items()
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(sa.UniqueConstraint(*each, name=op.f(f"uq_{table}_{'_'.join(each)}")) for each in unique),
    )
    op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"])


def upgrade() -> None:
    _make(
        "written_piece",
        {"sitting_id": "sitting", "revision_id": "item_revision"},
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("response_hash", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        unique=(("sitting_id", "position", "response_hash"), ("organisation_id", "code")),
    )
    _make(
        "marking_share",
        {"piece_id": "written_piece", "account_id": "account"},
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("sealed_at", Instant(), nullable=True),
        sa.Column("sheet_hash", sa.String(), nullable=False),
        unique=(("piece_id", "account_id"),),
    )
    _make(
        "mark_given",
        {"share_id": "marking_share"},
        sa.Column("element", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        unique=(("share_id", "element"),),
    )
    _make(
        "written_result",
        {"piece_id": "written_piece"},
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("by_rule", sa.String(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=False),
        unique=(("piece_id", "number"),),
    )


def downgrade() -> None:
    for table in ("written_result", "mark_given", "marking_share", "written_piece"):
        op.drop_table(table)
