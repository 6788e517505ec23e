"""Encounters: the run's events, observations, ratings, seals, votes and agreed ratings, all append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from exam_server.store.base import Base, Owned


class EncounterRow(Owned, Base):
    """One candidate's run of a scenario revision at a station. `state`: planned, briefing, running, ended, agreed.

    `planned_at`, `room`, `role_player_id`, `prompter_id`: what the plan of the day says; empty before there is one, and
    the prompter also where the day is planned without. `largest_gap`, `tie`: the body's rule of moderation as it held
    when the encounter was opened (P3). `round`: which agreement of its members it waits for or has; one that stopped
    holding is kept with its own number (S2).
    """

    __tablename__ = "encounter"
    __table_args__ = (UniqueConstraint("stage_id", "station_id"),)

    exam_id: Mapped[UUID] = mapped_column(ForeignKey("exam.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"))
    station_id: Mapped[UUID] = mapped_column(ForeignKey("station.id"))
    scenario_revision_id: Mapped[UUID] = mapped_column(ForeignKey("scenario_revision.id"))
    scenario_hash: Mapped[str]
    state: Mapped[str] = mapped_column(default="planned")
    planned_at: Mapped[datetime | None]
    room: Mapped[str] = mapped_column(default="")
    role_player_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    prompter_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    briefing_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    largest_gap: Mapped[int] = mapped_column(default=1, server_default="1")
    tie: Mapped[str] = mapped_column(default="chair", server_default="chair")
    round: Mapped[int] = mapped_column(default=1, server_default="1")


class EncounterAssessorRow(Base):
    """Who rates an encounter; the chair's vote breaks ties where the rule says so.

    Who may not verify the candidate any more has left: what they rated is kept, marked, and counts for nothing (S2, S8,
    S10).
    """

    __tablename__ = "encounter_assessor"

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    chair: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]


class RunEventRow(Owned, Base):
    """What happened in the run, as a device told it; posting is idempotent by (encounter, device, sequence)."""

    __tablename__ = "run_event"
    __table_args__ = (UniqueConstraint("encounter_id", "device", "sequence"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    device: Mapped[str]
    sequence: Mapped[int]
    at_seconds: Mapped[int]
    kind: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    topic: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="", server_default="")
    account_id: Mapped[UUID | None]
    received_at: Mapped[datetime]


class SealRow(Owned, Base):
    """The seal of one assessor's sheet: what it held, by hash; it's final.

    `device`, `last_sequence`, `log_hash`: the tablet that sealed, and where its log stood; `heads`: every tablet's last
    entry that the seal covers. What comes later stands apart.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    sheet_hash: Mapped[str]
    scenario_hash: Mapped[str]
    device: Mapped[str]
    last_sequence: Mapped[int]
    log_hash: Mapped[str]
    heads: Mapped[dict[str, Any]]
    sealed_at: Mapped[datetime]


class SecondSealRow(Owned, Base):
    """A seal of a sheet that another tablet had sealed already: an incident. Both are kept; the first one counts."""

    __tablename__ = "second_seal"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id", "device", "last_sequence"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    sheet_hash: Mapped[str]
    device: Mapped[str]
    last_sequence: Mapped[int]
    log_hash: Mapped[str]
    heads: Mapped[dict[str, Any]]
    sealed_at: Mapped[datetime]
    arrived_at: Mapped[datetime]


class RedFlagWordRow(Owned, Base):
    """What a member said after the seals about a red flag of the script: seen or not, and what; it's final."""

    __tablename__ = "red_flag_word"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id", "flag"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    flag: Mapped[str]
    seen: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime]


class ModerationVoteRow(Owned, Base):
    """An assessor's second vote on a criterion, alone, after the facts were agreed; it's final."""

    __tablename__ = "moderation_vote"
    __table_args__ = (UniqueConstraint("encounter_id", "account_id", "criterion"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    criterion: Mapped[str]
    level: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    voted_at: Mapped[datetime]


class AgreedRatingRow(Owned, Base):
    """The commission's agreed rating of a criterion; `dissent` lists account id, level and reason of each.

    It counts while its `round` is the encounter's.
    """

    __tablename__ = "agreed_rating"
    __table_args__ = (UniqueConstraint("encounter_id", "criterion", "round"),)

    encounter_id: Mapped[UUID] = mapped_column(ForeignKey("encounter.id"))
    criterion: Mapped[str]
    level: Mapped[int | None]
    by_rule: Mapped[str]
    dissent: Mapped[list[Any]]
    agreed_at: Mapped[datetime]
    round: Mapped[int] = mapped_column(default=1, server_default="1")
