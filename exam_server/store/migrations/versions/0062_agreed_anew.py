"""The rule of moderation as it held when an encounter was opened, and which of its agreements counts."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("encounter", sa.Column("largest_gap", sa.Integer(), server_default="1", nullable=False))
    op.add_column("encounter", sa.Column("tie", sa.String(), server_default="chair", nullable=False))
    op.add_column("encounter", sa.Column("round", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("agreed_rating") as batch:
        batch.add_column(sa.Column("round", sa.Integer(), server_default="1", nullable=False))
        batch.drop_constraint("uq_agreed_rating_encounter_id_criterion", type_="unique")
        batch.create_unique_constraint(
            op.f("uq_agreed_rating_encounter_id_criterion_round"), ["encounter_id", "criterion", "round"]
        )


def downgrade() -> None:
    # What was agreed before an exclusion has no place there.
    op.execute("delete from agreed_rating where round < (select round from encounter where id = encounter_id)")
    with op.batch_alter_table("agreed_rating") as batch:
        batch.drop_constraint("uq_agreed_rating_encounter_id_criterion_round", type_="unique")
        batch.drop_column("round")
        batch.create_unique_constraint(op.f("uq_agreed_rating_encounter_id_criterion"), ["encounter_id", "criterion"])
    for column in ("round", "tie", "largest_gap"):
        op.drop_column("encounter", column)
