"""Queries over calibrations: which scripts an exam plays, and what was given to their vignettes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import CalibrationRow, EncounterRow, ScenarioRevisionRow


def list_exam_scripts(session: Session, exam_id: UUID) -> Sequence[UUID]:
    """The scenario revisions that an exam's encounters play, by their code."""
    played = select(EncounterRow.scenario_revision_id).where(EncounterRow.exam_id == exam_id)
    query = select(ScenarioRevisionRow.id).where(ScenarioRevisionRow.id.in_(played))
    return session.scalars(query.order_by(ScenarioRevisionRow.code, ScenarioRevisionRow.number)).all()


def list_calibrations(session: Session, exam_id: UUID) -> Sequence[CalibrationRow]:
    """Everything that was given before an exam, oldest first."""
    query = select(CalibrationRow).where(CalibrationRow.exam_id == exam_id)
    return session.scalars(query.order_by(CalibrationRow.given_at, CalibrationRow.id)).all()
