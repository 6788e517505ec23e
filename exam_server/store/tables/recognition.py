"""Earlier achievements that a commission recognises, append-only: proposals, votes, confirmations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class RecognitionRow(Owned, Base):
    """A proposal to recognise a set, outcome or criterion (`code`), on a document of the portfolio that shows it.

    `criteria`: those that weren't recognised before; `record_hash` covers the proposal and the document's bytes.
    """

    __tablename__ = "recognition"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    code: Mapped[str]
    criteria: Mapped[list[Any]]
    kind: Mapped[str]
    name: Mapped[str]
    number: Mapped[str]
    issuer: Mapped[str]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"))
    record_hash: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]


class RecognitionVoteRow(Owned, Base):
    """One member's vote on a proposal, its own member's too; it's final."""

    __tablename__ = "recognition_vote"
    __table_args__ = (UniqueConstraint("recognition_id", "account_id"),)

    recognition_id: Mapped[UUID] = mapped_column(ForeignKey("recognition.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    accepts: Mapped[bool]
    why: Mapped[str]
    voted_at: Mapped[datetime]


class RecognitionConfirmationRow(Owned, Base):
    """What the votes came to, let hold by another member; `ballots` are those that counted."""

    __tablename__ = "recognition_confirmation"
    __table_args__ = (UniqueConstraint("recognition_id"),)

    recognition_id: Mapped[UUID] = mapped_column(ForeignKey("recognition.id"))
    accepted: Mapped[bool]
    by_rule: Mapped[str]
    ballots: Mapped[list[Any]]
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime]


class RecognitionWithdrawalRow(Owned, Base):
    """A recognition turned out wrong: one member says why (`step` asked), another one takes it back (confirmed)."""

    __tablename__ = "recognition_withdrawal"
    __table_args__ = (UniqueConstraint("recognition_id", "step"),)

    recognition_id: Mapped[UUID] = mapped_column(ForeignKey("recognition.id"))
    step: Mapped[str]
    reason: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
