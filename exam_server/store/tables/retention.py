"""What is held back from erasure, orders of erasure by two people, and what they erased: ids only."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class RetentionHoldRow(Owned, Base):
    """Somebody keeps data from being erased although they're due, and says why; until somebody ends it."""

    __tablename__ = "retention_hold"

    kind: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    reason: Mapped[str]
    held_at: Mapped[datetime]
    held_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]


class ErasureOrderRow(Owned, Base):
    """One person proposes, another confirms (P7). `subjects`: [kind, id] of each, as proposed.

    `files`: hashes whose bytes still have to go; it's empty once they have. No key to an account: an order that is
    repeated after a restore may be of somebody who isn't there.
    """

    __tablename__ = "erasure_order"

    subjects: Mapped[list[Any]] = mapped_column(JSON)
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    confirmed: Mapped[bool | None]
    files: Mapped[list[Any]] = mapped_column(JSON, default=list)


class ErasedDataRow(Owned, Base):
    """Append-only: data of one kind and subject were erased, when, on which order, and by which rule they were due."""

    __tablename__ = "erased_data"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    order_id: Mapped[UUID] = mapped_column(ForeignKey("erasure_order.id"), index=True)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    rule: Mapped[str]
    due_on: Mapped[date]
    erased_at: Mapped[datetime]
