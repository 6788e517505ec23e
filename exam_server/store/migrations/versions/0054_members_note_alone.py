"""In the conversation each member notes alone; notes from before stay as they are."""

import sqlalchemy as sa
from alembic import op
from exam_server.store.base import Instant

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_exchange",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stage_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_conversation_exchange_case_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_conversation_exchange_stage_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_conversation_exchange_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_exchange")),
    )
    for column in ("case_id", "organisation_id"):
        op.create_index(op.f(f"ix_conversation_exchange_{column}"), "conversation_exchange", [column])
    _by_member("conversation_hearing", ("question", "heard", "verdict"), "heard_at")
    _by_member("conversation_vote", ("verdict", "reason"), "voted_at")
    with op.batch_alter_table("agenda_note") as batch:
        batch.add_column(sa.Column("by_rule", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("dissent", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("agenda_note") as batch:
        batch.alter_column("by_rule", existing_type=sa.String(), server_default=None)
        batch.alter_column("dissent", existing_type=sa.JSON(), server_default=None)


def _by_member(name: str, texts: tuple[str, ...], at: str) -> None:
    op.create_table(
        name,
        sa.Column("exchange_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        *(sa.Column(each, sa.String(), nullable=False) for each in texts),
        sa.Column(at, Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{name}_account_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["conversation_exchange.id"], name=op.f(f"fk_{name}_exchange_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{name}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("exchange_id", "account_id", name=op.f(f"uq_{name}_exchange_id_account_id")),
    )
    op.create_index(op.f(f"ix_{name}_organisation_id"), name, ["organisation_id"])


def downgrade() -> None:
    with op.batch_alter_table("agenda_note") as batch:
        batch.drop_column("dissent")
        batch.drop_column("by_rule")
    for name in ("conversation_vote", "conversation_hearing", "conversation_exchange"):
        op.drop_table(name)
