"""Commissions as they were appointed, who sits in them for whom, and who was recused."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class CommissionRow(Owned, Base):
    """An exam's commission. Append-only: the highest `number` of an exam counts."""

    __tablename__ = "commission"
    __table_args__ = (UniqueConstraint("exam_id", "number"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    number: Mapped[int]
    appointed_on: Mapped[date]
    appointed_at: Mapped[datetime]
    appointed_by: Mapped[UUID | None]


class CommissionSeatRow(Owned, Base):
    """A member, with what was proved on the day of the appointment, frozen (S4); `case_id`: for that case alone.

    `proofs`: by credential whether it's held, and for experience the days proved, needed, and their stretches.
    `proof_text`: the same in sentences, with documents and who verified them.
    """

    __tablename__ = "commission_seat"
    __table_args__ = (UniqueConstraint("commission_id", "account_id", "case_id"),)

    commission_id: Mapped[UUID] = mapped_column(ForeignKey("commission.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"))
    leads: Mapped[bool]
    appointed_on: Mapped[date]
    educated: Mapped[bool]
    proofs: Mapped[list[Any]] = mapped_column(JSON)
    proof_text: Mapped[str] = mapped_column(default="", server_default="")


class RecusalRow(Owned, Base):
    """A member takes no part in one case (S2, S8, S10), and who sits in their place, once somebody does."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("case_id", "account_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    replaced_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class CaseAdvisorRow(Owned, Base):
    """Who supports a case in identification and documentation since a day (S8)."""

    __tablename__ = "case_advisor"
    __table_args__ = (UniqueConstraint("case_id", "account_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    taken_on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
