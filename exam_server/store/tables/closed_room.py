"""What closes the room of an exam."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base


class ClosedRoomRow(Base):
    """The rules of one exam's room; an exam without a row is open to every address.

    `ranges` are networks in CIDR notation; none of them means anywhere.
    """

    __tablename__ = "closed_room"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    ranges: Mapped[list[Any]] = mapped_column(JSON, default=list)
