"""Queries over consents, preceding qualifications and decisions on conditions; all oldest first."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import ConditionDecisionRow, ConsentRow, PrecedingRow


def list_consents(session: Session, case_id: UUID) -> Sequence[ConsentRow]:
    query = select(ConsentRow).where(ConsentRow.case_id == case_id)
    return session.scalars(query.order_by(ConsentRow.said_at, ConsentRow.id)).all()


def find_preceding(session: Session, case_id: UUID) -> PrecedingRow | None:
    query = select(PrecedingRow).where(PrecedingRow.case_id == case_id)
    return session.scalars(query.order_by(PrecedingRow.noted_at.desc(), PrecedingRow.id.desc())).first()


def list_condition_decisions(session: Session, edition_id: UUID) -> Sequence[ConditionDecisionRow]:
    query = select(ConditionDecisionRow).where(ConditionDecisionRow.edition_id == edition_id)
    return session.scalars(query.order_by(ConditionDecisionRow.decided_at, ConditionDecisionRow.id)).all()
