"""Other bodies authorised to validate (L10), and which of them carries out which exam."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ValidatorRow(Owned, Base):
    """A body, the qualification's code that it may validate, by which agreement, and for how long."""

    __tablename__ = "validator"

    qualification: Mapped[str]
    name: Mapped[str]
    seat: Mapped[str]
    agreement: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    ended_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class ExamValidatorRow(Owned, Base):
    """Append-only: who carries out an exam; the newest counts, and without a body it's the awarding one itself."""

    __tablename__ = "exam_validator"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    validator_id: Mapped[UUID | None] = mapped_column(ForeignKey("validator.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
