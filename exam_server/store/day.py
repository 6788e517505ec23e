"""Queries over how a day of simulations is planned, and who isn't there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import DayAbsenceRow, DayPlanRow, EncounterAssessorRow, EncounterRow


def find_day_plan(session: Session, exam_id: UUID) -> DayPlanRow | None:
    return session.scalars(select(DayPlanRow).where(DayPlanRow.exam_id == exam_id)).one_or_none()


def list_absences(session: Session, exam_id: UUID) -> Sequence[DayAbsenceRow]:
    """What holds, in the order in which it was noted."""
    query = select(DayAbsenceRow).where(DayAbsenceRow.exam_id == exam_id, DayAbsenceRow.taken_back_at.is_(None))
    return session.scalars(query.order_by(DayAbsenceRow.noted_at, DayAbsenceRow.id)).all()


def list_teams(session: Session, exam_id: UUID) -> Sequence[EncounterAssessorRow]:
    """Who rates the encounters of an exam by now."""
    query = select(EncounterAssessorRow).join(EncounterRow, EncounterRow.id == EncounterAssessorRow.encounter_id)
    return session.scalars(query.where(EncounterRow.exam_id == exam_id, EncounterAssessorRow.left_at.is_(None))).all()
