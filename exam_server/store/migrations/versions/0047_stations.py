"""Stations: what an exam's simulations play, each with its variants; an exam's one scenario becomes its first station."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from exam_server.store.base import Instant

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_MINUTES, _TALK = 45, 10


def upgrade() -> None:
    op.create_table(
        "station",
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("talk_minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_station_exam_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_station_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("exam_id", "position", name=op.f("uq_station_exam_id_position")),
    )
    op.create_index(op.f("ix_station_organisation_id"), "station", ["organisation_id"])
    op.create_table(
        "station_script",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("scenario_revision_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_station_script_station_id")),
        sa.ForeignKeyConstraint(
            ["scenario_revision_id"], ["scenario_revision.id"], name=op.f("fk_station_script_scenario_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_station_script_organisation_id")
        ),
        sa.PrimaryKeyConstraint("station_id", "scenario_revision_id", name=op.f("pk_station_script")),
    )
    with op.batch_alter_table("encounter") as batch:
        batch.add_column(sa.Column("station_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("planned_at", Instant(), nullable=True))
        batch.add_column(sa.Column("room", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("role_player_id", sa.Uuid(), nullable=True))
    _make_stations()
    with op.batch_alter_table("encounter") as batch:
        batch.alter_column("station_id", existing_type=sa.Uuid(), nullable=False)
        batch.alter_column("room", existing_type=sa.String(), server_default=None)
        batch.create_foreign_key(op.f("fk_encounter_station_id"), "station", ["station_id"], ["id"])
        batch.create_foreign_key(op.f("fk_encounter_role_player_id"), "account", ["role_player_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_encounter_stage_id_station_id"), ["stage_id", "station_id"])
    with op.batch_alter_table("exam") as batch:
        batch.drop_constraint("fk_exam_scenario_revision_id", type_="foreignkey")
        batch.drop_column("scenario_revision_id")


def _make_stations() -> None:
    connection = op.get_bind()
    exam = _table("exam", "id", "organisation_id", "scenario_revision_id")
    encounter = _table("encounter", "exam_id", "station_id")
    station = _table("station", "id", "organisation_id", "exam_id")
    station.append_column(sa.column("position", sa.Integer()))
    station.append_column(sa.column("title", sa.String()))
    station.append_column(sa.column("rooms", sa.JSON()))
    for name in ("minutes", "talk_minutes"):
        station.append_column(sa.column(name, sa.Integer()))
    script = _table("station_script", "station_id", "scenario_revision_id", "organisation_id")
    script.append_column(sa.column("position", sa.Integer()))
    for exam_id, organisation_id, revision_id in connection.execute(
        sa.select(exam).where(exam.c.scenario_revision_id.is_not(None))
    ).all():
        own = {"organisation_id": organisation_id, "position": 1}
        station_id = uuid4()
        made = {"title": "Stacja 1", "rooms": [], "minutes": _MINUTES, "talk_minutes": _TALK}
        connection.execute(sa.insert(station).values(id=station_id, exam_id=exam_id, **made, **own))
        connection.execute(sa.insert(script).values(station_id=station_id, scenario_revision_id=revision_id, **own))
        connection.execute(sa.update(encounter).where(encounter.c.exam_id == exam_id).values(station_id=station_id))


def _table(name: str, *ids: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(each, sa.Uuid()) for each in ids))


def downgrade() -> None:
    connection = op.get_bind()
    several = connection.scalar(sa.text("select count(*) from station where position > 1")) or connection.scalar(
        sa.text("select count(*) from station_script where position > 1")
    )
    if several:
        raise CommandError(
            "Exams have several stations or variants, and revision 0046 has a place for one scenario. Nothing was changed. "
            "To go back, restore a backup from before the upgrade to 0047."
        )
    with op.batch_alter_table("exam") as batch:
        batch.add_column(sa.Column("scenario_revision_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_exam_scenario_revision_id"), "scenario_revision", ["scenario_revision_id"], ["id"]
        )
    op.execute(
        "update exam set scenario_revision_id = (select station_script.scenario_revision_id from station_script"
        " join station on station.id = station_script.station_id where station.exam_id = exam.id)"
    )
    with op.batch_alter_table("encounter") as batch:
        batch.drop_constraint("uq_encounter_stage_id_station_id", type_="unique")
        for column in ("station_id", "role_player_id"):
            batch.drop_constraint(f"fk_encounter_{column}", type_="foreignkey")
        for column in ("station_id", "role_player_id", "room", "planned_at"):
            batch.drop_column(column)
    for table in ("station_script", "station"):
        op.drop_table(table)
