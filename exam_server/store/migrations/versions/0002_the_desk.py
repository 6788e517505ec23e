"""The desk: incidents, accommodations, silences of seats, and how the seats stand in the room."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accommodation",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("factor_percent", sa.Integer(), nullable=False),
        sa.Column("break_seconds", sa.Integer(), nullable=False),
        sa.Column("larger_type", sa.Boolean(), nullable=False),
        sa.Column("read_aloud", sa.Boolean(), nullable=False),
        sa.Column("without_seb", sa.Boolean(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_accommodation_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_accommodation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_accommodation_case_id_number")),
    )
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accommodation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "contact_gap",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_contact_gap_organisation_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_contact_gap_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_gap")),
    )
    with op.batch_alter_table("contact_gap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_gap_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_gap_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "incident",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_incident_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_incident_organisation_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_incident_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_exam_id"), ["exam_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_organisation_id"), ["organisation_id"], unique=False)

    for name in ("room_rows", "room_columns"):
        op.add_column("exam", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sitting", sa.Column("beat_at", Instant(), nullable=True))
    for name in ("unsent", "position"):
        op.add_column("sitting", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("sitting_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("declined_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("code", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("document", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("gap_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_sitting_event_gap_id"), "contact_gap", ["gap_id"], ["id"])
    op.execute("update sitting_event set document = reason, reason = '' where kind = 'admitted'")


def downgrade() -> None:
    op.execute("update sitting_event set reason = document where kind = 'admitted'")
    with op.batch_alter_table("sitting_event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sitting_event_gap_id"), type_="foreignkey")
        batch_op.drop_column("gap_id")
        batch_op.drop_column("document")
        batch_op.drop_column("code")
        batch_op.drop_column("declined_by")

    for name in ("position", "unsent", "beat_at"):
        op.drop_column("sitting", name)
    for name in ("room_columns", "room_rows"):
        op.drop_column("exam", name)
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_incident_exam_id"))

    op.drop_table("incident")
    with op.batch_alter_table("contact_gap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_gap_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_contact_gap_organisation_id"))

    op.drop_table("contact_gap")
    with op.batch_alter_table("accommodation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accommodation_organisation_id"))

    op.drop_table("accommodation")
