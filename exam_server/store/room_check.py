"""Queries over the conditions of rooms: an exam's checklist, and the deviations from it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import RoomCheckRow, RoomDeviationRow


def find_check(session: Session, exam_id: UUID) -> RoomCheckRow | None:
    return session.scalars(select(RoomCheckRow).where(RoomCheckRow.exam_id == exam_id)).first()


def list_deviations(session: Session, exam_id: UUID) -> Sequence[RoomDeviationRow]:
    """In the order in which they were noted."""
    query = select(RoomDeviationRow).where(RoomDeviationRow.exam_id == exam_id)
    return session.scalars(query.order_by(RoomDeviationRow.noted_at, RoomDeviationRow.id)).all()
