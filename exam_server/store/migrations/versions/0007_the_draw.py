"""The draw: contributions to its seed, what was fixed when forms were drawn, and forms with further revisions."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from exam_server.store.base import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contribution",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_contribution_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contribution_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("exam_id", "role", "number", name=op.f("uq_contribution_exam_id_role_number")),
    )
    op.create_table(
        "draw",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("drawn_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_draw_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_draw_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("exam_id", name=op.f("uq_draw_exam_id")),
    )
    op.create_table(
        "substitution",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_substitution_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_substitution_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
        sa.UniqueConstraint("exam_id", "number", name=op.f("uq_substitution_exam_id_number")),
    )
    for table in ("contribution", "draw", "substitution"):
        op.create_index(op.f(f"ix_{table}_organisation_id"), table, ["organisation_id"], unique=False)
    op.add_column("exam", sa.Column("closed_at", Instant(), nullable=True))
    with op.batch_alter_table("test_form", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint("uq_test_form_exam_id_number", type_="unique")
        batch_op.create_unique_constraint("uq_test_form_exam_id_number_revision", ["exam_id", "number", "revision"])


def downgrade() -> None:
    replaced = op.get_bind().scalar(sa.text("select count(*) from test_form where revision > 1"))
    if replaced:
        raise CommandError(
            f"{replaced} test forms were replaced after an item was withdrawn, and revision 0006 keeps one form for each "
            "number. Nothing was changed. To go back, restore a backup from before the upgrade to 0007."
        )
    with op.batch_alter_table("test_form", schema=None) as batch_op:
        batch_op.drop_constraint("uq_test_form_exam_id_number_revision", type_="unique")
        batch_op.create_unique_constraint("uq_test_form_exam_id_number", ["exam_id", "number"])
        batch_op.drop_column("revision")
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_column("closed_at")
    for table in ("substitution", "draw", "contribution"):
        op.drop_index(op.f(f"ix_{table}_organisation_id"), table_name=table)
        op.drop_table(table)
