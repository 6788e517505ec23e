"""What an exam's draw rests on: contributed secrets, what was fixed when the forms were drawn, and substitutions with
the orders and searches that lead to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ContributionRow(Owned, Base):
    """A secret of the office or the chair. Append-only: the highest `number` of a role counts."""

    __tablename__ = "contribution"
    __table_args__ = (UniqueConstraint("exam_id", "role", "number"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    role: Mapped[str]
    number: Mapped[int]
    account_id: Mapped[UUID | None]
    words: Mapped[str]
    salt: Mapped[str]
    commitment: Mapped[str]
    given_at: Mapped[datetime]


class DrawRow(Owned, Base):
    """The sealed part of an exam's manifest as it was when its forms were drawn, with its digest."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("exam_id"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    sealed: Mapped[dict[str, Any]]
    digest: Mapped[str]
    drawn_at: Mapped[datetime]


class SubstitutionRow(Owned, Base):
    """A withdrawal as it was carried out at one exam; `kept` are the numbers of forms that somebody had begun.

    `content` is what the manifest says of it. The reason is in free words and never published.
    """

    __tablename__ = "substitution"
    __table_args__ = (UniqueConstraint("exam_id", "number"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    kept: Mapped[list[Any]]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class WithdrawalOrderRow(Owned, Base):
    """An item that somebody ordered out of use: it waits until substitutes are found for the forms that it leaves.

    `outcome` is what came of it (`services.withdrawing.Outcome`), empty while it waits. The reason is in free words.
    """

    __tablename__ = "withdrawal_order"

    qualification: Mapped[str]
    item: Mapped[str]
    reason: Mapped[str]
    ordered_at: Mapped[datetime]
    ordered_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any]]


class SearchRow(Base):
    """How far the search for substitutes is, of a withdrawal order or an amendment; it goes when that is carried out.

    `tries` counts the processes that were started for it; `seen_at`: when one was last heard of, None between them.
    """

    __tablename__ = "substitute_search"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    done: Mapped[int]
    total: Mapped[int]
    tries: Mapped[int]
    seen_at: Mapped[datetime | None]
