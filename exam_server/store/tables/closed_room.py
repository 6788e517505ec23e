"""What closes the room of an exam."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ClosedRoomRow(Base):
    """The rules of one exam's room; an exam without a row is open to every address.

    `ranges` are networks in CIDR notation; none of them means anywhere. `seb_settings` is the property list of Safe
    Exam Browser as it was given out (empty: any browser), made for `seb_address`; `exam_keys` name its versions.
    """

    __tablename__ = "closed_room"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    ranges: Mapped[list[Any]] = mapped_column(JSON, default=list)
    seb_settings: Mapped[str] = mapped_column(default="")
    seb_address: Mapped[str] = mapped_column(default="")
    exam_keys: Mapped[list[Any]] = mapped_column(JSON, default=list)


class SebCheckRow(Owned, Base):
    """One look at a browser before it gets a seat, good for one answer at the address that carries `nonce`.

    `outcome` is how it passed or what failed, empty while it's open; `client` is the version that the browser states.
    """

    __tablename__ = "seb_check"
    __table_args__ = (UniqueConstraint("nonce"),)

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    nonce: Mapped[str]
    device_digest: Mapped[str]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    client: Mapped[str] = mapped_column(default="")
