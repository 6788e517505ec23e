"""Queries over the awarding body's own decisions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import PolicyRow


def list_policies(session: Session, organisation_id: UUID) -> Sequence[PolicyRow]:
    """All decisions of a body, oldest first."""
    query = select(PolicyRow).where(PolicyRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(PolicyRow.decided_at, PolicyRow.id)).all()
