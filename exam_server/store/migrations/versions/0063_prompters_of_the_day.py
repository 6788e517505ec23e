"""Who prompts an encounter, as the day is planned."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("encounter") as batch:
        batch.add_column(sa.Column("prompter_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_encounter_prompter_id"), "account", ["prompter_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("encounter") as batch:
        batch.drop_constraint("fk_encounter_prompter_id", type_="foreignkey")
        batch.drop_column("prompter_id")
