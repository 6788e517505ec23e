"""Queries over pictures; their bytes are loaded where they're asked for alone."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, undefer

from exam_server.store.tables import MediaRow


def find_media(session: Session, organisation_id: UUID, content_hash: str) -> MediaRow | None:
    """A picture with its bytes."""
    query = select(MediaRow).where(MediaRow.organisation_id == organisation_id, MediaRow.content_hash == content_hash)
    return session.scalars(query.options(undefer(MediaRow.content))).first()


def list_media(session: Session, organisation_id: UUID, hashes: Collection[str]) -> Sequence[MediaRow]:
    """The pictures whose bytes, or whose source's bytes, have one of these hashes."""
    query = select(MediaRow).where(
        MediaRow.organisation_id == organisation_id,
        or_(MediaRow.content_hash.in_(hashes), MediaRow.source_hash.in_(hashes)),
    )
    return session.scalars(query.order_by(MediaRow.made_at, MediaRow.id)).all()


def list_media_names(session: Session, organisation_id: UUID) -> dict[str, str]:
    """The hash of each picture by its name."""
    query = select(MediaRow.name, MediaRow.content_hash).where(MediaRow.organisation_id == organisation_id)
    return dict(session.execute(query).all())
