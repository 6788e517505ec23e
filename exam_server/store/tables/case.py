"""A person on the way to an edition: the case, its accommodations, its stages, and the evidence of decisions."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class CaseRow(Owned, Base):
    """`code` is the pseudonym that tablets and marking queues show (P5); a bot's case of a `rehearsal` is nobody's."""

    __tablename__ = "case"
    __table_args__ = (UniqueConstraint("organisation_id", "code"), UniqueConstraint("person_id", "edition_id"))

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    code: Mapped[str]
    rehearsal: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]


class AccommodationRow(Owned, Base):
    """What was agreed for a person, without any grounds. Append-only: the highest `number` of a case counts."""

    __tablename__ = "accommodation"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    number: Mapped[int]
    factor_percent: Mapped[int]
    break_seconds: Mapped[int]
    larger_type: Mapped[bool]
    read_aloud: Mapped[bool]
    without_seb: Mapped[bool]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]


class StageRow(Owned, Base):
    """One stage of a case, on any day and place (L8): those of an exam, or its own where it needs none.

    `criteria`: what it may show of a case that has something behind it; None: everything that it asks.
    """

    __tablename__ = "stage"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    exam_id: Mapped[UUID | None] = mapped_column(ForeignKey("exam.id"), index=True)
    kind: Mapped[str]
    planned_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="", server_default="")
    criteria: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class StageStepRow(Owned, Base):
    """Append-only: a stage was handed in, closed or reopened (`step`)."""

    __tablename__ = "stage_step"

    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID | None]


class EvidenceRow(Owned, Base):
    """Append-only. A later record names the one that it supersedes; nothing is changed in place.

    `part`: the id of the criterion's part that it's about; empty: the whole criterion.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index(None, "case_id", "criterion"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    criterion: Mapped[str]
    part: Mapped[str] = mapped_column(default="", server_default="")
    method: Mapped[str]
    source_kind: Mapped[str]
    source_id: Mapped[UUID]
    source_hash: Mapped[str]
    verdict: Mapped[str]
    open_reason: Mapped[str | None]
    rule_version: Mapped[str]
    supersedes: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
