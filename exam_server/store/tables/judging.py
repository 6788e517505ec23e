"""What members judged of a candidate's mappings, append-only: judgements, seals, second votes, settlements."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class JudgementRow(Owned, Base):
    """One member's view of one mapping; the newest counts until a seal of theirs covers the mapping."""

    __tablename__ = "judgement"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    mapping_id: Mapped[UUID] = mapped_column(ForeignKey("mapping.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    is_sufficient: Mapped[bool]
    sufficient_why: Mapped[str]
    is_current: Mapped[bool]
    current_why: Mapped[str]
    is_authentic: Mapped[bool]
    authentic_why: Mapped[str]
    judged_at: Mapped[datetime]


class JudgementSealRow(Owned, Base):
    """A member closed their judgements of these mappings for good; `sheet_hash` covers them."""

    __tablename__ = "judgement_seal"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    mappings: Mapped[list[Any]]
    sheet_hash: Mapped[str]
    sealed_at: Mapped[datetime]


class JudgementVoteRow(Owned, Base):
    """One member's vote in the talk about a criterion or a part of it; `basis`: over which pieces, and among whom."""

    __tablename__ = "judgement_vote"
    __table_args__ = (UniqueConstraint("case_id", "criterion", "part", "basis", "account_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    criterion: Mapped[str]
    part: Mapped[str]
    basis: Mapped[str]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    accepts: Mapped[bool]
    why: Mapped[str]
    voted_at: Mapped[datetime]


class SettlementRow(Owned, Base):
    """What the panel came to on a criterion or a part of it, over these mappings, and the evidence made from it."""

    __tablename__ = "settlement"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    criterion: Mapped[str]
    part: Mapped[str]
    mappings: Mapped[list[Any]]
    ballots: Mapped[list[Any]]
    accepted: Mapped[bool]
    by_rule: Mapped[str]
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    settled_at: Mapped[datetime]
