"""Whose seat a browser holds: asked before every page of a candidate, by one plain query and without the ORM."""

from exam_server.services.closed_room import is_in_ranges
from exam_server.services.tokens import Seat
from exam_server.services.work import Actor
from exam_server.store.database import Database
from exam_server.store.standing import Standing, StandingReader

__all__ = ["Seats", "Standing", "actor_of", "is_inside"]


class Seats:
    """The seats of one process's candidates, as the database has them at this moment."""

    def __init__(self, database: Database) -> None:
        self._reader = StandingReader(database)

    def find(self, seat: Seat) -> Standing | None:
        """The seat of an admission until that ends; a held browser may still ask where it stands."""
        standing = self._reader.find(seat.sitting_id, seat.epoch)
        return None if standing is None or (standing.has_ended and not standing.is_held) else standing


def actor_of(seat: Seat) -> Actor:
    """The candidate at a seat that was found."""
    return Actor(roles=frozenset({"candidate"}), sitting_id=seat.sitting_id, epoch=seat.epoch)


def is_inside(standing: Standing, client: str) -> bool:
    """Whether an address (as text) is in the room; after the exam everybody may look at what is theirs."""
    return not standing.ranges or is_in_ranges(client, standing.ranges)
