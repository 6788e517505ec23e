"""Queries over first sealed ratings, for figures of agreement: read only."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    EncounterAssessorRow,
    EncounterRow,
    ExamRow,
    RatingRow,
    ScenarioRevisionRow,
    SealRow,
)


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


class SealedLevel(NamedTuple):
    """What an assessor's sealed sheet says of a criterion; None: no opportunity."""

    encounter_id: UUID
    account_id: UUID
    criterion: str
    level: int | None


def list_sealed_levels(session: Session, encounters: Collection[UUID]) -> list[SealedLevel]:
    """The ratings in force at the seal, of everybody who still counts in these encounters (S2)."""
    query = (
        select(RatingRow.encounter_id, RatingRow.account_id, RatingRow.criterion, RatingRow.level)
        .join(SealRow, _same(SealRow))
        .join(EncounterAssessorRow, and_(_same(EncounterAssessorRow), EncounterAssessorRow.left_at.is_(None)))
        .where(RatingRow.encounter_id.in_(encounters))
        .order_by(RatingRow.rated_at, RatingRow.id)
    )
    newest = {tuple(row[:3]): SealedLevel(*row) for row in session.execute(query)}
    return list(newest.values())


def _same(table: type[SealRow] | type[EncounterAssessorRow]) -> ColumnElement[bool]:
    """Of the rating's own encounter and assessor."""
    return and_(table.encounter_id == RatingRow.encounter_id, table.account_id == RatingRow.account_id)


def list_days_work(session: Session, organisation_id: UUID) -> Sequence[tuple[UUID, UUID, datetime]]:
    """Account, encounter and start of everything that anybody rated, in the order in which it began."""
    query = (
        select(EncounterAssessorRow.account_id, EncounterRow.id, EncounterRow.started_at)
        .join(EncounterRow, EncounterRow.id == EncounterAssessorRow.encounter_id)
        .where(EncounterRow.organisation_id == organisation_id, EncounterRow.started_at.is_not(None))
        .order_by(EncounterRow.started_at, EncounterRow.id)
    )
    return [(account_id, id, started_at) for account_id, id, started_at in session.execute(query) if started_at]
