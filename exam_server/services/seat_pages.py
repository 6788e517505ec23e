"""Looks at a seat for its candidate's pages, without a use case's transaction: a whole room looks at once."""

from uuid import UUID

from exam_server.core.delivery import Receipt
from exam_server.services.delivery import CandidateView, late_of, receipt_of, view_candidate
from exam_server.services.tokens import Seat
from exam_server.store.database import Database
from exam_server.store.seat_page import SeatPageReader


class SeatPages:
    """The seats of one process's candidates, as `delivery` shows them."""

    def __init__(self, database: Database) -> None:
        self._reader = SeatPageReader(database)

    def find(self, seat: Seat) -> CandidateView | None:
        """The view of an admission that holds its seat; None for one that is held, or has ended."""
        found = self._reader.find(seat.sitting_id, seat.epoch)
        if found is None:
            return None
        page, events, now = found
        has_ended = page.admission_ends_at is not None and now >= page.admission_ends_at
        return None if page.held_at is not None or has_ended else view_candidate(page, events, now)

    def find_outcome(self, sitting_id: UUID) -> tuple[Receipt, int]:
        """The receipt, and how many responses arrived after the time."""
        given, late = self._reader.list_outcome(sitting_id)
        return receipt_of(given), late_of(given, late)
