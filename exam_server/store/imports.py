"""Queries over imports that wait for an author's yes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from exam_server.store.tables import ImportRow


def find_import(session: Session, organisation_id: UUID, account_id: UUID | None, import_id: UUID) -> ImportRow | None:
    """Somebody's own import with what was read; nobody else's."""
    query = select(ImportRow).where(
        ImportRow.id == import_id, ImportRow.organisation_id == organisation_id, ImportRow.made_by == account_id
    )
    return session.scalars(query.options(undefer(ImportRow.intake))).first()


def list_imports(session: Session, organisation_id: UUID, account_id: UUID | None) -> Sequence[ImportRow]:
    """Somebody's own imports, the newest first."""
    query = select(ImportRow).where(ImportRow.organisation_id == organisation_id, ImportRow.made_by == account_id)
    return session.scalars(query.order_by(ImportRow.made_at.desc())).all()


def delete_imports(session: Session, organisation_id: UUID, before: datetime) -> None:
    """Those that nobody said yes to in time."""
    session.execute(delete(ImportRow).where(ImportRow.organisation_id == organisation_id, ImportRow.made_at < before))
