"""Queries over what a commission decided and noted on a case."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AgendaNoteRow,
    DecisionConfirmationRow,
    DecisionRow,
    DecisionVoteRow,
    ExchangeRow,
    ExchangeVoteRow,
    HearingRow,
)


def list_decisions(session: Session, case_ids: Collection[UUID]) -> Sequence[DecisionRow]:
    """Every proposal of these cases, oldest first."""
    query = select(DecisionRow).where(DecisionRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(DecisionRow.proposed_at, DecisionRow.id)).all()


def list_votes(session: Session, case_id: UUID) -> Sequence[DecisionVoteRow]:
    """Every vote on a case's proposals, oldest first."""
    query = select(DecisionVoteRow).join(DecisionRow, DecisionRow.id == DecisionVoteRow.decision_id)
    query = query.where(DecisionRow.case_id == case_id)
    return session.scalars(query.order_by(DecisionVoteRow.voted_at, DecisionVoteRow.id)).all()


def list_confirmations(session: Session, case_ids: Collection[UUID]) -> dict[UUID, DecisionConfirmationRow]:
    """The confirmations of these cases' decisions, by decision."""
    query = select(DecisionConfirmationRow).join(DecisionRow, DecisionRow.id == DecisionConfirmationRow.decision_id)
    return {row.decision_id: row for row in session.scalars(query.where(DecisionRow.case_id.in_(case_ids)))}


def list_notes(session: Session, case_id: UUID) -> Sequence[AgendaNoteRow]:
    """What was noted of the conversation, oldest first."""
    query = select(AgendaNoteRow).where(AgendaNoteRow.case_id == case_id)
    return session.scalars(query.order_by(AgendaNoteRow.noted_at, AgendaNoteRow.id)).all()


def list_exchanges(session: Session, case_id: UUID) -> Sequence[ExchangeRow]:
    """Every exchange of a case's conversation, oldest first."""
    query = select(ExchangeRow).where(ExchangeRow.case_id == case_id)
    return session.scalars(query.order_by(ExchangeRow.opened_at, ExchangeRow.id)).all()


def list_hearings(session: Session, case_id: UUID) -> Sequence[HearingRow]:
    """What members noted in a case's exchanges, oldest first."""
    query = select(HearingRow).join(ExchangeRow, ExchangeRow.id == HearingRow.exchange_id)
    query = query.where(ExchangeRow.case_id == case_id)
    return session.scalars(query.order_by(HearingRow.heard_at, HearingRow.id)).all()


def list_exchange_votes(session: Session, case_id: UUID) -> Sequence[ExchangeVoteRow]:
    query = select(ExchangeVoteRow).join(ExchangeRow, ExchangeRow.id == ExchangeVoteRow.exchange_id)
    query = query.where(ExchangeRow.case_id == case_id)
    return session.scalars(query.order_by(ExchangeVoteRow.voted_at, ExchangeVoteRow.id)).all()
