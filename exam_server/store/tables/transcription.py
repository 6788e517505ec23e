"""Papers typed in: what each person read, and what was decided where they differ. Both are append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class TranscriptRow(Owned, Base):
    """One reading of a whole paper; of one person the highest `number` counts. `responses`: [position, response]."""

    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("sitting_id", "number"),)

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    number: Mapped[int]
    form_digest: Mapped[str]
    responses: Mapped[list[Any]]
    typed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    typed_at: Mapped[datetime]


class TranscriptDecisionRow(Owned, Base):
    """What a third person took at a position, beside what the screen had then; both as canonical JSON."""

    __tablename__ = "transcript_decision"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    position: Mapped[int]
    response: Mapped[str]
    on_screen: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
