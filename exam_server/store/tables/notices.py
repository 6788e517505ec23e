"""The outbox: notices that wait, and what became of the others. Whom one concerns is looked up when it's sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class NoticeRow(Owned, Base):
    """A notice to a person, or to who enrolled and is no person yet. No address, name or text is kept with it.

    The ids are no foreign keys: who is erased leaves an entry behind that leads to nobody.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "state", "due_at"),)

    kind: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    enrolment_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    state: Mapped[str]
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int]
    claimed_until: Mapped[datetime | None]
    trouble: Mapped[str]
    code: Mapped[int]
    ended_at: Mapped[datetime | None]
