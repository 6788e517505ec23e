"""What a moderation keeps beside the votes, append-only: facts in words, what members say of them, calls, dissents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class WordingRow(Owned, Base):
    """The facts of an encounter in one wording: words, second and criterion of each; the newest one counts."""

    __tablename__ = "moderation_wording"
    __table_args__ = (UniqueConstraint("encounter_id", "number"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    number: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    facts: Mapped[list[Any]]
    written_at: Mapped[datetime]


class FactsWordRow(Owned, Base):
    """Whether a member agrees with a wording; it's final."""

    __tablename__ = "moderation_word"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id", "number"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    agrees: Mapped[bool]
    reason: Mapped[str]
    said_at: Mapped[datetime]


class VoteCallRow(Owned, Base):
    """A member asked for a vote on a criterion, and why."""

    __tablename__ = "moderation_call"
    __table_args__ = (UniqueConstraint("encounter_id", "criterion"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    criterion: Mapped[str]
    reason: Mapped[str]
    called_at: Mapped[datetime]


class AbsenceRow(Owned, Base):
    """A member left after sealing: their sealed ratings stand as their votes."""

    __tablename__ = "moderation_absence"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str]
    recorded_at: Mapped[datetime]


class DissentRow(Owned, Base):
    """What a member wrote down against an agreed rating."""

    __tablename__ = "dissent"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id", "criterion"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    criterion: Mapped[str]
    words: Mapped[str]
    written_at: Mapped[datetime]
