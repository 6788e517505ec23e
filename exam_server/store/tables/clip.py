"""Clips of vignettes, named by the hash of their bytes: a revision that shows one never changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ClipRow(Owned, Base):
    """A clip as its author brought it; `title` is for authors alone."""

    __tablename__ = "clip"
    __table_args__ = (UniqueConstraint("organisation_id", "content_hash"),)

    content_hash: Mapped[str]
    title: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
