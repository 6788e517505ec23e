"""The steps that a whole room takes in one breath, where nothing special is going on: they go in the journal's groups.

What isn't plain (an unknown ticket, a second browser, Safe Exam Browser, a paused test, any trouble) changes nothing
here, and is `delivery`'s, which knows every case and says every refusal.
"""

from uuid import UUID

from exam_server.core.throttle import Failures, is_closed
from exam_server.core.tickets import normalise_ticket
from exam_server.services.admissions import Visitor
from exam_server.services.closed_room import is_in_ranges
from exam_server.services.delivery import Entry
from exam_server.services.throttling import Door, throttle_key
from exam_server.services.tokens import Keys, Seat, token_hash
from exam_server.store.database import Database
from exam_server.store.journal import Arrival, Declaration, HandIn, Journal, Step
from exam_server.store.journal_steps import FIRST_EPOCH
from exam_server.store.ticket_door import Ticketed, TicketReader

WAIT_SECONDS = 30.0


class PlainSteps:
    """Ticket, declaration and hand-in of one process's candidates."""

    def __init__(self, database: Database, journal: Journal, keys: Keys, door: Door) -> None:
        self._database, self._journal = database, journal
        self._keys, self._door = keys, door
        self._reader = TicketReader(database)
        self._everybodys = throttle_key(keys, door, "")

    def enter(self, typed: str, visitor: Visitor) -> Entry | None:
        """The seat of a ticket for the first browser that brings it, on a genuine device; else None."""
        ticket = normalise_ticket(typed)
        digest = self._keys.digest("ticket", ticket) if ticket else ""
        if not digest or not self._keys.is_device_token(visitor.device):
            return None
        found = self._look_up(digest)
        if found is None or found.epoch or found.uses_seb or not _is_inside(found, visitor):
            return None
        if not self._is_done(Arrival(found.sitting_id, token_hash(visitor.device))):
            return None
        seat = Seat(found.sitting_id, FIRST_EPOCH, found.exam_id)
        return Entry(self._keys.seat_token(seat, visitor.device), visitor.device, seat=seat)

    def declare(self, sitting_id: UUID) -> bool:
        """The candidate says that the shown name is theirs."""
        return self._is_done(Declaration(sitting_id))

    def hand_in(self, sitting_id: UUID, epoch: int) -> bool:
        """End a running test from the browser that holds its seat."""
        return self._is_done(HandIn(sitting_id, epoch))

    def _look_up(self, digest: str) -> Ticketed | None:
        """What stands behind a ticket whose door is open."""
        keys = throttle_key(self._keys, self._door, digest), self._everybodys
        found, failures = self._reader.find(digest, keys)
        limits = zip(keys, (self._door.limit, self._door.global_limit), strict=True)
        now = self._database.monotonic_now()
        closed = any(
            is_closed(Failures(*failures[key]), limit, self._door.window_seconds, now)
            for key, limit in limits
            if key in failures
        )
        return None if closed else found

    def _is_done(self, asked: Step) -> bool:
        try:
            return self._journal.carry_out(asked).is_done(WAIT_SECONDS)
        except Exception:
            # Whatever it is, the use case behind meets it too, and says it.
            return False


def _is_inside(found: Ticketed, visitor: Visitor) -> bool:
    return not found.ranges or (visitor.address is not None and is_in_ranges(str(visitor.address), found.ranges))
