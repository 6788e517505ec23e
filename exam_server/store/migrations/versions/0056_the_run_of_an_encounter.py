"""Why a run stood still, what each card showed, and when each tablet was heard of."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("run_event", sa.Column("note", sa.String(), server_default="", nullable=False))
    op.create_table(
        "shown_card",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("at_seconds", sa.Integer(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_shown_card_account_id")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_shown_card_encounter_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_shown_card_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_card")),
        sa.UniqueConstraint(
            "encounter_id",
            "account_id",
            "device",
            "sequence",
            name=op.f("uq_shown_card_encounter_id_account_id_device_sequence"),
        ),
    )
    op.create_index(op.f("ix_shown_card_encounter_id"), "shown_card", ["encounter_id"])
    op.create_index(op.f("ix_shown_card_organisation_id"), "shown_card", ["organisation_id"])
    op.create_table(
        "tablet_contact",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("contact_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_tablet_contact_account_id")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_tablet_contact_encounter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_tablet_contact_organisation_id")
        ),
        sa.PrimaryKeyConstraint("encounter_id", "account_id", "card", name=op.f("pk_tablet_contact")),
    )


def downgrade() -> None:
    op.drop_table("tablet_contact")
    op.drop_table("shown_card")
    op.drop_column("run_event", "note")
