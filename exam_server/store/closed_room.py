"""Queries over what closes the rooms of exams."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from exam_server.store.tables import AdmissionRow, ClosedRoomRow, ExamRow, SittingRow

RUNNING = ("planned", "frozen", "open")


def find_room(session: Session, exam_id: UUID) -> ClosedRoomRow | None:
    return session.get(ClosedRoomRow, exam_id)


def list_running_ranges(session: Session) -> dict[UUID, Sequence[str]]:
    """Ranges of every exam that isn't over, in all organisations."""
    query = select(ClosedRoomRow.exam_id, ClosedRoomRow.ranges).join(ExamRow, ExamRow.id == ClosedRoomRow.exam_id)
    rows = session.execute(query.where(ExamRow.state.in_(RUNNING)))
    return {exam_id: ranges for exam_id, ranges in rows if ranges}


def end_admissions(session: Session, exam_id: UUID, at: datetime) -> None:
    """No admission of an exam lasts longer than `at`."""
    sittings = select(SittingRow.id).where(SittingRow.exam_id == exam_id)
    lasting = AdmissionRow.ends_at.is_(None) | (AdmissionRow.ends_at > at)
    session.execute(update(AdmissionRow).where(AdmissionRow.sitting_id.in_(sittings), lasting).values(ends_at=at))


def list_admissions(session: Session, exam_id: UUID) -> Sequence[AdmissionRow]:
    """All admissions of an exam, each sitting's in their order."""
    query = select(AdmissionRow).join(SittingRow, SittingRow.id == AdmissionRow.sitting_id)
    query = query.where(SittingRow.exam_id == exam_id).order_by(AdmissionRow.sitting_id, AdmissionRow.epoch)
    return session.scalars(query).all()
