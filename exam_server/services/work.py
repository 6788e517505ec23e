"""Who, when, for which organisation, and the open transaction: the first argument of every use case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from exam_server.core.people import Role
from exam_server.store.base import add_rows
from exam_server.store.database import IMMEDIATE, Database
from exam_server.store.tables import AuditEventRow


@dataclass(frozen=True)
class Actor:
    """Who acts: an account with roles, or (for a candidate in the room) a sitting at an admission's epoch.

    `session_id` is the account's log-in, `proved_at` when it last proved who it is, `fully_proved_at` when with all
    that a log-in asks for; `must_set_up`: it opens nothing but the page on which a second factor is set up.
    `run_seat_id`: a candidate who comes for simulations alone, and sits no test here.
    """

    account_id: UUID | None = None
    person_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    sitting_id: UUID | None = None
    epoch: int = 0
    session_id: UUID | None = None
    proved_at: datetime | None = None
    fully_proved_at: datetime | None = None
    must_set_up: bool = False
    run_seat_id: UUID | None = None

    def has(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))


@dataclass
class Work:
    """One use case's world. A use case reads (prepares), calls `record()` once, and writes; its edge commits."""

    database: Database
    session: Session
    actor: Actor
    now: datetime
    organisation_id: UUID
    new_id: Callable[[], UUID]
    recording: bool = field(default=False)

    def record(self) -> None:
        """End reading and begin the short writing transaction: nothing read before may be trusted without a check.

        On SQLite a deferred transaction that reads and then writes fails beside a running saver; hence the fresh
        `BEGIN IMMEDIATE` in the one lane of writers.
        """
        if self.recording:
            return
        self.database.require_sound()
        self.session.rollback()
        self.database.lane.enter()
        self.recording = True
        options = IMMEDIATE if self.database.is_sqlite else {}
        self.session.connection(execution_options=options)
        self.now = self.database.now(self.session)

    def note(self, tag: str, subject_id: UUID | None = None, **facts: str | int | bool | None) -> None:
        """Leave an audit event in the same transaction. Facts are ids, counts and hashes, never responses or names."""
        self.session.add(AuditEventRow(**self._event(tag, subject_id, facts)))

    def note_each(self, tag: str, subject_ids: Sequence[UUID]) -> None:
        """Leave an event of each subject, all in one statement."""
        add_rows(self.session, AuditEventRow, [self._event(tag, each, {}) for each in subject_ids])

    def _event(self, tag: str, subject_id: UUID | None, facts: Mapping[str, object]) -> dict[str, Any]:
        return {
            "id": self.new_id(),
            "organisation_id": self.organisation_id,
            "at": self.now,
            "actor_id": self.actor.account_id,
            "tag": tag,
            "subject_id": subject_id,
            "facts": facts,
        }

    def finish(self, *, commit: bool) -> None:
        """Called by the edge alone: keep or drop what was recorded, and give the lane to the next."""
        try:
            if commit and self.recording:
                self.session.commit()
            else:
                self.session.rollback()
        finally:
            if self.recording:
                self.recording = False
                self.database.lane.leave()
