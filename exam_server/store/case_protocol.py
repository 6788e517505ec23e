"""Queries over the protocols of cases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import ProtocolRow, SignedProtocolRow


def list_protocols(session: Session, case_id: UUID) -> Sequence[ProtocolRow]:
    """A case's protocols, oldest first."""
    return session.scalars(select(ProtocolRow).where(ProtocolRow.case_id == case_id).order_by(ProtocolRow.number)).all()


def highest_number(session: Session, organisation_id: UUID) -> int:
    return (
        session.scalar(select(func.max(ProtocolRow.number)).where(ProtocolRow.organisation_id == organisation_id)) or 0
    )


def list_signed(session: Session, case_id: UUID) -> Sequence[SignedProtocolRow]:
    """The signed files of a case's protocols, oldest first."""
    query = select(SignedProtocolRow).join(ProtocolRow, ProtocolRow.id == SignedProtocolRow.protocol_id)
    return session.scalars(query.where(ProtocolRow.case_id == case_id).order_by(SignedProtocolRow.brought_at)).all()
