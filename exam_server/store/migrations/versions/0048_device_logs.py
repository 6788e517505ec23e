"""Logs of tablets take the place of taps and ratings; seals name what they cover; PINs for seals."""

import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from exam_server.core.device_log import begin, link
from exam_server.store.base import Instant
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

TAP_BEFORE = object()
"""What a note stands for that came with its tap, until that has its number."""


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table("seal") as batch:
        batch.add_column(sa.Column("scenario_hash", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("device", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("log_hash", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("heads", sa.JSON(), nullable=False, server_default="{}"))
    _move_entries()
    with op.batch_alter_table("seal") as batch:
        for name in ("scenario_hash", "device", "log_hash"):
            batch.alter_column(name, existing_type=sa.String(), server_default=None)
        batch.alter_column("heads", existing_type=sa.JSON(), server_default=None)
    op.drop_table("observation")
    op.drop_table("rating")


def _make_tables() -> None:
    op.create_table(
        "device_log",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("last_digest", sa.String(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_device_log_encounter_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_log_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_device_log_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_log")),
        sa.UniqueConstraint(
            "encounter_id", "account_id", "device", name=op.f("uq_device_log_encounter_id_account_id_device")
        ),
    )
    op.create_index(op.f("ix_device_log_organisation_id"), "device_log", ["organisation_id"])
    op.create_table(
        "device_entry",
        sa.Column("log_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("fits", sa.Boolean(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["device_log.id"], name=op.f("fk_device_entry_log_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_device_entry_organisation_id")),
        sa.PrimaryKeyConstraint("log_id", "sequence", name=op.f("pk_device_entry")),
    )
    op.create_table(
        "seal_pin",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_seal_pin_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_seal_pin_organisation_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_seal_pin")),
    )
    op.create_table(
        "second_seal",
        sa.Column("encounter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_hash", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("log_hash", sa.String(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_second_seal_encounter_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_second_seal_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_second_seal_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_seal")),
        sa.UniqueConstraint(
            "encounter_id",
            "account_id",
            "device",
            "last_sequence",
            name=op.f("uq_second_seal_encounter_id_account_id_device_last_sequence"),
        ),
    )
    op.create_index(op.f("ix_second_seal_organisation_id"), "second_seal", ["organisation_id"])


def _tables() -> sa.MetaData:
    """The tables as they are at this revision; times stay as the database keeps them."""
    metadata = sa.MetaData()
    for name, columns in {
        "encounter": ("id", "started_at", "scenario_hash"),
        "observation": (
            *("id", "organisation_id", "encounter_id", "account_id", "device", "sequence", "point", "value", "counter"),
            *("note", "at_seconds", "undoes", "after_seal", "received_at"),
        ),
        "rating": (
            *("id", "organisation_id", "encounter_id", "account_id", "criterion", "level", "justification", "rated_at"),
        ),
        "seal": ("id", "encounter_id", "account_id", "heads", "scenario_hash", "device", "log_hash"),
        "device_log": (
            *("id", "organisation_id", "encounter_id", "account_id", "device", "last_sequence", "last_digest", "made"),
            "heard_at",
        ),
        "device_entry": (
            *("log_id", "sequence", "organisation_id", "kind", "at_ms", "body", "digest", "fits", "received_at"),
        ),
    }.items():
        sa.Table(name, metadata, *(sa.Column(each, _type(each)) for each in columns))
    return metadata


def _type(name: str) -> sa.types.TypeEngine[Any]:
    if name == "id" or name.endswith("_id"):
        return sa.Uuid()
    if name in ("started_at", "received_at", "rated_at", "heard_at"):
        return Instant()
    if name == "heads":
        return sa.JSON().with_variant(postgresql.JSON(), "postgresql")
    return sa.Boolean() if name in ("after_seal", "fits") else sa.types.NULLTYPE


def _move_entries() -> None:
    """Each tablet's taps, and each account's ratings, as a log of its own, in the order in which they counted."""
    connection, tables = op.get_bind(), _tables().tables
    encounters = {row.id: row for row in connection.execute(sa.select(tables["encounter"]))}
    logs: dict[tuple[Any, Any, str], list[Any]] = defaultdict(list)
    taps = tables["observation"]
    query = sa.select(taps).order_by(taps.c.after_seal, taps.c.sequence)
    for row in connection.execute(query):
        logs[row.encounter_id, row.account_id, row.device].append(row)
    ratings = tables["rating"]
    for row in connection.execute(sa.select(ratings).order_by(ratings.c.rated_at, ratings.c.id)):
        logs[row.encounter_id, row.account_id, "ratings"].append(row)
    heads: dict[tuple[Any, Any], dict[str, tuple[int, str]]] = defaultdict(dict)
    for (encounter, account, device), rows in logs.items():
        covered = _write_log(connection, tables, encounter, account, device, rows, encounters[encounter].started_at)
        heads[encounter, account][device] = covered
    seals = tables["seal"]
    for seal in connection.execute(sa.select(seals.c.id, seals.c.encounter_id, seals.c.account_id)).all():
        own = heads[seal.encounter_id, seal.account_id]
        device = max(own, key=lambda each: own[each][0], default="")
        values = {"heads": own, "scenario_hash": encounters[seal.encounter_id].scenario_hash, "device": device}
        values["log_hash"] = own[device][1] if device else ""
        connection.execute(sa.update(seals).where(seals.c.id == seal.id).values(values))


def _write_log(
    connection: sa.Connection,
    tables: Any,
    encounter: Any,
    account: Any,
    device: str,
    rows: list[Any],
    started: Any,
) -> tuple[int, str]:
    """Gives the part of the log that its seal covers: the number of its last entry, and the digest up to there."""
    head = begin(str(encounter), str(account), device)
    log_id, digest, covered, last_ms = rows[0].id, head.digest, (0, head.digest), 0
    numbers: dict[int, int] = {}
    entries: list[dict[str, Any]] = []
    for row in rows:
        for kind, payload, at_ms in _entries_of(row, device, numbers, started):
            sequence, last_ms = len(entries) + 1, max(last_ms, at_ms)
            if payload.get("tap") is TAP_BEFORE:
                payload["tap"] = sequence - 1
            body = json.dumps({"sequence": sequence, "kind": kind, "at": last_ms, **payload}, ensure_ascii=False)
            digest = link(digest, body)
            if kind == "tap":
                numbers[row.sequence] = sequence
            received = getattr(row, "received_at", None) or row.rated_at
            entry = {"log_id": log_id, "sequence": sequence, "organisation_id": row.organisation_id, "kind": kind}
            entries.append(
                {**entry, "at_ms": last_ms, "body": body, "digest": digest, "fits": True, "received_at": received}
            )
            if not getattr(row, "after_seal", False):
                covered = (sequence, digest)
    head_row = {"id": log_id, "organisation_id": rows[0].organisation_id, "encounter_id": encounter, "device": device}
    last = {"account_id": account, "last_sequence": len(entries), "last_digest": digest, "made": len(entries)}
    heard = entries[-1]["received_at"] if entries else getattr(rows[0], "received_at", None)
    connection.execute(sa.insert(tables["device_log"]), [{**head_row, **last, "heard_at": heard}])
    if entries:
        connection.execute(sa.insert(tables["device_entry"]), entries)
    return covered


def _entries_of(row: Any, device: str, numbers: dict[int, int], started: Any) -> list[tuple[str, dict[str, Any], int]]:
    """A row as entries of a log: kind, what it says, and when it was made (milliseconds since 1970)."""
    if not hasattr(row, "point"):
        payload = {"criterion": row.criterion, "level": row.level, "justification": row.justification}
        return [("rate", payload, int(row.rated_at.timestamp() * 1000))]
    at_ms = int(((started or row.received_at).timestamp() + row.at_seconds) * 1000)
    if row.undoes is not None:
        # An undo of a tap that never came had no effect, and has none.
        return [("undo", {"of": device, "tap": numbers.get(row.undoes, 0)}, at_ms)]
    made = [("tap", {"point": row.point, "value": row.value, "counter": row.counter}, at_ms)]
    if row.note:
        made.append(("note", {"of": device, "tap": TAP_BEFORE, "words": row.note}, at_ms))
    return made


def downgrade() -> None:
    kept = op.get_bind().scalar(sa.text("select count(*) from device_entry"))
    if kept:
        raise CommandError(
            f"{kept} entries of tablets are kept, and revision 0047 has no place for them. Nothing was changed. To go back, "
            "restore a backup from before the upgrade to 0048."
        )
    for name in ("second_seal", "seal_pin", "device_entry", "device_log"):
        op.drop_table(name)
    with op.batch_alter_table("seal") as batch:
        for name in ("scenario_hash", "device", "log_hash", "heads"):
            batch.drop_column(name)
    _make_old_tables()


def _make_old_tables() -> None:
    op.create_table(
        "observation",
        *(
            sa.Column(name, sa.Uuid(), nullable=False)
            for name in ("encounter_id", "account_id", "id", "organisation_id")
        ),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("device", "point", "counter", "note")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("sequence", "value", "at_seconds")),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("after_seal", sa.Boolean(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        *_references("observation"),
        sa.UniqueConstraint(
            *("encounter_id", "account_id", "device", "sequence"),
            name=op.f("uq_observation_encounter_id_account_id_device_sequence"),
        ),
    )
    op.create_index(op.f("ix_observation_organisation_id"), "observation", ["organisation_id"])
    op.create_table(
        "rating",
        *(
            sa.Column(name, sa.Uuid(), nullable=False)
            for name in ("encounter_id", "account_id", "id", "organisation_id")
        ),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("criterion", "justification")),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("rated_at", Instant(), nullable=False),
        *_references("rating"),
    )
    op.create_index(op.f("ix_rating_encounter_id"), "rating", ["encounter_id"])
    op.create_index(op.f("ix_rating_organisation_id"), "rating", ["organisation_id"])


def _references(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f(f"fk_{table}_encounter_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
