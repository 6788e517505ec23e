"""What stands behind a ticket, and how often tickets failed, by one plain query: a room types its tickets at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exam_server.store.base import from_microseconds
from exam_server.store.closed_room import RUNNING
from exam_server.store.database import Database

TICKET = """
select s.id, s.exam_id, s.epoch, case when e.state in ({running}) then r.ranges end, coalesce(r.seb_settings, '') <> '',
       own.failures, own.window_started_at, everybodys.failures, everybodys.window_started_at
from (select 1) always left join sitting s on s.ticket_digest = ? left join exam e on e.id = s.exam_id
     left join closed_room r on r.exam_id = s.exam_id
     left join throttle own on own."key" = ? left join throttle everybodys on everybodys."key" = ?
"""
FailuresByKey = dict[str, tuple[int, datetime]]


@dataclass(frozen=True, slots=True)
class Ticketed:
    """The seat of a ticket. `epoch`: its newest admission, 0 for none; `ranges`: none for anywhere."""

    sitting_id: UUID
    exam_id: UUID
    epoch: int
    ranges: tuple[str, ...]
    uses_seb: bool


class TicketReader:
    """Asks without the ORM; what is read here is looked at again before anything is written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        ticket = TICKET.format(running=", ".join(f"'{state}'" for state in RUNNING))
        self._ticket = ticket if database.is_sqlite else ticket.replace("?", "%s")

    def find(self, digest: str, keys: tuple[str, str]) -> tuple[Ticketed | None, FailuresByKey]:
        """What stands behind a ticket, and the failures of its doors' keys with the beginning of their window."""
        with self._database.looks.cursor() as cursor:
            cursor.execute(self._ticket, (digest, *keys))
            *seat, own, own_since, everybodys, everybodys_since = cursor.fetchall()[0]
        counted = zip(keys, ((own, own_since), (everybodys, everybodys_since)), strict=True)
        failures = {key: (count, self._moment(since)) for key, (count, since) in counted if count is not None}
        return self._ticketed(seat) if seat[0] is not None else None, failures

    def _ticketed(self, row: Sequence[Any]) -> Ticketed:
        sitting, exam, epoch, ranges, seb = row
        if self._database.is_sqlite:
            sitting, exam, ranges = UUID(hex=sitting), UUID(hex=exam), json.loads(ranges or "[]")
        return Ticketed(sitting, exam, epoch, tuple(ranges or ()), bool(seb))

    def _moment(self, value: Any) -> datetime:
        return from_microseconds(value) if self._database.is_sqlite else value
