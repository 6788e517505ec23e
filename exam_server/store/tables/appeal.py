"""Appeals, append-only: what was filed, each step, who decides, their sealed views, the ruling and what it made."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class AppealRow(Owned, Base):
    """An appeal against a stage's result; `state` is the fold of its steps, kept beside them for lists.

    `criteria`: those that it's about; `whole`: it named neither them nor an item. `position`, `revision_id`: the item
    of the test. `told_on`, `days`, `until`: the term by the policy of the day of telling (P3); `received_on` counts.
    """

    __tablename__ = "appeal"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    number: Mapped[int]
    criteria: Mapped[list[Any]]
    whole: Mapped[bool]
    position: Mapped[int | None]
    revision_id: Mapped[UUID | None] = mapped_column(ForeignKey("item_revision.id"))
    grounds: Mapped[list[Any]]
    words: Mapped[str]
    told_on: Mapped[date]
    days: Mapped[int]
    until: Mapped[date]
    received_on: Mapped[date]
    on_paper: Mapped[bool]
    filed_at: Mapped[datetime]
    filed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str]


class AppealDocumentRow(Owned, Base):
    """What was enclosed; the bytes lie under `content_hash` in the instance's folder of evidence."""

    __tablename__ = "appeal_document"

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    file_name: Mapped[str]
    kind: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    content_hash: Mapped[str]
    source_hash: Mapped[str]
    added_at: Mapped[datetime]


class AppealStepRow(Owned, Base):
    """Append-only: what became of it; `reason` is told to the candidate, `rule` is the one of a refusal."""

    __tablename__ = "appeal_step"

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    step: Mapped[str]
    reason: Mapped[str]
    rule: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class AppealSeatRow(Owned, Base):
    """Who decides, with what was proved on that day, frozen (S4); of an appeal the highest `number` counts."""

    __tablename__ = "appeal_seat"
    __table_args__ = (UniqueConstraint("appeal_id", "number", "account_id"),)

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    number: Mapped[int]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    leads: Mapped[bool]
    appointed_on: Mapped[date]
    educated: Mapped[bool]
    proofs: Mapped[list[Any]] = mapped_column(JSON)
    proof_text: Mapped[str]


class AppealOpinionRow(Owned, Base):
    """One member's view, sealed as it's given: a verdict and its reason by criterion, or that it has to be repeated."""

    __tablename__ = "appeal_opinion"
    __table_args__ = (UniqueConstraint("appeal_id", "account_id"),)

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    ratings: Mapped[dict[str, Any]]
    repeat: Mapped[bool]
    why: Mapped[str]
    content_hash: Mapped[str]
    sealed_at: Mapped[datetime]


class AppealRulingRow(Owned, Base):
    """A ruling as it was proposed; a later one takes its place where it was sent back."""

    __tablename__ = "appeal_ruling"

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    kind: Mapped[str]
    outcome: Mapped[str]
    words: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]


class AppealPointRow(Owned, Base):
    """What a ruling says of a criterion; once it's confirmed, the evidence and the decision that it made."""

    __tablename__ = "appeal_point"
    __table_args__ = (UniqueConstraint("ruling_id", "criterion"),)

    ruling_id: Mapped[UUID] = mapped_column(ForeignKey("appeal_ruling.id"))
    criterion: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    outcome: Mapped[str]
    reason: Mapped[str]
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"), index=True)


class AppealRepeatRow(Owned, Base):
    """The exam at which a simulation is repeated; nobody of the `involved` sits there for the case (S9).

    They're the accounts that had verified by then, frozen: whoever repeats it is involved too from then on.
    """

    __tablename__ = "appeal_repeat"
    __table_args__ = (UniqueConstraint("appeal_id"),)

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    involved: Mapped[list[Any]]
    planned_at: Mapped[datetime]
    planned_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
