"""The plain steps of a room's candidates, written in the journal's groups: taking a seat, the declaration, the hand-in.

Each is judged again here, on locked rows; what isn't plain is left undone for its use case, which knows every case.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from uuid_utils.compat import uuid7

from exam_server.core.delivery import Clock, SittingState, receipt_digest, step
from exam_server.core.delivery.admission import admission_end
from exam_server.store.journal_sql import Statements

FIRST_EPOCH = 1
NOBODY_YET = ("waiting", "admitted")


@dataclass(frozen=True, slots=True)
class Arrival:
    """The first browser at a seat, by the hash of its device's token."""

    sitting_id: UUID
    device_digest: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """The candidate says that the shown name is theirs."""

    sitting_id: UUID


@dataclass(frozen=True, slots=True)
class HandIn:
    """The candidate ends the test, in the browser that holds the seat."""

    sitting_id: UUID
    epoch: int


Step = Arrival | Declaration | HandIn


class _Seat(NamedTuple):
    id: Any
    organisation: Any
    state: str
    epoch: int
    base_seconds: int
    factor_percent: int
    started_at: datetime | None
    deadline_at: datetime | None


@dataclass(slots=True)
class _Rows:
    """What a group of steps writes, by kind of row."""

    seat: list[tuple[Any, ...]] = field(default_factory=list)
    admission: list[tuple[Any, ...]] = field(default_factory=list)
    event: list[tuple[Any, ...]] = field(default_factory=list)
    audit: list[tuple[Any, ...]] = field(default_factory=list)


class Steps:
    """What one group of steps does between its first look at the seats and the commit, which is the journal's."""

    def __init__(self, cursor: Any, statements: Statements, now: datetime | None) -> None:
        """Without `now` the database's clock says it."""
        self._cursor, self._run, self._now = cursor, statements, now
        self._seats: dict[Any, _Seat] = {}
        self._declared: set[Any] = set()
        self._rows = _Rows()

    def take(self, steps: Sequence[Step]) -> list[bool]:
        """Judge and write; True for each that is done, False for one that isn't plain and changed nothing."""
        ids = list({self._run.id(each.sitting_id) for each in steps})
        self._cursor.execute(self._run.standing, (self._run.among(ids),))
        for *row, clock in self._cursor.fetchall():
            self._now = self._now or clock
            seat = _Seat._make(row)
            times = self._run.time(seat.started_at), self._run.time(seat.deadline_at)
            self._seats[seat.id] = seat._replace(started_at=times[0], deadline_at=times[1])
        done = [self._take_one(each) for each in steps]
        self._write()
        return done

    def _take_one(self, asked: Step) -> bool:
        seat = self._seats.get(self._run.id(asked.sitting_id))
        if seat is None or self._now is None:
            return False
        if isinstance(asked, Arrival):
            return self._arrive(seat, asked, self._now)
        if isinstance(asked, Declaration):
            return self._declare(seat, self._now)
        return self._hand_in(seat, asked, self._now)

    def _arrive(self, seat: _Seat, arrival: Arrival, now: datetime) -> bool:
        """Admit the first browser (epoch 1); a second one, even in this group, needs the desk's word."""
        if seat.epoch or seat.state not in NOBODY_YET:
            return False
        self._seats[seat.id] = seat._replace(epoch=FIRST_EPOCH)
        allowance = Clock(seat.base_seconds, seat.factor_percent).allowance
        ends_at = admission_end(cast(SittingState, seat.state), allowance, now)
        moment = self._run.moment(now)
        self._rows.admission.append(
            (seat.id, FIRST_EPOCH, seat.organisation, moment, arrival.device_digest, self._run.moment(ends_at))
        )
        self._rows.seat.append((FIRST_EPOCH, seat.state, None, moment, moment, seat.id))
        self._note(seat, "sitting.browser.admitted", epoch=FIRST_EPOCH)
        return True

    def _declare(self, seat: _Seat, now: datetime) -> bool:
        self._cursor.execute(self._run.declared, (seat.id,))
        if self._cursor.fetchone() is None and seat.id not in self._declared:
            self._declared.add(seat.id)
            self._add_event(seat, "identity_declared", max(now, seat.started_at or now))
        return True

    def _hand_in(self, seat: _Seat, asked: HandIn, now: datetime) -> bool:
        """End a test that runs, in its time: what the group saved before this counts."""
        following = step(cast(SittingState, seat.state), "hand_in")
        if seat.state != "open" or not isinstance(following, str) or asked.epoch != seat.epoch:
            return False
        if seat.started_at is None or seat.deadline_at is None or not seat.started_at <= now <= seat.deadline_at:
            return False
        self._seats[seat.id] = seat._replace(state=following)
        self._cursor.execute(self._run.given, (seat.id,))
        receipt = receipt_digest({position: json.loads(given) for position, given in self._cursor.fetchall()})
        self._rows.seat.append((seat.epoch, following, self._run.moment(now), None, None, seat.id))
        self._add_event(seat, "ended", now, "handed_in")
        self._note(seat, "sitting.handed_in", count=receipt.count, digest=receipt.digest)
        return True

    def _add_event(self, seat: _Seat, kind: str, at: datetime, reason: str = "") -> None:
        moment = self._run.moment(at)
        self._rows.event.append((self._run.id(uuid7()), seat.organisation, seat.id, kind, moment, reason))

    def _note(self, seat: _Seat, tag: str, **facts: str | int) -> None:
        moment = self._run.moment(cast(datetime, self._now))
        self._rows.audit.append((self._run.id(uuid7()), seat.organisation, moment, tag, seat.id, json.dumps(facts)))

    def _write(self) -> None:
        for statement, rows in (
            (self._run.step, self._rows.seat),
            (self._run.admitted, self._rows.admission),
            (self._run.happened, self._rows.event),
            (self._run.audit, self._rows.audit),
        ):
            if rows:
                self._cursor.executemany(statement, rows)
