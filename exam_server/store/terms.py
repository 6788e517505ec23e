"""Queries over the terms of auditors' accounts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exam_server.store.tables import AccountTermRow


def list_terms(session: Session, account_id: UUID) -> Sequence[AccountTermRow]:
    """An account's terms, the newest first."""
    query = select(AccountTermRow).where(AccountTermRow.account_id == account_id)
    return session.scalars(query.order_by(AccountTermRow.set_at.desc(), AccountTermRow.id.desc())).all()
