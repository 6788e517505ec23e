"""Queries over withdrawal orders, and over searches for substitutes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from exam_server.store.shelf import Shelf
from exam_server.store.tables import SearchRow, WithdrawalOrderRow


def find_order(session: Session) -> WithdrawalOrderRow | None:
    """The earliest that waits, of whatever organisation."""
    query = select(WithdrawalOrderRow).where(WithdrawalOrderRow.ended_at.is_(None))
    return session.scalars(query.order_by(WithdrawalOrderRow.id).limit(1)).first()


def lock_order(session: Session, order_id: UUID) -> WithdrawalOrderRow | None:
    """The order as it stands once nobody else can write it; None where it has ended meanwhile."""
    row = session.get(WithdrawalOrderRow, order_id, populate_existing=True, with_for_update=True)
    return row if row is not None and row.ended_at is None else None


def list_orders(session: Session, shelf: Shelf, since: datetime, item: str = "") -> Sequence[WithdrawalOrderRow]:
    """Those of a bank (or of one of its items) that wait or ended since a moment, the latest first."""
    own = WithdrawalOrderRow.organisation_id == shelf.organisation_id
    recent = or_(WithdrawalOrderRow.ended_at.is_(None), WithdrawalOrderRow.ended_at >= since)
    query = select(WithdrawalOrderRow).where(own, WithdrawalOrderRow.qualification == shelf.qualification, recent)
    if item:
        query = query.where(WithdrawalOrderRow.item == item)
    return session.scalars(query.order_by(WithdrawalOrderRow.id.desc())).all()


def find_search(session: Session, subject_id: UUID) -> SearchRow | None:
    return session.get(SearchRow, subject_id, populate_existing=True)


def lock_search(session: Session, subject_id: UUID) -> SearchRow | None:
    """As it stands once nobody else can write it."""
    return session.get(SearchRow, subject_id, populate_existing=True, with_for_update=True)
