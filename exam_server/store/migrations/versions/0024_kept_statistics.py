"""Statistics of item revisions, kept as they were measured last."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

FIGURES = ("facility", "facility_low", "facility_high", "discrimination", "discrimination_low", "discrimination_high")
FLAGS = ("too_easy", "too_hard", "weak", "suspicious_key", "too_few")
MARKED = """
    select distinct exam.organisation_id, edition.code from marking
    join sitting on sitting.id = marking.sitting_id
    join exam on exam.id = sitting.exam_id
    join edition on edition.id = exam.edition_id
"""


def upgrade() -> None:
    op.create_table(
        "item_figures",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sittings", sa.Integer(), nullable=False),
        sa.Column("exams", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=True) for name in FIGURES),
        sa.Column("suspicions", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in FLAGS),
        sa.Column("measured_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["item_revision.id"], name=op.f("fk_item_figures_revision_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_figures_item_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_item_figures_organisation_id")),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_item_figures")),
    )
    op.create_index(op.f("ix_item_figures_item_id"), "item_figures", ["item_id"])
    due = op.create_table(
        "figures_due",
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_figures_due_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures_due")),
    )
    op.create_index(op.f("ix_figures_due_organisation_id"), "figures_due", ["organisation_id"])
    _ask_for_all(op.get_bind(), due)


def _ask_for_all(connection: sa.Connection, due: sa.Table) -> None:
    """What was marked before is measured once the server runs."""
    marked = sa.text(MARKED).columns(sa.column("organisation_id", sa.Uuid()), sa.column("code", sa.String()))
    for organisation_id, code in connection.execute(marked).all():
        row = {"id": uuid4(), "organisation_id": organisation_id, "qualification": code}
        connection.execute(sa.insert(due), row)


def downgrade() -> None:
    op.drop_table("figures_due")
    op.drop_table("item_figures")
