"""The day of simulations: an exam's stations with their variants, and how the day was planned."""

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
