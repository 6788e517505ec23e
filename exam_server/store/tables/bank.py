"""Items, stimuli, blueprints and scenarios: immutable revisions by hash, and the status beside them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ItemRow(Owned, Base):
    """An item of a qualification's bank: what is current, its status and estimates; content stands in revisions.

    `searched`: the folded words that a search looks through. `author_id` wrote the first revision, None: it came from
    files.
    """

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("organisation_id", "qualification", "code"),)

    qualification: Mapped[str]
    code: Mapped[str]
    status: Mapped[str]
    revision_id: Mapped[UUID]
    kind: Mapped[str]
    level: Mapped[str]
    criteria: Mapped[list[Any]]
    difficulty: Mapped[float]
    seconds: Mapped[int]
    language: Mapped[str]
    practice: Mapped[bool]
    searched: Mapped[str] = mapped_column(deferred=True)
    author_id: Mapped[UUID | None]
    changed_at: Mapped[datetime]


class ItemCriterionRow(Base):
    """The criteria of an item's current revision, one by one: what lists and coverage narrow and count by."""

    __tablename__ = "item_criterion"

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True, index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))


class ItemUseRow(Base):
    """How many frozen forms of an exam hold an item revision: counted anew whenever the exam's forms change."""

    __tablename__ = "item_use"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), primary_key=True)
    revision_id: Mapped[UUID] = mapped_column(ForeignKey("item_revision.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    forms: Mapped[int]


class ItemRevisionRow(Owned, Base):
    """`html` maps each Markdown text of the item to what it was cleaned to, under the allow-list named beside it.

    `reason`: why it was made, in free words.
    """

    __tablename__ = "item_revision"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    html: Mapped[dict[str, Any]]
    allow_list: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")


class StimulusRevisionRow(Owned, Base):
    """Frozen forms point at the revision, so that a shared case can change without changing them."""

    __tablename__ = "stimulus_revision"
    __table_args__ = (UniqueConstraint("organisation_id", "qualification", "code", "number"),)

    qualification: Mapped[str]
    code: Mapped[str]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    html: Mapped[dict[str, Any]]
    allow_list: Mapped[str]
    made_at: Mapped[datetime]


class BlueprintRow(Owned, Base):
    """One revision of a blueprint; the highest number is the current one. `made_by` None: it came from files."""

    __tablename__ = "blueprint"
    __table_args__ = (UniqueConstraint("organisation_id", "qualification", "code", "number"),)

    qualification: Mapped[str]
    code: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]


class ScenarioRevisionRow(Owned, Base):
    """`source` is the scenario's file as it was loaded or written; a run stores `content_hash`.

    `made_by` None: it came from files. `reason`: why it was made, in free words.
    """

    __tablename__ = "scenario_revision"
    __table_args__ = (UniqueConstraint("organisation_id", "qualification", "code", "number"),)

    qualification: Mapped[str]
    code: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    source: Mapped[str]
    content_hash: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="", server_default="")


class ScenarioReviewRow(Owned, Base):
    """Append-only: what a reviewer came to about one revision of a scenario."""

    __tablename__ = "scenario_review"

    revision_id: Mapped[UUID] = mapped_column(ForeignKey("scenario_revision.id"), index=True)
    reviewer_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    verdict: Mapped[str]
    note: Mapped[str]
    made_at: Mapped[datetime]
