"""What tablets wrote during encounters: a log per account and device, as it was hashed there, and PINs for seals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class DeviceLogRow(Owned, Base):
    """The head of one device's log: what has arrived, how much the device says it has made, and when it was heard."""

    __tablename__ = "device_log"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id", "device"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    last_sequence: Mapped[int]
    last_digest: Mapped[str]
    made: Mapped[int]
    heard_at: Mapped[datetime]


class DeviceEntryRow(Base):
    """One entry: `body` is the text that the device hashed, `at_ms` server time as it reckoned it.

    `fits`: it's one that the script's sheet or card writes; another one is kept, and counts for nothing.
    """

    __tablename__ = "device_entry"

    log_id: Mapped[UUID] = mapped_column(ForeignKey("device_log.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    at_ms: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str]
    digest: Mapped[str]
    fits: Mapped[bool]
    received_at: Mapped[datetime]


class SealPinRow(Base):
    """The PIN with which an account seals its sheets, as argon2id; only its owner sets it."""

    __tablename__ = "seal_pin"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    pin_hash: Mapped[str]
    set_at: Mapped[datetime]
