"""Protocols of cases, and the signed files that were handed in for them."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "protocol",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cited", sa.String(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("record_hash", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_protocol_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_protocol_made_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_protocol_organisation_id")),
        sa.ForeignKeyConstraint(["supersedes"], ["protocol.id"], name=op.f("fk_protocol_supersedes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_protocol_organisation_id_number")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_protocol_supersedes")),
    )
    op.create_index(op.f("ix_protocol_case_id"), "protocol", ["case_id"])
    op.create_index(op.f("ix_protocol_organisation_id"), "protocol", ["organisation_id"])
    op.create_table(
        "signed_protocol",
        sa.Column("protocol_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("brought_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["brought_by"], ["account.id"], name=op.f("fk_signed_protocol_brought_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_signed_protocol_organisation_id")
        ),
        sa.ForeignKeyConstraint(["protocol_id"], ["protocol.id"], name=op.f("fk_signed_protocol_protocol_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_protocol")),
        sa.UniqueConstraint("protocol_id", "file_hash", name=op.f("uq_signed_protocol_protocol_id_file_hash")),
    )
    op.create_index(op.f("ix_signed_protocol_organisation_id"), "signed_protocol", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("signed_protocol")
    op.drop_table("protocol")
