"""The conditions of an exam's room: the checklist that is signed before the start, and what was different later."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class RoomCheckRow(Owned, Base):
    """One checklist per exam. `given`: answer and note by condition; `signed`: what was signed, with its words.

    Once `signed_at` is set, nothing of it changes.
    """

    __tablename__ = "room_check"
    __table_args__ = (UniqueConstraint("exam_id"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    given: Mapped[dict[str, Any]]
    signed: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    content_hash: Mapped[str] = mapped_column(default="")
    filled_at: Mapped[datetime]
    filled_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]


class RoomDeviationRow(Owned, Base):
    """Append-only: what wasn't any more as it was signed (`code`: of which condition; empty: of none)."""

    __tablename__ = "room_deviation"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    code: Mapped[str]
    note: Mapped[str]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID | None]
