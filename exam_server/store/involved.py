"""Who took part in verifying a case: whoever sat, played, rated, read, judged, asked, voted or confirmed."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    CommissionRow,
    CommissionSeatRow,
    DecisionConfirmationRow,
    DecisionRow,
    DecisionVoteRow,
    EncounterAssessorRow,
    EncounterRow,
    ExamMemberRow,
    ExchangeRow,
    HearingRow,
    JudgementRow,
    JudgementVoteRow,
    MarkingShareRow,
    RunEventRow,
    StageRow,
    WrittenPieceRow,
)

AT_AN_EXAM = ("assessor", "chair")


def list_involved(session: Session, case_id: UUID, exam_ids: set[UUID], own: Collection[UUID] = ()) -> set[UUID]:
    """The accounts, at these exams of the case or anywhere where something of it was judged or decided (S9).

    `own`: decisions that make nobody a first member, since the appeal's own ruling made them.
    """
    found: set[UUID | None] = set()
    judged, decided = _judged(case_id), _decided(case_id, own)
    for query in (*_seated(case_id, exam_ids), *_simulated(case_id, exam_ids), *judged, *decided):
        found |= set(session.scalars(query))
    return {each for each in found if each is not None}


def list_exams(session: Session, case_id: UUID) -> set[UUID]:
    """The exams at which the case has a stage."""
    query = select(StageRow.exam_id).where(StageRow.case_id == case_id, StageRow.exam_id.is_not(None))
    return {each for each in session.scalars(query) if each is not None}


Accounts = Select[Any]


def _seated(case_id: UUID, exam_ids: set[UUID]) -> list[Accounts]:
    member = select(ExamMemberRow.account_id).where(ExamMemberRow.exam_id.in_(exam_ids))
    seat = select(CommissionSeatRow.account_id).join(CommissionRow, CommissionRow.id == CommissionSeatRow.commission_id)
    own = CommissionSeatRow.case_id.is_(None) | (CommissionSeatRow.case_id == case_id)
    return [
        member.where(ExamMemberRow.role.in_(AT_AN_EXAM)),
        seat.where(CommissionRow.exam_id.in_(exam_ids), own),
    ]


def _simulated(case_id: UUID, exam_ids: set[UUID]) -> list[Accounts]:
    run = (EncounterRow.case_id == case_id) & EncounterRow.exam_id.in_(exam_ids)
    rated = select(EncounterAssessorRow.account_id).join(EncounterRow)
    logged = select(RunEventRow.account_id).join(EncounterRow)
    return [rated.where(run), logged.where(run), select(EncounterRow.role_player_id).where(run)]


def _judged(case_id: UUID) -> list[Accounts]:
    read = select(MarkingShareRow.account_id).join(WrittenPieceRow, WrittenPieceRow.id == MarkingShareRow.piece_id)
    heard = select(HearingRow.account_id).join(ExchangeRow, ExchangeRow.id == HearingRow.exchange_id)
    return [
        read.where(WrittenPieceRow.case_id == case_id),
        heard.where(ExchangeRow.case_id == case_id),
        select(JudgementRow.account_id).where(JudgementRow.case_id == case_id),
        select(JudgementVoteRow.account_id).where(JudgementVoteRow.case_id == case_id),
    ]


def _decided(case_id: UUID, but: Collection[UUID]) -> list[Accounts]:
    own = (DecisionRow.case_id == case_id) & DecisionRow.id.not_in(but)
    voted = select(DecisionVoteRow.account_id).join(DecisionRow, DecisionRow.id == DecisionVoteRow.decision_id)
    confirmed = select(DecisionConfirmationRow.confirmed_by).join(
        DecisionRow, DecisionRow.id == DecisionConfirmationRow.decision_id
    )
    return [select(DecisionRow.proposed_by).where(own), voted.where(own), confirmed.where(own)]
