"""Queries over what closes the rooms of exams."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from exam_server.store.tables import AdmissionRow, ClosedRoomRow, ExamRow, SebCheckRow, SittingEventRow, SittingRow

RUNNING = ("planned", "frozen", "open")


def find_room(session: Session, exam_id: UUID) -> ClosedRoomRow | None:
    return session.get(ClosedRoomRow, exam_id)


def list_running_ranges(session: Session) -> dict[UUID, Sequence[str]]:
    """Ranges of every exam that isn't over, in all organisations."""
    query = select(ClosedRoomRow.exam_id, ClosedRoomRow.ranges).join(ExamRow, ExamRow.id == ClosedRoomRow.exam_id)
    rows = session.execute(query.where(ExamRow.state.in_(RUNNING)))
    return {exam_id: ranges for exam_id, ranges in rows if ranges}


def list_running_settings(session: Session) -> Sequence[tuple[str, str]]:
    """Safe Exam Browser's settings and the titles of the exams that aren't over."""
    query = select(ClosedRoomRow.seb_settings, ExamRow.title).join(ExamRow, ExamRow.id == ClosedRoomRow.exam_id)
    return session.execute(query.where(ExamRow.state.in_(RUNNING), ClosedRoomRow.seb_settings != "")).all()


def count_exams(session: Session, state: str) -> int:
    """Of all organisations."""
    return session.scalar(select(func.count()).select_from(ExamRow).where(ExamRow.state == state)) or 0


def end_admissions(session: Session, exam_id: UUID, at: datetime) -> None:
    """No admission of an exam lasts longer than `at`."""
    sittings = select(SittingRow.id).where(SittingRow.exam_id == exam_id)
    lasting = AdmissionRow.ends_at.is_(None) | (AdmissionRow.ends_at > at)
    held = update(AdmissionRow).where(AdmissionRow.sitting_id.in_(sittings), AdmissionRow.held_at.is_not(None))
    session.execute(update(AdmissionRow).where(AdmissionRow.sitting_id.in_(sittings), lasting).values(ends_at=at))
    session.execute(held.values(held_at=None))


def list_admissions(session: Session, exam_id: UUID) -> Sequence[AdmissionRow]:
    """All admissions of an exam, each sitting's in their order."""
    query = select(AdmissionRow).join(SittingRow, SittingRow.id == AdmissionRow.sitting_id)
    query = query.where(SittingRow.exam_id == exam_id).order_by(AdmissionRow.sitting_id, AdmissionRow.epoch)
    return session.scalars(query).all()


def list_seat_admissions(session: Session, sitting_id: UUID) -> Sequence[AdmissionRow]:
    """The admissions of one seat, in their order."""
    query = select(AdmissionRow).where(AdmissionRow.sitting_id == sitting_id).order_by(AdmissionRow.epoch)
    return session.scalars(query).all()


def find_check(session: Session, nonce: str, *, to_answer: bool = False) -> SebCheckRow | None:
    """The check of an address; one that is to be answered is locked until the transaction ends, for it answers once."""
    query = select(SebCheckRow).where(SebCheckRow.nonce == nonce)
    return session.scalars(query.with_for_update() if to_answer else query).first()


def list_failed_checks(session: Session, exam_id: UUID, failures: Sequence[str]) -> Sequence[SebCheckRow]:
    """The checks of an exam that failed, in their order."""
    query = select(SebCheckRow).join(SittingRow, SittingRow.id == SebCheckRow.sitting_id)
    query = query.where(SittingRow.exam_id == exam_id, SebCheckRow.outcome.in_(failures))
    return session.scalars(query.order_by(SebCheckRow.ended_at, SebCheckRow.id)).all()


def list_exempt(session: Session, exam_id: UUID) -> set[UUID]:
    """The sittings of an exam that the desk exempted from Safe Exam Browser."""
    query = select(SittingEventRow.sitting_id).join(SittingRow, SittingRow.id == SittingEventRow.sitting_id)
    return set(session.scalars(query.where(SittingRow.exam_id == exam_id, SittingEventRow.kind == "seb_exempted")))
