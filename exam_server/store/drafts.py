"""Queries over authors' unsaved forms."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exam_server.store.tables import FormDraftRow


def list_drafts(session: Session, account_id: UUID, qualification: str, subject: str) -> Sequence[FormDraftRow]:
    """What one author hasn't saved yet, the newest first."""
    query = select(FormDraftRow).where(
        FormDraftRow.account_id == account_id,
        FormDraftRow.qualification == qualification,
        FormDraftRow.subject == subject,
    )
    return session.scalars(query.order_by(FormDraftRow.saved_at.desc(), FormDraftRow.id)).all()


def count_drafts(session: Session, account_id: UUID) -> int:
    query = select(func.count()).select_from(FormDraftRow).where(FormDraftRow.account_id == account_id)
    return session.scalars(query).one()


def list_others(
    session: Session, organisation_id: UUID, qualification: str, subject: str, code: str, since: datetime
) -> Sequence[tuple[UUID, datetime]]:
    """The accounts that typed into this item's or case's form since, each with its last time."""
    query = select(FormDraftRow.account_id, func.max(FormDraftRow.saved_at)).where(
        FormDraftRow.organisation_id == organisation_id,
        FormDraftRow.qualification == qualification,
        FormDraftRow.subject == subject,
        FormDraftRow.code == code,
        FormDraftRow.saved_at >= since,
    )
    return [(account, at) for account, at in session.execute(query.group_by(FormDraftRow.account_id))]
