"""What the body asks for its services, and the accounts of cases; both append-only, amounts in grosze."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class FeeRow(Owned, Base):
    """A decision on what a service of a qualification costs from a day on. `qualification`: its code."""

    __tablename__ = "fee"

    qualification: Mapped[str] = mapped_column(index=True)
    service: Mapped[str]
    set_number: Mapped[int]
    amount: Mapped[int]
    holds_from: Mapped[date]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]


class PaymentRow(Owned, Base):
    """A line of a case's account; one that was wrong is made void by a further line."""

    __tablename__ = "payment"
    __table_args__ = (UniqueConstraint("voids"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str]
    service: Mapped[str]
    set_number: Mapped[int]
    amount: Mapped[int]
    on_day: Mapped[date]
    way: Mapped[str]
    let_off: Mapped[str]
    note: Mapped[str]
    voids: Mapped[UUID | None] = mapped_column(ForeignKey("payment.id"))
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None]
