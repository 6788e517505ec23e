"""What assessors gave to made-up vignettes before a day: their own record, apart from ratings and evidence."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class CalibrationRow(Owned, Base):
    """One assessor's levels of one vignette before one exam (`levels`: criterion → level, null: no opportunity).

    It's final, since the panel's levels are shown after it.
    """

    __tablename__ = "calibration"
    __table_args__ = (UniqueConstraint("exam_id", "account_id", "scenario_revision_id", "vignette"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    scenario_revision_id: Mapped[UUID] = mapped_column(ForeignKey("scenario_revision.id"))
    vignette: Mapped[str]
    levels: Mapped[dict[str, Any]]
    given_at: Mapped[datetime]
