"""For how long accounts of auditors hold."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class AccountTermRow(Owned, Base):
    """Append-only: from when until when an account may be an auditor (L18), both days included; the newest counts."""

    __tablename__ = "account_term"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    reason: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID | None]
