"""Queries over what members judged of a case's mappings."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import JudgementRow, JudgementSealRow, JudgementVoteRow, SettlementRow


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


def list_settlements(session: Session, case_id: UUID) -> Sequence[SettlementRow]:
    """Everything that was settled of a case, oldest first."""
    query = select(SettlementRow).where(SettlementRow.case_id == case_id)
    return session.scalars(query.order_by(SettlementRow.settled_at, SettlementRow.id)).all()


def find_settlement(session: Session, evidence_id: UUID) -> SettlementRow | None:
    """The settlement that made an evidence record."""
    return session.scalars(select(SettlementRow).where(SettlementRow.evidence_id == evidence_id)).first()
