"""What the awarding body decides by itself, with the day from which it holds."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from exam_server.store.base import Base, Owned


class PolicyRow(Owned, Base):
    """Append-only: a decision with its reason, date and author."""

    __tablename__ = "policy"

    kind: Mapped[str]
    value: Mapped[int]
    holds_from: Mapped[date]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
