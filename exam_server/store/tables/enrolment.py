"""Windows in which candidates enrol by themselves, who enrolled, and what the office decided on each."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class EnrolmentWindowRow(Owned, Base):
    """For an exam, or (without one) for a stage of the kind `stage_kind` that needs none, on its day and place."""

    __tablename__ = "enrolment_window"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    exam_id: Mapped[UUID | None] = mapped_column(ForeignKey("exam.id"), index=True)
    stage_kind: Mapped[str]
    planned_on: Mapped[date | None]
    place: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    places: Mapped[int]
    conditions: Mapped[list[Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]


class EnrolmentRow(Owned, Base):
    """Who enrolled: by account (`person_id`, and no data here), or with the data minimum. `code` is what they cite."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    window_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment_window.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    code: Mapped[str]
    given_names: Mapped[str]
    family_name: Mapped[str]
    born_on: Mapped[date | None]
    email: Mapped[str]
    phone: Mapped[str]
    language: Mapped[str]
    needs: Mapped[list[Any]]
    consents: Mapped[list[Any]]
    made_at: Mapped[datetime]


class EnrolmentDecisionRow(Owned, Base):
    """The one end of an enrolment: confirmed (then with its case), declined, withdrawn, or replaced by a newer one."""

    __tablename__ = "enrolment_decision"
    __table_args__ = (UniqueConstraint("enrolment_id"),)

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    verdict: Mapped[str]
    reason: Mapped[str]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
