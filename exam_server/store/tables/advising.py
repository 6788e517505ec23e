"""What candidates say of themselves, their advisors' views and notes: apart from the record of verification (S8)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class SelfAssessmentRow(Owned, Base):
    """Append-only: what a candidate says of one criterion; the newest counts."""

    __tablename__ = "self_assessment"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    criterion: Mapped[str]
    level: Mapped[str]
    words: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class AdvisorNoteRow(Owned, Base):
    """Append-only: an advisor's view of a criterion for the candidate, or (without one) a note for advisors alone."""

    __tablename__ = "advisor_note"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    criterion: Mapped[str] = mapped_column(default="", server_default="")
    level: Mapped[str] = mapped_column(default="", server_default="")
    words: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
