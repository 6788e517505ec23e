"""Who of the staff opened whose pages and files, and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class PersonalViewRow(Owned, Base):
    """Append-only, a log and no act. `page` names the view, `kind` and `subject_id` whose it was (None: a list).

    No keys to accounts and subjects: the log stays when they go.
    """

    __tablename__ = "personal_view"
    __table_args__ = (Index(None, "organisation_id", "at"),)

    at: Mapped[datetime]
    account_id: Mapped[UUID]
    page: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
