"""What stands behind a ticket, and how often tickets failed, by two plain queries: a room types its tickets at once."""

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
select s.id, s.exam_id, s.epoch, case when e.state in ({running}) then r.ranges end, coalesce(r.seb_settings, '') <> ''
from sitting s join exam e on e.id = s.exam_id left join closed_room r on r.exam_id = s.exam_id
where s.ticket_digest = ?
"""
FAILURES = 'select "key", failures, window_started_at from throttle where "key" in (?, ?)'


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
        plain = database.is_sqlite
        self._ticket, self._failures = (each if plain else each.replace("?", "%s") for each in (ticket, FAILURES))

    def find(self, digest: str) -> Ticketed | None:
        rows = self._ask(self._ticket, (digest,))
        if not rows:
            return None
        sitting, exam, epoch, ranges, seb = rows[0]
        if self._database.is_sqlite:
            sitting, exam, ranges = UUID(hex=sitting), UUID(hex=exam), json.loads(ranges or "[]")
        return Ticketed(sitting, exam, epoch, tuple(ranges or ()), bool(seb))

    def list_failures(self, keys: tuple[str, str]) -> dict[str, tuple[int, datetime]]:
        """Failures and the beginning of their window, by key."""
        rows = self._ask(self._failures, keys)
        return {key: (count, self._moment(since)) for key, count, since in rows}

    def _ask(self, statement: str, parameters: Sequence[str]) -> list[Any]:
        connection = self._database.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(statement, parameters)
            found = cursor.fetchall()
            cursor.close()
        finally:
            connection.close()
        return list(found)

    def _moment(self, value: Any) -> datetime:
        return from_microseconds(value) if self._database.is_sqlite else value
