"""Facts of a whole encounter in wordings that members agree to, calls for votes, absences and written dissents."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from exam_server.store.base import Instant

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_OLD = sa.table(
    "moderation_facts",
    sa.column("id", sa.Uuid()),
    sa.column("organisation_id", sa.Uuid()),
    sa.column("encounter_id", sa.Uuid()),
    sa.column("criterion", sa.String()),
    sa.column("facts", sa.JSON()),
    sa.column("agreed_at", Instant()),
)
_RATER = sa.table(
    "encounter_assessor",
    sa.column("encounter_id", sa.Uuid()),
    sa.column("account_id", sa.Uuid()),
    sa.column("chair", sa.Boolean()),
    sa.column("left_at", Instant()),
)
_TYPES: Mapping[str, Any] = {
    "id": sa.Uuid(),
    "account_id": sa.Uuid(),
    "encounter_id": sa.Uuid(),
    "organisation_id": sa.Uuid(),
    "number": sa.Integer(),
    "facts": sa.JSON(),
    "agrees": sa.Boolean(),
    "reason": sa.String(),
    "criterion": sa.String(),
    "written_at": Instant(),
    "said_at": Instant(),
    "called_at": Instant(),
}


def _owned(name: str, *columns: sa.Column[Any], unique: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f(f"fk_{name}_encounter_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{name}_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{name}_organisation_id")),
        *(
            sa.ForeignKeyConstraint([each.name], ["account.id"], name=op.f(f"fk_{name}_{each.name}"))
            for each in columns
            if each.name == "recorded_by"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}")),
    )
    op.create_index(op.f(f"ix_{name}_organisation_id"), name, ["organisation_id"])


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _at(name: str) -> sa.Column[Any]:
    return sa.Column(name, Instant(), nullable=False)


def upgrade() -> None:
    _owned(
        "moderation_wording",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        _at("written_at"),
        unique=("encounter_id", "number"),
    )
    _owned(
        "moderation_word",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        _text("reason"),
        _at("said_at"),
        unique=("encounter_id", "account_id", "number"),
    )
    _owned(
        "moderation_call", _text("criterion"), _text("reason"), _at("called_at"), unique=("encounter_id", "criterion")
    )
    _owned(
        "moderation_absence",
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        _text("reason"),
        _at("recorded_at"),
        unique=("encounter_id", "account_id"),
    )
    _owned(
        "dissent",
        _text("criterion"),
        _text("words"),
        _at("written_at"),
        unique=("encounter_id", "account_id", "criterion"),
    )
    _carry_over()
    op.drop_table("moderation_facts")


def _carry_over() -> None:
    """What was agreed criterion by criterion is one wording to which all who rate agreed, with a call for each vote."""
    connection = op.get_bind()
    found = defaultdict(list)
    for row in connection.execute(sa.select(_OLD).order_by(_OLD.c.agreed_at, _OLD.c.id)).all():
        found[row.encounter_id].append(row)
    for encounter_id, rows in found.items():
        raters = sa.select(_RATER.c.account_id, _RATER.c.chair).where(
            _RATER.c.encounter_id == encounter_id, _RATER.c.left_at.is_(None)
        )
        members = sorted(connection.execute(raters).all(), key=lambda each: not each.chair)
        if members:
            _carry(rows, [each.account_id for each in members])


def _carry(rows: list[sa.Row[Any]], members: list[UUID]) -> None:
    first, last, chair = rows[0], rows[-1], members[0]
    shared = {"encounter_id": first.encounter_id, "organisation_id": first.organisation_id}
    facts = [{"words": words, "at_seconds": None, "criterion": row.criterion} for row in rows for words in row.facts]
    wording = {"id": first.id, "account_id": chair, "number": 1, "facts": facts, "written_at": last.agreed_at}
    _insert("moderation_wording", [shared | wording])
    said = {"number": 1, "agrees": True, "reason": "", "said_at": last.agreed_at}
    words = [shared | said | {"id": uuid5(first.id, str(each)), "account_id": each} for each in members[1:]]
    _insert("moderation_word", words)
    calls = [
        {"id": row.id, "account_id": chair, "criterion": row.criterion, "reason": "", "called_at": row.agreed_at}
        for row in rows
    ]
    _insert("moderation_call", [shared | each for each in calls])


def _insert(name: str, rows: list[dict[str, object]]) -> None:
    if rows:
        table = sa.table(name, *(sa.column(each, _TYPES[each]) for each in rows[0]))
        op.get_bind().execute(sa.insert(table), rows)


def downgrade() -> None:
    kept = op.get_bind().scalar(sa.text("select count(*) from moderation_wording"))
    if kept:
        raise CommandError(
            f"{kept} wordings of facts are kept, and revision 0045 has no place for them. Nothing was changed. To go back, "
            "restore a backup from before the upgrade to 0046."
        )
    for name in ("dissent", "moderation_absence", "moderation_call", "moderation_word", "moderation_wording"):
        op.drop_table(name)
    op.create_table(
        "moderation_facts",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        _text("criterion"),
        sa.Column("facts", sa.JSON(), nullable=False),
        _at("agreed_at"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_moderation_facts_encounter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_moderation_facts_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_facts")),
        sa.UniqueConstraint("encounter_id", "criterion", name=op.f("uq_moderation_facts_encounter_id_criterion")),
    )
    op.create_index(op.f("ix_moderation_facts_organisation_id"), "moderation_facts", ["organisation_id"])
