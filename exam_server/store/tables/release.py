"""Releases of results by two people, and inspections of a case under control with the log of what was looked at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ReleaseRow(Owned, Base):
    """One person asks for an exam's release, another lets it go (P7); a later one releases what came to be since."""

    __tablename__ = "release"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]


class StageReleaseRow(Owned, Base):
    """As `ReleaseRow`, for a stage that belongs to no exam. `release_id`: the exam's release that let it go instead."""

    __tablename__ = "stage_release"

    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey("release.id"))


class InspectionRow(Owned, Base):
    """A candidate may look at their own case until `closes_at`; `code` stands across every page as its watermark."""

    __tablename__ = "inspection"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    code: Mapped[str]
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_by: Mapped[UUID | None]


class InspectionViewRow(Owned, Base):
    """A page of an inspection that was shown, and when; append-only."""

    __tablename__ = "inspection_view"

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    page: Mapped[str]
    seen_at: Mapped[datetime]
