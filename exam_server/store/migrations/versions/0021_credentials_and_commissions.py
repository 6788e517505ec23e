"""What members prove, trainings, commissions with their seats, recusals, and advisors of cases."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training",
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_training_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(op.f("ix_training_organisation_id"), "training", ["organisation_id"])
    op.create_table(
        "credential_period",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credential_period_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_period_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_period")),
    )
    op.create_index(op.f("ix_credential_period_organisation_id"), "credential_period", ["organisation_id"])
    op.create_index(op.f("ix_credential_period_person_id"), "credential_period", ["person_id"])
    op.create_table(
        "member_declaration",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_member_declaration_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_declaration_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_declaration")),
    )
    op.create_index(op.f("ix_member_declaration_organisation_id"), "member_declaration", ["organisation_id"])
    op.create_index(op.f("ix_member_declaration_person_id"), "member_declaration", ["person_id"])
    op.create_table(
        "member_education",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_member_education_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_education_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_education")),
    )
    op.create_index(op.f("ix_member_education_organisation_id"), "member_education", ["organisation_id"])
    op.create_index(op.f("ix_member_education_person_id"), "member_education", ["person_id"])
    op.create_table(
        "training_part",
        sa.Column("training_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_part_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_part_person_id")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_part_training_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_part")),
        sa.UniqueConstraint(
            "training_id", "person_id", "part", name=op.f("uq_training_part_training_id_person_id_part")
        ),
    )
    op.create_index(op.f("ix_training_part_organisation_id"), "training_part", ["organisation_id"])
    op.create_index(op.f("ix_training_part_person_id"), "training_part", ["person_id"])
    op.create_table(
        "case_advisor",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_advisor_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_advisor_case_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_case_advisor_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_advisor")),
        sa.UniqueConstraint("case_id", "account_id", name=op.f("uq_case_advisor_case_id_account_id")),
    )
    op.create_index(op.f("ix_case_advisor_organisation_id"), "case_advisor", ["organisation_id"])
    op.create_table(
        "credential_document",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=True),
        sa.Column("education_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("shows", sa.JSON(), nullable=False),
        sa.Column("verified_at", Instant(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["education_id"], ["member_education.id"], name=op.f("fk_credential_document_education_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credential_document_organisation_id")
        ),
        sa.ForeignKeyConstraint(["period_id"], ["credential_period.id"], name=op.f("fk_credential_document_period_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_document_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_document")),
    )
    op.create_index(op.f("ix_credential_document_organisation_id"), "credential_document", ["organisation_id"])
    op.create_index(op.f("ix_credential_document_person_id"), "credential_document", ["person_id"])
    op.create_table(
        "recusal",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recusal_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_recusal_case_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_recusal_organisation_id")),
        sa.ForeignKeyConstraint(["replaced_by"], ["account.id"], name=op.f("fk_recusal_replaced_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("case_id", "account_id", name=op.f("uq_recusal_case_id_account_id")),
    )
    op.create_index(op.f("ix_recusal_organisation_id"), "recusal", ["organisation_id"])
    op.create_table(
        "commission",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("appointed_at", Instant(), nullable=False),
        sa.Column("appointed_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_commission_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_commission_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission")),
        sa.UniqueConstraint("exam_id", "number", name=op.f("uq_commission_exam_id_number")),
    )
    op.create_index(op.f("ix_commission_organisation_id"), "commission", ["organisation_id"])
    op.create_table(
        "commission_seat",
        sa.Column("commission_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("educated", sa.Boolean(), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_commission_seat_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_commission_seat_case_id")),
        sa.ForeignKeyConstraint(["commission_id"], ["commission.id"], name=op.f("fk_commission_seat_commission_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_commission_seat_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commission_seat")),
        sa.UniqueConstraint(
            "commission_id", "account_id", "case_id", name=op.f("uq_commission_seat_commission_id_account_id_case_id")
        ),
    )
    op.create_index(op.f("ix_commission_seat_organisation_id"), "commission_seat", ["organisation_id"])
    op.add_column("encounter_assessor", sa.Column("left_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("encounter_assessor", "left_at")
    for table in (
        "commission_seat",
        "commission",
        "recusal",
        "credential_document",
        "case_advisor",
        "training_part",
        "member_education",
        "member_declaration",
        "credential_period",
        "training",
    ):
        op.drop_table(table)
