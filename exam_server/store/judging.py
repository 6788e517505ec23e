"""Queries over what members judged of a case's mappings."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    EvidenceRow,
    JudgementRow,
    JudgementSealRow,
    JudgementVoteRow,
    MappingRow,
    SettlementRow,
    StageStepRow,
)


def list_judgements(session: Session, case_id: UUID) -> Sequence[JudgementRow]:
    """Every judgement of a case's mappings, oldest first."""
    query = select(JudgementRow).where(JudgementRow.case_id == case_id)
    return session.scalars(query.order_by(JudgementRow.judged_at, JudgementRow.id)).all()


def list_seals(session: Session, case_id: UUID) -> Sequence[JudgementSealRow]:
    query = select(JudgementSealRow).where(JudgementSealRow.case_id == case_id)
    return session.scalars(query.order_by(JudgementSealRow.sealed_at, JudgementSealRow.id)).all()


def list_votes(session: Session, case_id: UUID) -> Sequence[JudgementVoteRow]:
    """Every vote in the talks about a case's criteria, oldest first."""
    query = select(JudgementVoteRow).where(JudgementVoteRow.case_id == case_id)
    return session.scalars(query.order_by(JudgementVoteRow.voted_at, JudgementVoteRow.id)).all()


class HandedIn(NamedTuple):
    """A mapping of a stage that was handed in."""

    id: UUID
    case_id: UUID
    stage_id: UUID
    criterion: str
    part: str


def list_handed_in(session: Session, case_ids: Collection[UUID]) -> list[HandedIn]:
    """What was handed in of these cases, to be judged."""
    handed_in = select(StageStepRow.stage_id).where(StageStepRow.step == "handed_in")
    query = select(MappingRow.id, MappingRow.case_id, MappingRow.stage_id, MappingRow.criterion, MappingRow.part)
    query = query.where(MappingRow.case_id.in_(case_ids), MappingRow.withdrawn_at.is_(None))
    return [HandedIn(*row) for row in session.execute(query.where(MappingRow.stage_id.in_(handed_in)))]


def list_settlements(session: Session, case_ids: Collection[UUID]) -> Sequence[SettlementRow]:
    """Everything that was settled of these cases, oldest first."""
    query = select(SettlementRow).where(SettlementRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(SettlementRow.settled_at, SettlementRow.id)).all()


def find_settlement(session: Session, evidence: EvidenceRow) -> SettlementRow | None:
    """The settlement that a record rests on: its own, or the one that it opens again or lets hold again."""
    made = select(EvidenceRow.id).where(
        EvidenceRow.case_id == evidence.case_id,
        EvidenceRow.source_id == evidence.source_id,
        EvidenceRow.source_hash == evidence.source_hash,
    )
    query = select(SettlementRow).where(SettlementRow.evidence_id.in_(made))
    own = case((SettlementRow.evidence_id == evidence.id, 0), else_=1)
    return session.scalars(query.order_by(own, SettlementRow.settled_at.desc())).first()
