"""What marked sittings gave, statistics of item revisions as measured last, and banks whose markings changed since."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class SittingFiguresRow(Base):
    """What a marked sitting gave, as `formats.sat_json` packs it: made from the record, and made anew at any time."""

    __tablename__ = "sitting_figures"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int]
    packed: Mapped[str]


class ItemFiguresRow(Base):
    """An item revision's figures over all exams, measured at `measured_at`; what can't be said is None.

    `low` and `high` bound 95 % intervals. The flags say what lists narrow by (`core.psychometrics.traits`).
    """

    __tablename__ = "item_figures"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("item_revision.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    sittings: Mapped[int]
    exams: Mapped[int]
    facility: Mapped[float | None]
    facility_low: Mapped[float | None]
    facility_high: Mapped[float | None]
    discrimination: Mapped[float | None]
    discrimination_low: Mapped[float | None]
    discrimination_high: Mapped[float | None]
    suspicions: Mapped[list[Any]]
    too_easy: Mapped[bool]
    too_hard: Mapped[bool]
    weak: Mapped[bool]
    suspicious_key: Mapped[bool]
    too_few: Mapped[bool]
    measured_at: Mapped[datetime]


class FiguresDueRow(Owned, Base):
    """That markings of a bank's items changed: it goes when the bank was measured anew."""

    __tablename__ = "figures_due"

    qualification: Mapped[str]
