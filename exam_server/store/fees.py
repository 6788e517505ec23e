"""Queries over fees and the accounts of cases."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import FeeRow, PaymentRow


def list_fees(session: Session, organisation_id: UUID, qualification: str) -> Sequence[FeeRow]:
    """Every decision on a qualification's fees, oldest first."""
    query = select(FeeRow).where(FeeRow.organisation_id == organisation_id, FeeRow.qualification == qualification)
    return session.scalars(query.order_by(FeeRow.decided_at, FeeRow.id)).all()


def list_payments(session: Session, case_ids: Collection[UUID]) -> Sequence[PaymentRow]:
    """The lines of these cases' accounts, oldest first."""
    query = select(PaymentRow).where(PaymentRow.case_id.in_(case_ids))
    return session.scalars(query.order_by(PaymentRow.noted_at, PaymentRow.id)).all()


def list_all_payments(session: Session, organisation_id: UUID) -> Sequence[PaymentRow]:
    """Every case's lines, oldest first."""
    query = select(PaymentRow).where(PaymentRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(PaymentRow.noted_at, PaymentRow.id)).all()
