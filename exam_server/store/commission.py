"""Queries over appointed commissions, recusals and advisors."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import (
    AccountRow,
    CaseAdvisorRow,
    CommissionRow,
    CommissionSeatRow,
    PersonRow,
    RecusalRow,
)

OfCase = RecusalRow | CaseAdvisorRow


def find_commission(session: Session, exam_id: UUID) -> CommissionRow | None:
    """The exam's commission as it was appointed last."""
    query = select(CommissionRow).where(CommissionRow.exam_id == exam_id).order_by(CommissionRow.number.desc())
    return session.scalars(query.limit(1)).first()


def list_seats(session: Session, commission_id: UUID) -> Sequence[tuple[CommissionSeatRow, PersonRow]]:
    """All seats of a commission, replacements for single cases too; who leads comes first."""
    query = (
        select(CommissionSeatRow, PersonRow)
        .join(AccountRow, AccountRow.id == CommissionSeatRow.account_id)
        .join(PersonRow, PersonRow.id == AccountRow.person_id)
        .where(CommissionSeatRow.commission_id == commission_id)
        .order_by(CommissionSeatRow.leads.desc(), PersonRow.family_name, PersonRow.given_names, CommissionSeatRow.id)
    )
    return session.execute(query).all()


def list_recusals(session: Session, case_ids: Collection[UUID]) -> Sequence[RecusalRow]:
    query = select(RecusalRow).where(RecusalRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(RecusalRow.made_at, RecusalRow.id)).all()


def list_advisors(session: Session, case_ids: Collection[UUID]) -> Sequence[CaseAdvisorRow]:
    query = select(CaseAdvisorRow).where(CaseAdvisorRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(CaseAdvisorRow.taken_on, CaseAdvisorRow.id)).all()
