"""When a log-in last proved all that it asks for; recovery codes as slow salted hashes, those that there are too."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from argon2 import PasswordHasher
from exam_server.store.base import Instant

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("login_session") as batch:
        batch.add_column(sa.Column("fully_proved_at", Instant(), nullable=True))
    with op.batch_alter_table("recovery_code") as batch:
        for name in ("shelf", "code_hash"):
            batch.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
    _hash_slowly()
    with op.batch_alter_table("recovery_code") as batch:
        batch.drop_constraint(op.f("uq_recovery_code_digest"), type_="unique")
        batch.drop_column("digest")
        for name in ("shelf", "code_hash"):
            batch.alter_column(name, existing_type=sa.String(), server_default=None)


def _hash_slowly() -> None:
    """The codes aren't known here, their keyed digests are: those are hashed, so that each code goes on to fit."""
    connection, hasher = op.get_bind(), PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
    codes = sa.table("recovery_code", *(sa.column(name) for name in ("id", "digest", "shelf", "code_hash")))
    for id, digest in connection.execute(sa.select(codes.c.id, codes.c.digest)).all():
        kept = {"shelf": digest[:2], "code_hash": hasher.hash(digest)}
        connection.execute(sa.update(codes).where(codes.c.id == id).values(kept))


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("select count(*) from recovery_code")):
        raise CommandError(
            "Recovery codes are kept as slow hashes, from which 0070's digests can't be had. Nothing was changed. To go "
            "back, restore a backup from before the upgrade to 0071."
        )
    with op.batch_alter_table("recovery_code") as batch:
        for name in ("shelf", "code_hash"):
            batch.drop_column(name)
        batch.add_column(sa.Column("digest", sa.String(), nullable=False))
        batch.create_unique_constraint(op.f("uq_recovery_code_digest"), ["digest"])
    with op.batch_alter_table("login_session") as batch:
        batch.drop_column("fully_proved_at")
