"""What each marked sitting gave, kept in one small row."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0036"
branch_labels = None
depends_on = None

MARKED = """
    select distinct exam.organisation_id, edition.code from marking
    join sitting on sitting.id = marking.sitting_id
    join exam on exam.id = sitting.exam_id
    join edition on edition.id = exam.edition_id
"""


def upgrade() -> None:
    op.create_table(
        "sitting_figures",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("packed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_figures_sitting_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_sitting_figures_exam_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sitting_figures_organisation_id")
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sitting_figures")),
    )
    op.create_index(op.f("ix_sitting_figures_exam_id"), "sitting_figures", ["exam_id"])
    _ask_for_all(op.get_bind())


def _ask_for_all(connection: sa.Connection) -> None:
    """What was marked before is kept once the server runs: it does so before it measures a bank."""
    due = sa.table(
        "figures_due",
        sa.column("id", sa.Uuid()),
        sa.column("organisation_id", sa.Uuid()),
        sa.column("qualification", sa.String()),
    )
    marked = sa.text(MARKED).columns(sa.column("organisation_id", sa.Uuid()), sa.column("code", sa.String()))
    for organisation_id, code in connection.execute(marked).all():
        row = {"id": uuid4(), "organisation_id": organisation_id, "qualification": code}
        connection.execute(sa.insert(due), row)


def downgrade() -> None:
    op.drop_table("sitting_figures")
