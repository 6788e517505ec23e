"""Where a seat stands, in one plain query: who may come in, what a heartbeat is answered with, which form is shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exam_server.store.base import from_microseconds
from exam_server.store.closed_room import RUNNING
from exam_server.store.database import Database

STANDING = """
select s.state, s.epoch, s.seat, s.form_digest, s.started_at, s.deadline_at, s.base_seconds, s.factor_percent,
       s.beat_at, e.announcement, a.ends_at, a.held_at is not null, a.seb, {now},
       exists (select 1 from accommodation c where c.case_id = s.case_id and c.break_seconds > 0),
       s.organisation_id, case when e.state in ({running}) then r.ranges end, a.acknowledged, a.highest,
       (select coalesce(sum(o.acknowledged + o.highest), 0) from admission o
        where o.sitting_id = s.id and o.epoch < a.epoch)
from sitting s join exam e on e.id = s.exam_id join admission a on a.sitting_id = s.id and a.epoch = ?
     left join closed_room r on r.exam_id = s.exam_id
where s.id = ?
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A seat as one of its admissions finds it; `epoch` is the seat's, `now` the database's clock.

    `ranges`: the addresses that the exam is taken from while it isn't over; none: anywhere. `acknowledged` and
    `highest` are the admission's sequences; `earlier` grows with whatever arrives of the admissions before it.
    """

    state: str
    epoch: int
    seat: int
    form_digest: str
    started_at: datetime | None
    deadline_at: datetime | None
    base_seconds: int
    factor_percent: int
    beat_at: datetime | None
    announcement: str
    admission_ends_at: datetime | None
    is_held: bool
    seb: str
    now: datetime
    has_breaks: bool
    organisation_id: UUID
    ranges: tuple[str, ...]
    acknowledged: int
    highest: int
    earlier: int

    @property
    def has_ended(self) -> bool:
        """Whether the admission holds the seat no more; one that is held has ended, but waits for the desk."""
        return self.admission_ends_at is not None and self.now >= self.admission_ends_at


class StandingReader:
    """Asks without the ORM, which costs more than the answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        now = "null" if database.is_sqlite else "clock_timestamp()"
        statement = STANDING.format(now=now, running=", ".join(f"'{state}'" for state in RUNNING))
        self._statement = statement if database.is_sqlite else statement.replace("?", "%s")

    def find(self, sitting_id: UUID, epoch: int) -> Standing | None:
        """The seat as this admission finds it; None for one that there isn't."""
        with self._database.looks.cursor() as cursor:
            return self.look(cursor, sitting_id, epoch)

    def look(self, cursor: Any, sitting_id: UUID, epoch: int) -> Standing | None:
        """The same on a cursor that asks for more."""
        cursor.execute(self._statement, (epoch, sitting_id.hex if self._database.is_sqlite else sitting_id))
        row = cursor.fetchone()
        return self._standing(row) if row else None

    def _standing(self, row: Any) -> Standing:
        state, epoch, seat, digest, started, deadline, base, factor, beat, announcement, ends, *rest = row
        held, seb, now, breaks, owner, ranges, acknowledged, highest, earlier = rest
        moment = self._moment
        return Standing(
            state,
            epoch,
            seat,
            digest,
            moment(started),
            moment(deadline),
            base,
            factor,
            moment(beat),
            announcement,
            moment(ends),
            bool(held),
            seb,
            now or self._database.monotonic_now(),
            bool(breaks),
            UUID(hex=owner) if self._database.is_sqlite else owner,
            tuple(self._ranges(ranges)),
            acknowledged,
            highest,
            int(earlier),
        )

    def _ranges(self, value: Any) -> Sequence[str]:
        return (json.loads(value) if self._database.is_sqlite else value) if value else ()

    def _moment(self, value: Any) -> datetime | None:
        return from_microseconds(value) if self._database.is_sqlite and value is not None else value
