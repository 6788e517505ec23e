"""Products of simulations that members mark; releases of stages that an exam's release took over."""

import json

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from exam_server.store.base import Instant

revision = "0040"
down_revision = "0042"
branch_labels = None
depends_on = None

_OF_SITTING = (
    "update written_piece set exam_id = (select sitting.exam_id from sitting where sitting.id = written_piece.sitting_id),"
    " case_id = (select sitting.case_id from sitting where sitting.id = written_piece.sitting_id)"
)
# What stands in a response now: the text that was read wherever it wasn't changed afterwards.
_READ = sa.text(
    "select written_piece.id, response.response from written_piece join response"
    " on response.sitting_id = written_piece.sitting_id and response.position = written_piece.position"
)


def upgrade() -> None:
    op.create_table(
        "product",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("typed_by", sa.Uuid(), nullable=True),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("taken_in_at", Instant(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_product_encounter_id")),
        sa.ForeignKeyConstraint(["typed_by"], ["account.id"], name=op.f("fk_product_typed_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_product_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("encounter_id", "product", name=op.f("uq_product_encounter_id_product")),
    )
    op.create_index(op.f("ix_product_organisation_id"), "product", ["organisation_id"])
    _open_pieces()
    with op.batch_alter_table("stage_release") as batch:
        batch.add_column(sa.Column("release_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(op.f("fk_stage_release_release_id"), "release", ["release_id"], ["id"])


def _open_pieces() -> None:
    with op.batch_alter_table("written_piece") as batch:
        batch.add_column(sa.Column("exam_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("case_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("product_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("words", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("thresholds", sa.JSON(), nullable=False, server_default="[]"))
    op.execute(_OF_SITTING)
    _keep_words()
    with op.batch_alter_table("written_piece") as batch:
        batch.alter_column("exam_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("case_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("sitting_id", existing_type=sa.Uuid(), nullable=True)
        batch.alter_column("revision_id", existing_type=sa.Uuid(), nullable=True)
        batch.alter_column("words", existing_type=sa.String(), server_default=None)
        batch.alter_column("thresholds", existing_type=sa.JSON(), server_default=None)
        batch.create_foreign_key(op.f("fk_written_piece_exam_id"), "exam", ["exam_id"], ["id"])
        batch.create_foreign_key(op.f("fk_written_piece_case_id"), "case", ["case_id"], ["id"])
        batch.create_foreign_key(op.f("fk_written_piece_product_id"), "product", ["product_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_written_piece_product_id"), ["product_id"])
        batch.create_index(op.f("ix_written_piece_exam_id"), ["exam_id"])
        batch.create_index(op.f("ix_written_piece_case_id"), ["case_id"])


def _keep_words() -> None:
    connection = op.get_bind()
    piece = sa.table("written_piece", sa.column("id"), sa.column("words", sa.String()))
    for piece_id, response in connection.execute(_READ).all():
        words = json.loads(response)
        connection.execute(sa.update(piece).where(piece.c.id == piece_id).values(words=words))


def downgrade() -> None:
    kept = op.get_bind().scalar(sa.text("select count(*) from product"))
    if kept:
        raise CommandError(
            f"{kept} products of simulations are kept, and revision 0042 has no place for them. Nothing was changed. To go "
            "back, restore a backup from before the upgrade to 0040."
        )
    with op.batch_alter_table("stage_release") as batch:
        batch.drop_constraint("fk_stage_release_release_id", type_="foreignkey")
        batch.drop_column("release_id")
    with op.batch_alter_table("written_piece") as batch:
        for index in ("ix_written_piece_exam_id", "ix_written_piece_case_id"):
            batch.drop_index(index)
        batch.drop_constraint("uq_written_piece_product_id", type_="unique")
        for column in ("exam_id", "case_id", "product_id"):
            batch.drop_constraint(f"fk_written_piece_{column}", type_="foreignkey")
            batch.drop_column(column)
        batch.drop_column("words")
        batch.drop_column("thresholds")
        batch.alter_column("sitting_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("revision_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_table("product")
