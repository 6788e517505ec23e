"""Reasons that somebody gave for leaving a finding of the item's check as it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class FindingWaiverRow(Owned, Base):
    """Holds for one rule at one place (a dotted path) of one content; the newest of several counts."""

    __tablename__ = "finding_waiver"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    rule: Mapped[str]
    place: Mapped[str]
    content_hash: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
