"""Queries over the grounds of accommodations and the log of who read them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccommodationGroundRow, GroundViewRow


def list_grounds(session: Session, case_id: UUID) -> Sequence[AccommodationGroundRow]:
    """Oldest first."""
    query = select(AccommodationGroundRow).where(AccommodationGroundRow.case_id == case_id)
    return session.scalars(query.order_by(AccommodationGroundRow.recorded_at, AccommodationGroundRow.id)).all()


def list_views(session: Session, case_id: UUID) -> Sequence[GroundViewRow]:
    """Newest first."""
    query = select(GroundViewRow).where(GroundViewRow.case_id == case_id)
    return session.scalars(query.order_by(GroundViewRow.viewed_at.desc(), GroundViewRow.id.desc())).all()
