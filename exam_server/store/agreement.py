"""Queries over concluded encounters and the days that assessors had, for figures of agreement: read only."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import EncounterAssessorRow, EncounterRow, ExamRow, ScenarioRevisionRow


class AgreedEncounter(NamedTuple):
    """A concluded encounter: its exam, and the scenario that was played."""

    id: UUID
    exam_id: UUID
    exam_title: str
    exam_state: str
    scenario: str
    scenario_title: str
    started_at: datetime | None


def list_agreed_encounters(session: Session, organisation_id: UUID) -> Sequence[AgreedEncounter]:
    """Every encounter of an organisation that was moderated to its end; rehearsals have none that counts."""
    query = (
        select(
            EncounterRow.id,
            EncounterRow.exam_id,
            ExamRow.title,
            ExamRow.state,
            ScenarioRevisionRow.code,
            ScenarioRevisionRow.title,
            EncounterRow.started_at,
        )
        .join(ExamRow, ExamRow.id == EncounterRow.exam_id)
        .join(ScenarioRevisionRow, ScenarioRevisionRow.id == EncounterRow.scenario_revision_id)
        .where(EncounterRow.organisation_id == organisation_id, EncounterRow.state == "agreed")
        .where(ExamRow.rehearsal.is_(False))
        .order_by(ExamRow.planned_at.desc(), EncounterRow.id)
    )
    return [AgreedEncounter(*row) for row in session.execute(query)]


def list_days_work(session: Session, organisation_id: UUID) -> Sequence[tuple[UUID, UUID, datetime]]:
    """Account, encounter and start of everything that anybody rated, in the order in which it began; no try-outs."""
    query = (
        select(EncounterAssessorRow.account_id, EncounterRow.id, EncounterRow.started_at)
        .join(EncounterRow, EncounterRow.id == EncounterAssessorRow.encounter_id)
        .join(ExamRow, ExamRow.id == EncounterRow.exam_id)
        .where(EncounterRow.organisation_id == organisation_id, EncounterRow.started_at.is_not(None))
        .where(ExamRow.rehearsal.is_(False))
        .order_by(EncounterRow.started_at, EncounterRow.id)
    )
    return [(account_id, id, started_at) for account_id, id, started_at in session.execute(query) if started_at]
