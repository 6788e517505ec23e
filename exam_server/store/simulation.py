"""Queries over encounters: who rates, the run's log, seals, moderation."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AgreedRatingRow,
    CaseRow,
    EncounterAssessorRow,
    EncounterRow,
    ModerationVoteRow,
    RedFlagWordRow,
    RunEventRow,
    SealRow,
    SecondSealRow,
    StationRow,
)


def list_encounters(session: Session, exam_id: UUID) -> Sequence[tuple[EncounterRow, CaseRow]]:
    """An exam's encounters in rotation order; those without a planned time last, by candidate code and station."""
    query = (
        select(EncounterRow, CaseRow)
        .join(CaseRow, CaseRow.id == EncounterRow.case_id)
        .join(StationRow, StationRow.id == EncounterRow.station_id)
        .where(EncounterRow.exam_id == exam_id)
        .order_by(EncounterRow.planned_at.is_(None), EncounterRow.planned_at, CaseRow.code, StationRow.position)
    )
    return session.execute(query).all()


def list_encounters_of_stage(session: Session, stage_id: UUID) -> Sequence[EncounterRow]:
    """One encounter per station, by station."""
    query = select(EncounterRow).join(StationRow, StationRow.id == EncounterRow.station_id)
    return session.scalars(query.where(EncounterRow.stage_id == stage_id).order_by(StationRow.position)).all()


def list_encounters_of_case(
    session: Session, exam_id: UUID, case_id: UUID, *, lock: bool = False
) -> Sequence[tuple[EncounterRow, int]]:
    """A case's encounters at an exam, each with its station's position; `lock`: held against other writers."""
    query = (
        select(EncounterRow, StationRow.position)
        .join(StationRow, StationRow.id == EncounterRow.station_id)
        .where(EncounterRow.exam_id == exam_id, EncounterRow.case_id == case_id)
        .order_by(StationRow.position)
    )
    return session.execute(query.with_for_update(of=EncounterRow) if lock else query).all()


def list_case_encounters(session: Session, case_id: UUID, *, lock: bool = False) -> Sequence[EncounterRow]:
    """Every encounter of a case, at whatever exam; `lock`: held against other writers."""
    query = select(EncounterRow).where(EncounterRow.case_id == case_id)
    query = query.order_by(EncounterRow.started_at, EncounterRow.id)
    return session.scalars(query.with_for_update() if lock else query).all()


class EncounterHead(NamedTuple):
    """What of an encounter says who still has to seal a sheet."""

    id: UUID
    exam_id: UUID
    state: str


def list_all_encounters(session: Session, organisation_id: UUID) -> dict[UUID, list[EncounterHead]]:
    """The encounters of an organisation, by their stage."""
    query = select(EncounterRow.stage_id, EncounterRow.id, EncounterRow.exam_id, EncounterRow.state)
    rows = session.execute(query.where(EncounterRow.organisation_id == organisation_id))
    found: dict[UUID, list[EncounterHead]] = {}
    for stage_id, id, exam_id, state in rows:
        found.setdefault(stage_id, []).append(EncounterHead(id, exam_id, state))
    return found


def list_sealed(session: Session, account_id: UUID) -> set[UUID]:
    """The encounters whose sheet an account has sealed."""
    return set(session.scalars(select(SealRow.encounter_id).where(SealRow.account_id == account_id)))


def list_assigned(session: Session, account_id: UUID) -> set[UUID]:
    """The encounters that an account rates."""
    query = select(EncounterAssessorRow.encounter_id).where(EncounterAssessorRow.account_id == account_id)
    return set(session.scalars(query.where(EncounterAssessorRow.left_at.is_(None))))


def list_assessors(session: Session, encounter_id: UUID, *, with_left: bool = False) -> Sequence[EncounterAssessorRow]:
    """Who rates an encounter; `with_left`: also who was recused from it."""
    query = select(EncounterAssessorRow).where(EncounterAssessorRow.encounter_id == encounter_id)
    if not with_left:
        query = query.where(EncounterAssessorRow.left_at.is_(None))
    return session.scalars(query.order_by(EncounterAssessorRow.account_id)).all()


def list_run_events(session: Session, encounter_id: UUID) -> Sequence[RunEventRow]:
    query = select(RunEventRow).where(RunEventRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(RunEventRow.at_seconds, RunEventRow.device, RunEventRow.sequence)).all()


def list_red_flag_words(session: Session, encounter_id: UUID) -> Sequence[RedFlagWordRow]:
    """What members said about red flags, oldest first."""
    query = select(RedFlagWordRow).where(RedFlagWordRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(RedFlagWordRow.said_at, RedFlagWordRow.id)).all()


def list_seals(session: Session, encounter_id: UUID) -> Sequence[SealRow]:
    return session.scalars(select(SealRow).where(SealRow.encounter_id == encounter_id)).all()


def list_second_seals(session: Session, encounter_id: UUID) -> Sequence[SecondSealRow]:
    query = select(SecondSealRow).where(SecondSealRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(SecondSealRow.arrived_at, SecondSealRow.id)).all()


def list_votes(session: Session, encounter_id: UUID) -> Sequence[ModerationVoteRow]:
    query = select(ModerationVoteRow).where(ModerationVoteRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(ModerationVoteRow.voted_at, ModerationVoteRow.id)).all()


def list_agreed(session: Session, encounter_id: UUID) -> Sequence[AgreedRatingRow]:
    """What counts: the ratings of the encounter's own round."""
    query = select(AgreedRatingRow).join(EncounterRow, EncounterRow.id == AgreedRatingRow.encounter_id)
    query = query.where(AgreedRatingRow.encounter_id == encounter_id, AgreedRatingRow.round == EncounterRow.round)
    return session.scalars(query.order_by(AgreedRatingRow.criterion)).all()


def list_agreed_once(session: Session, encounter_id: UUID) -> Sequence[AgreedRatingRow]:
    """Every agreed rating of an encounter, of rounds that don't count any more too, oldest first."""
    query = select(AgreedRatingRow).where(AgreedRatingRow.encounter_id == encounter_id)
    return session.scalars(query.order_by(AgreedRatingRow.round, AgreedRatingRow.criterion)).all()
