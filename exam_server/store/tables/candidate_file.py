"""A candidate's file: consents, whether the preceding qualification was shown, the body's decision on it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ConsentRow(Owned, Base):
    """Append-only: the last word of each kind counts (P4)."""

    __tablename__ = "consent"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str]
    given: Mapped[bool]
    said_at: Mapped[datetime]
    said_by: Mapped[UUID | None]


class PrecedingRow(Owned, Base):
    """Append-only: whether the office saw the document of the preceding qualification (S13); the newest counts."""

    __tablename__ = "preceding_qualification"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    shown: Mapped[bool]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None]


class ConditionDecisionRow(Owned, Base):
    """Append-only: the body's decision on what an edition's form calls preceding (S13), with its reason."""

    __tablename__ = "condition_decision"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"), index=True)
    policy: Mapped[str]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
