"""Reports as they were sent or closed: their record as JSON with its hash; append-only."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ReportRow(Owned, Base):
    """`kind`: quarterly, or the evaluation of the qualification `subject`. A correction has the next `number`."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "subject", "since", "until", "number"),)

    kind: Mapped[str]
    subject: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    number: Mapped[int]
    record: Mapped[str] = mapped_column(deferred=True)
    record_hash: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
