"""What members say about a script's red flags."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "red_flag_word",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("flag", sa.String(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_red_flag_word_account_id")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_red_flag_word_encounter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_red_flag_word_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_red_flag_word")),
        sa.UniqueConstraint(
            "encounter_id", "account_id", "flag", name=op.f("uq_red_flag_word_encounter_id_account_id_flag")
        ),
    )
    op.create_index(op.f("ix_red_flag_word_organisation_id"), "red_flag_word", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("red_flag_word")
