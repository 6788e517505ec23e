"""Queries over clips; their bytes are loaded where they're asked for alone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from exam_server.store.tables import ClipRow


def find_clip(session: Session, organisation_id: UUID, content_hash: str, *, whole: bool = False) -> ClipRow | None:
    """A clip; `whole`: with its bytes."""
    query = select(ClipRow).where(ClipRow.organisation_id == organisation_id, ClipRow.content_hash == content_hash)
    return session.scalars(query.options(undefer(ClipRow.content)) if whole else query).first()


def list_clips(session: Session, organisation_id: UUID) -> Sequence[ClipRow]:
    """Every clip of an organisation, the newest first."""
    query = select(ClipRow).where(ClipRow.organisation_id == organisation_id)
    return session.scalars(query.order_by(ClipRow.made_at.desc(), ClipRow.id)).all()
