"""Beside a run's log: what each card showed, when each tablet was last heard of, and who comes for a run alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ShownCardRow(Owned, Base):
    """Append-only: what a card showed from a second of the room's clock on, by ids of the script."""

    __tablename__ = "shown_card"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id", "device", "sequence"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    sequence: Mapped[int]
    card: Mapped[str]
    at_seconds: Mapped[int]
    seen: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]


class TabletContactRow(Base):
    """When a page of an encounter was last heard of; `card` is role_player, prompter or sheet.

    `waiting`: the taps that waited on the device by then.
    """

    __tablename__ = "tablet_contact"

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    card: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    device: Mapped[str]
    waiting: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    contact_at: Mapped[datetime]


class RunSeatRow(Owned, Base):
    """The way in of a candidate who comes to an exam for simulations alone. `epoch` counts the browsers of its ticket.

    The newest browser holds it, on the device of `device_digest`.
    """

    __tablename__ = "run_seat"
    __table_args__ = (UniqueConstraint("ticket_digest"), UniqueConstraint("exam_id", "case_id"))

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    ticket_digest: Mapped[str]
    epoch: Mapped[int] = mapped_column(default=0)
    device_digest: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
