"""The server's line of time, as a process that starts finds it."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base


class ClockRow(Base):
    """One row: the anchor of the line, and how far the wall clock was ahead of it when that was noted last.

    `since_boot` is in microseconds, `noted` in milliseconds.
    """

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    since_boot: Mapped[int] = mapped_column(BigInteger)
    boot_id: Mapped[str]
    noted: Mapped[int] = mapped_column(BigInteger)
