"""The day of simulations: an exam's stations with their variants, and how the day was planned."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class StationRow(Owned, Base):
    """One place of the circuit: what is played there, in which of its `rooms` (one candidate in each at a time).

    `minutes` is all of a candidate's time there: preparation, run, and at its end `talk_minutes` of conversation, for
    which nobody plays any more.
    """

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("exam_id", "position"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    position: Mapped[int]
    title: Mapped[str]
    rooms: Mapped[list[Any]] = mapped_column(JSON, default=list)
    minutes: Mapped[int]
    talk_minutes: Mapped[int]


class StationScriptRow(Base):
    """A variant of a station: one of the scripts that may be played there."""

    __tablename__ = "station_script"

    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"), primary_key=True)
    scenario_revision_id: Mapped[UUID] = mapped_column(ForeignKey("scenario_revision.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]


class DayPlanRow(Owned, Base):
    """How an exam's day of simulations is to be planned; the plan itself stands in the encounters, once confirmed."""

    __tablename__ = "day_plan"
    __table_args__ = (UniqueConstraint("exam_id"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    settings: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]
    kept_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]


class DayAbsenceRow(Owned, Base):
    """Somebody or a room isn't there for a time; what was noted by mistake is taken back and stays.

    `kind`: candidate, member, player or room; `subject`: the case's or the account's id, or the room's name.
    """

    __tablename__ = "day_absence"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    kind: Mapped[str]
    subject: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    reason: Mapped[str]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None]
    taken_back_at: Mapped[datetime | None]
