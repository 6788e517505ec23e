"""Queries over scenarios' revisions, what uses them, and what reviewers said of them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import EncounterRow, ExamRow, ScenarioReviewRow, ScenarioRevisionRow


def list_history(
    session: Session, organisation_id: UUID, qualification: str, code: str
) -> Sequence[ScenarioRevisionRow]:
    """Every revision of a scenario, the newest first."""
    query = select(ScenarioRevisionRow).where(
        ScenarioRevisionRow.organisation_id == organisation_id,
        ScenarioRevisionRow.qualification == qualification,
        ScenarioRevisionRow.code == code,
    )
    return session.scalars(query.order_by(ScenarioRevisionRow.number.desc())).all()


def count_uses(session: Session, revisions: Collection[UUID]) -> dict[UUID, int]:
    """How many encounters play each of the revisions; those that none plays are left out, and try-outs don't count."""
    query = select(EncounterRow.scenario_revision_id, func.count()).join(ExamRow, ExamRow.id == EncounterRow.exam_id)
    query = query.where(EncounterRow.scenario_revision_id.in_(revisions), ExamRow.rehearsal.is_(False))
    rows = session.execute(query.group_by(EncounterRow.scenario_revision_id))
    return {revision_id: count for revision_id, count in rows}


def list_runs(
    session: Session, organisation_id: UUID, qualification: str, code: str, *, tried: bool = False
) -> Sequence[tuple[EncounterRow, ScenarioRevisionRow]]:
    """Every encounter of a scenario, of whatever revision, oldest first; `tried`: try-outs too."""
    query = (
        select(EncounterRow, ScenarioRevisionRow)
        .join(ScenarioRevisionRow, ScenarioRevisionRow.id == EncounterRow.scenario_revision_id)
        .join(ExamRow, ExamRow.id == EncounterRow.exam_id)
        .where(
            ScenarioRevisionRow.organisation_id == organisation_id,
            ScenarioRevisionRow.qualification == qualification,
            ScenarioRevisionRow.code == code,
        )
    )
    if not tried:
        query = query.where(ExamRow.rehearsal.is_(False))
    return session.execute(query.order_by(EncounterRow.started_at, EncounterRow.id)).all()


def list_reviews(session: Session, revisions: Collection[UUID]) -> Sequence[ScenarioReviewRow]:
    """What reviewers said of the revisions, oldest first."""
    query = select(ScenarioReviewRow).where(ScenarioReviewRow.revision_id.in_(revisions))
    return session.scalars(query.order_by(ScenarioReviewRow.made_at, ScenarioReviewRow.id)).all()
