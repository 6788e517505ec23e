"""Pictures of the bank, named by the hash of their bytes: a revision that shows one never changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class MediaRow(Owned, Base):
    """A picture, painted anew from a file with `source_hash`; an export writes it as `name`."""

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("organisation_id", "content_hash"),
        UniqueConstraint("organisation_id", "name"),
    )

    content_hash: Mapped[str]
    source_hash: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
