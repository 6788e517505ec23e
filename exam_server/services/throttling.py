"""Failed attempts, counted per account or ticket and for everybody, never by address: a room is one address."""

from dataclasses import dataclass

from exam_server.core.throttle import Failures, after_failure, is_closed
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import people as store
from exam_server.store.tables import ThrottleRow


@dataclass(frozen=True)
class Door:
    """Something that can be tried: how many failures one name, and all names together, may have within a window."""

    name: str
    limit: int
    global_limit: int
    window_seconds: int


def is_door_closed(work: Work, keys: Keys, door: Door, who: str) -> bool:
    """Whether `who` or everybody failed too often; an empty `who` (nothing readable was typed) is everybody alone."""
    limits = {throttle_key(keys, door, who): door.limit, throttle_key(keys, door, ""): door.global_limit}
    return any(is_closed(_failures(work, key), limit, door.window_seconds, work.now) for key, limit in limits.items())


def note_failure(work: Work, keys: Keys, door: Door, who: str) -> None:
    """Count a failure for `who` and for everybody; call it within `record()`."""
    for key in {throttle_key(keys, door, who), throttle_key(keys, door, "")}:
        failures = after_failure(_failures(work, key), door.window_seconds, work.now)
        row = store.find_throttle(work.session, key) or ThrottleRow(key=key)
        row.failures, row.window_started_at = failures.count, failures.window_started_at
        work.session.add(row)


def forget_failures(work: Work, keys: Keys, door: Door, who: str) -> None:
    row = store.find_throttle(work.session, throttle_key(keys, door, who))
    if row is not None:
        work.session.delete(row)


def throttle_key(keys: Keys, door: Door, who: str) -> str:
    """The row that counts for `who` at a door; it names nobody."""
    return keys.digest("throttle", f"{door.name}\n{who}")


def _failures(work: Work, key: str) -> Failures | None:
    row = store.find_throttle(work.session, key)
    return Failures(row.failures, row.window_started_at) if row else None
