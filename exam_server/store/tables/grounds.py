"""Grounds of accommodations, apart from what was agreed, and the log of who read them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class AccommodationGroundRow(Owned, Base):
    """Append-only: what was put forward, in words or as a document (`content_hash` names its bytes; empty: none)."""

    __tablename__ = "accommodation_ground"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    words: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    content_hash: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class GroundViewRow(Owned, Base):
    """Append-only: somebody read a case's grounds, or fetched the document of one (`ground_id`), for a purpose."""

    __tablename__ = "ground_view"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    ground_id: Mapped[UUID | None] = mapped_column(ForeignKey("accommodation_ground.id"))
    purpose: Mapped[str]
    viewed_at: Mapped[datetime]
    viewed_by: Mapped[UUID | None]
