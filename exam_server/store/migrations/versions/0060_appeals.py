"""Appeals: what was filed, its steps, who decides, their views, rulings and what they made."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Uuid(), nullable=True),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("filed_at", Instant(), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appeal_case_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_appeal_stage_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["item_revision.id"], name=op.f("fk_appeal_revision_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["account.id"], name=op.f("fk_appeal_filed_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_appeal_organisation_id_number")),
    )
    op.create_index(op.f("ix_appeal_case_id"), "appeal", ["case_id"])
    op.create_index(op.f("ix_appeal_stage_id"), "appeal", ["stage_id"])
    op.create_index(op.f("ix_appeal_organisation_id"), "appeal", ["organisation_id"])
    op.create_table(
        "appeal_document",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("source_hash", sa.String(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_document_appeal_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_document_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_document")),
    )
    op.create_index(op.f("ix_appeal_document_appeal_id"), "appeal_document", ["appeal_id"])
    op.create_index(op.f("ix_appeal_document_organisation_id"), "appeal_document", ["organisation_id"])
    op.create_table(
        "appeal_step",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_step_appeal_id")),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_appeal_step_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_step_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_step")),
    )
    op.create_index(op.f("ix_appeal_step_appeal_id"), "appeal_step", ["appeal_id"])
    op.create_index(op.f("ix_appeal_step_organisation_id"), "appeal_step", ["organisation_id"])
    op.create_table(
        "appeal_seat",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("educated", sa.Boolean(), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("proof_text", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_seat_appeal_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_appeal_seat_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_seat_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_seat")),
        sa.UniqueConstraint(
            "appeal_id", "number", "account_id", name=op.f("uq_appeal_seat_appeal_id_number_account_id")
        ),
    )
    op.create_index(op.f("ix_appeal_seat_account_id"), "appeal_seat", ["account_id"])
    op.create_index(op.f("ix_appeal_seat_organisation_id"), "appeal_seat", ["organisation_id"])
    op.create_table(
        "appeal_opinion",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("repeat", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_opinion_appeal_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_appeal_opinion_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_opinion_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_opinion")),
        sa.UniqueConstraint("appeal_id", "account_id", name=op.f("uq_appeal_opinion_appeal_id_account_id")),
    )
    op.create_index(op.f("ix_appeal_opinion_organisation_id"), "appeal_opinion", ["organisation_id"])
    op.create_table(
        "appeal_ruling",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_ruling_appeal_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_appeal_ruling_proposed_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_ruling_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_ruling")),
    )
    op.create_index(op.f("ix_appeal_ruling_appeal_id"), "appeal_ruling", ["appeal_id"])
    op.create_index(op.f("ix_appeal_ruling_organisation_id"), "appeal_ruling", ["organisation_id"])
    op.create_table(
        "appeal_point",
        sa.Column("ruling_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["ruling_id"], ["appeal_ruling.id"], name=op.f("fk_appeal_point_ruling_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_appeal_point_evidence_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_appeal_point_decision_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_point_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_point")),
        sa.UniqueConstraint("ruling_id", "criterion", name=op.f("uq_appeal_point_ruling_id_criterion")),
    )
    op.create_index(op.f("ix_appeal_point_decision_id"), "appeal_point", ["decision_id"])
    op.create_index(op.f("ix_appeal_point_organisation_id"), "appeal_point", ["organisation_id"])
    op.create_table(
        "appeal_repeat",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("involved", sa.JSON(), nullable=False),
        sa.Column("planned_at", Instant(), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_repeat_appeal_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appeal_repeat_case_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_appeal_repeat_exam_id")),
        sa.ForeignKeyConstraint(["planned_by"], ["account.id"], name=op.f("fk_appeal_repeat_planned_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appeal_repeat_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_repeat")),
        sa.UniqueConstraint("appeal_id", name=op.f("uq_appeal_repeat_appeal_id")),
    )
    op.create_index(op.f("ix_appeal_repeat_case_id"), "appeal_repeat", ["case_id"])
    op.create_index(op.f("ix_appeal_repeat_exam_id"), "appeal_repeat", ["exam_id"])
    op.create_index(op.f("ix_appeal_repeat_organisation_id"), "appeal_repeat", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("appeal_repeat")
    op.drop_table("appeal_point")
    op.drop_table("appeal_ruling")
    op.drop_table("appeal_opinion")
    op.drop_table("appeal_seat")
    op.drop_table("appeal_step")
    op.drop_table("appeal_document")
    op.drop_table("appeal")
