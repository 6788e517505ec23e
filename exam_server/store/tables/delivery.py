"""Exams, drawn test forms, sittings with their clocks, and the response journal with its projection."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class ExamRow(Owned, Base):
    """The day in a place. `state` is planned, frozen, open, closed or released; `version` guards two editors.

    `room_rows` × `room_columns` is how the seats stand, row by row; 0 where nobody said. A `rehearsal` has bots for
    candidates: it's never marked, and it goes with all that hangs on it.
    """

    __tablename__ = "exam"

    edition_id: Mapped[UUID] = mapped_column(ForeignKey("edition.id"))
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plan.id"))
    blueprint_id: Mapped[UUID | None] = mapped_column(ForeignKey("blueprint.id"))
    title: Mapped[str]
    place: Mapped[str]
    planned_at: Mapped[datetime]
    base_seconds: Mapped[int]
    state: Mapped[str] = mapped_column(default="planned")
    pool_digest: Mapped[str] = mapped_column(default="")
    seed: Mapped[str] = mapped_column(default="")
    announcement: Mapped[str] = mapped_column(default="")
    room_rows: Mapped[int] = mapped_column(default=0)
    room_columns: Mapped[int] = mapped_column(default=0)
    rehearsal: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}


class ExamMemberRow(Base):
    """Who works at an exam, and as what; a commission member is assessor or chair."""

    __tablename__ = "exam_member"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))


class TestFormRow(Owned, Base):
    """A frozen form: `items` lists revision id, option order, cell and reason, as drawn.

    Append-only: a form of which an item was withdrawn gets a further `revision`; the highest one of a number counts.
    """

    __test__ = False
    __tablename__ = "test_form"
    __table_args__ = (UniqueConstraint("exam_id", "number", "revision"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"))
    number: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    digest: Mapped[str]
    items: Mapped[list[Any]]
    expected_facility: Mapped[float]
    expected_seconds: Mapped[int]
    created_at: Mapped[datetime]


class SittingRow(Owned, Base):
    """One candidate's time with one form. `state` and `deadline_at` are the projection of `sitting_event`.

    `contact_at`: the last heartbeat or save; `beat_at`, `unsent` and `position`: the last heartbeat, the saves that
    waited on the device by then, and the item that it showed (0: none yet).
    """

    __tablename__ = "sitting"
    __table_args__ = (UniqueConstraint("ticket_digest"), UniqueConstraint("test_form_id"))

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    test_form_id: Mapped[UUID] = mapped_column(ForeignKey("test_form.id"))
    form_digest: Mapped[str]
    seat: Mapped[int]
    ticket_digest: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    epoch: Mapped[int] = mapped_column(default=0)
    base_seconds: Mapped[int]
    factor_percent: Mapped[int] = mapped_column(default=100)
    started_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    contact_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    unsent: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    flags: Mapped[list[Any]] = mapped_column(JSON, default=list)


class SittingEventRow(Owned, Base):
    """Append-only: admissions, identity, the clock's events; times come from the database's clock.

    `code` is of the closed list that belongs to the kind, `reason` is in free words, `document` the kind of one that
    was shown. `gap_id`: the silence that a compensation gives back. Of who decides on one, exactly one is named.
    """

    __tablename__ = "sitting_event"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    actor_id: Mapped[UUID | None]
    confirmed_by: Mapped[UUID | None]
    declined_by: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    gap_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_gap.id"))


class ContactGapRow(Owned, Base):
    """A silence of a seat between two contacts that was longer than the heartbeats' rhythm; written when it ended.

    `seconds`: how long the seat's clock ran in it.
    """

    __tablename__ = "contact_gap"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(server_default="0")


class IncidentRow(Owned, Base):
    """Append-only: what happened in the room or at a seat; `code` is of core's list, `at` is when it began."""

    __tablename__ = "incident"

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    sitting_id: Mapped[UUID | None] = mapped_column(ForeignKey("sitting.id"))
    code: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[datetime]
    actor_id: Mapped[UUID | None]


class AdmissionRow(Base):
    """One admission of a seat: a PC or tab, or (`source`) the paper that was typed in.

    `acknowledged` is the highest sequence below which nothing is missing, `highest` the highest that arrived.
    `device_digest` is of the token that the browser's device holds; after `ends_at` the browser holds the seat no more.
    `seb`: how it proved to be Safe Exam Browser, `exempt`, or empty where nobody asked. One that has shown keys with
    its heartbeats and misses them is held: it has ended until the desk unlocks it.
    """

    __tablename__ = "admission"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    acknowledged: Mapped[int] = mapped_column(default=0)
    highest: Mapped[int] = mapped_column(default=0, server_default="0")
    admitted_at: Mapped[datetime]
    device_digest: Mapped[str] = mapped_column(default="")
    ends_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(default="screen", server_default="screen")
    seb: Mapped[str] = mapped_column(default="")
    shows_keys: Mapped[bool] = mapped_column(default=False)
    misses: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime | None]


class ResponseEventRow(Base):
    """The journal: every save that arrived, once, with what was made of it."""

    __tablename__ = "response_event"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[int]
    response: Mapped[str]
    status: Mapped[str]
    given_at: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]


class ResponseRow(Base):
    """The projection: the newest saved response per position, by (epoch, sequence)."""

    __tablename__ = "response"

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    epoch: Mapped[int]
    sequence: Mapped[int]
    response: Mapped[str]
    saved_at: Mapped[datetime]


class MarkingRow(Owned, Base):
    """Marks of one sitting under one rule version; a re-marking adds a row with the next number."""

    __tablename__ = "marking"
    __table_args__ = (UniqueConstraint("sitting_id", "number"),)

    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    number: Mapped[int]
    rule_version: Mapped[str]
    marks: Mapped[list[Any]]
    content_hash: Mapped[str]
    marked_at: Mapped[datetime]
