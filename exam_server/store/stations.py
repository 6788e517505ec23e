"""Queries over the stations of exams."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    CaseRow,
    EncounterAssessorRow,
    EncounterRow,
    ScenarioRevisionRow,
    StationRow,
    StationScriptRow,
)


def has_stations(session: Session, exam_id: UUID) -> bool:
    return bool(session.scalar(select(exists().where(StationRow.exam_id == exam_id))))


def list_simulating(session: Session, organisation_id: UUID) -> set[UUID]:
    """The exams that have stations."""
    return set(session.scalars(select(StationRow.exam_id).where(StationRow.organisation_id == organisation_id)))


def list_stations(session: Session, exam_id: UUID) -> Sequence[StationRow]:
    query = select(StationRow).where(StationRow.exam_id == exam_id)
    return session.scalars(query.order_by(StationRow.position)).all()


def list_scripts(session: Session, station_ids: Collection[UUID]) -> Sequence[tuple[UUID, ScenarioRevisionRow]]:
    """By station its variants in their order."""
    query = (
        select(StationScriptRow.station_id, ScenarioRevisionRow)
        .join(ScenarioRevisionRow, ScenarioRevisionRow.id == StationScriptRow.scenario_revision_id)
        .where(StationScriptRow.station_id.in_(station_ids))
        .order_by(StationScriptRow.station_id, StationScriptRow.position)
    )
    return session.execute(query).all()


def remove_station(session: Session, row: StationRow) -> None:
    """With the encounters that are planned there, who rates them, and its variants."""
    own = select(EncounterRow.id).where(EncounterRow.station_id == row.id)
    session.execute(delete(EncounterAssessorRow).where(EncounterAssessorRow.encounter_id.in_(own)))
    session.execute(delete(EncounterRow).where(EncounterRow.station_id == row.id))
    remove_scripts(session, row.id)
    session.delete(row)
    session.flush()


def remove_scripts(session: Session, station_id: UUID) -> None:
    session.execute(delete(StationScriptRow).where(StationScriptRow.station_id == station_id))


def list_met_scripts(session: Session, exam_id: UUID, case_ids: Collection[UUID]) -> Sequence[tuple[UUID, str]]:
    """By case the codes of the scenarios that its person has met at other exams, in any case of theirs."""
    mine = select(CaseRow.id, CaseRow.person_id).where(CaseRow.id.in_(case_ids)).subquery()
    query = (
        select(mine.c.id, ScenarioRevisionRow.code)
        .join(CaseRow, CaseRow.person_id == mine.c.person_id)
        .join(EncounterRow, EncounterRow.case_id == CaseRow.id)
        .join(ScenarioRevisionRow, ScenarioRevisionRow.id == EncounterRow.scenario_revision_id)
        .where(or_(EncounterRow.briefing_at.is_not(None), EncounterRow.started_at.is_not(None)))
        .where(EncounterRow.exam_id != exam_id)
    )
    return session.execute(query).all()


def list_own_scripts(session: Session, exam_id: UUID) -> Sequence[tuple[UUID, str]]:
    """By case the codes of the scenarios of its encounters at an exam."""
    query = (
        select(EncounterRow.case_id, ScenarioRevisionRow.code)
        .join(ScenarioRevisionRow, ScenarioRevisionRow.id == EncounterRow.scenario_revision_id)
        .where(EncounterRow.exam_id == exam_id)
    )
    return session.execute(query).all()
