"""The signed heads of the audit chains."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.core.audit_heads import SignedHead
from exam_server.store.tables import AuditHeadRow


def find_newest_head(session: Session, organisation_id: UUID) -> SignedHead | None:
    query = select(AuditHeadRow).where(AuditHeadRow.organisation_id == organisation_id)
    row = session.scalars(query.order_by(AuditHeadRow.day.desc()).limit(1)).first()
    return None if row is None else _head(row)


def list_heads(session: Session, organisation_id: UUID) -> tuple[SignedHead, ...]:
    """Oldest first."""
    query = select(AuditHeadRow).where(AuditHeadRow.organisation_id == organisation_id)
    return tuple(_head(row) for row in session.scalars(query.order_by(AuditHeadRow.day)))


def _head(row: AuditHeadRow) -> SignedHead:
    return SignedHead(row.day, row.position, row.hash, row.key, row.signature)
