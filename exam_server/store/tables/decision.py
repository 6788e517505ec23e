"""What a commission decided on a case, append-only: proposals, votes, confirmations, and notes of the conversation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class DecisionRow(Owned, Base):
    """A proposal on a criterion, with what its member saw: evidence by id, the grid's record hash, plan, rule version.

    A later one names the one before it; it holds once it has a confirmation.
    """

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("supersedes"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    criterion: Mapped[str]
    verdict: Mapped[str]
    open_reason: Mapped[str | None]
    reason: Mapped[str]
    evidence: Mapped[list[Any]]
    record_hash: Mapped[str]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    rule_version: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    supersedes: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))


class DecisionVoteRow(Owned, Base):
    """One member's vote on a proposal, its own member's too; it's final."""

    __tablename__ = "decision_vote"
    __table_args__ = (UniqueConstraint("decision_id", "account_id"),)

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    verdict: Mapped[str]
    reason: Mapped[str]
    voted_at: Mapped[datetime]


class DecisionConfirmationRow(Owned, Base):
    """What the votes came to, let hold by another member; `members` are who sat then, `dissent` who voted otherwise."""

    __tablename__ = "decision_confirmation"
    __table_args__ = (UniqueConstraint("decision_id"),)

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    verdict: Mapped[str]
    open_reason: Mapped[str | None]
    by_rule: Mapped[str]
    dissent: Mapped[list[Any]]
    members: Mapped[list[Any]]
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime]


class AgendaNoteRow(Owned, Base):
    """What all agreed on after an exchange, with its evidence; it has the exchange's id.

    Notes from before members noted alone have neither hearings nor a rule.
    """

    __tablename__ = "agenda_note"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    criterion: Mapped[str]
    part: Mapped[str]
    question: Mapped[str]
    heard: Mapped[str]
    verdict: Mapped[str]
    content_hash: Mapped[str]
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"))
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    noted_at: Mapped[datetime]
    by_rule: Mapped[str] = mapped_column(default="")
    dissent: Mapped[list[Any]] = mapped_column(default=list)


class ExchangeRow(Owned, Base):
    """An exchange about a criterion or its part; `closed_at`: since then the chair waits for nobody any more."""

    __tablename__ = "conversation_exchange"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    criterion: Mapped[str]
    part: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class HearingRow(Owned, Base):
    """What one member noted of an exchange, alone; it's sealed as it's given."""

    __tablename__ = "conversation_hearing"
    __table_args__ = (UniqueConstraint("exchange_id", "account_id"),)

    exchange_id: Mapped[UUID] = mapped_column(ForeignKey("conversation_exchange.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    question: Mapped[str]
    heard: Mapped[str]
    verdict: Mapped[str]
    heard_at: Mapped[datetime]


class ExchangeVoteRow(Owned, Base):
    """A member's vote where the notes of an exchange differ; it's final."""

    __tablename__ = "conversation_vote"
    __table_args__ = (UniqueConstraint("exchange_id", "account_id"),)

    exchange_id: Mapped[UUID] = mapped_column(ForeignKey("conversation_exchange.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    verdict: Mapped[str]
    reason: Mapped[str]
    voted_at: Mapped[datetime]
