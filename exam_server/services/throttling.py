"""Failed attempts, counted per account or ticket and for everybody, not by address: a room is one address."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from exam_server.core.throttle import Failures, after_failure, count_recent, is_closed
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import attempts as attempt_store
from exam_server.store import people as store
from exam_server.store.tables import FailedAttemptRow

LOG = structlog.get_logger("exam.doors")
KEPT = timedelta(days=1)
"""For how long an attempt that failed is shown to the administrator."""
SHOWN_DIGITS = 16


@dataclass(frozen=True)
class Door:
    """Something that can be tried: how many failures one name, and all names together, may have within a window."""

    name: str
    limit: int
    global_limit: int
    window_seconds: int


def is_door_closed(work: Work, keys: Keys, door: Door, who: str) -> bool:
    """Whether `who` or everybody failed too often; an empty `who` (nothing readable was typed) is everybody alone.

    Whoever comes to a closed door is logged.
    """
    own, everybodys = throttle_key(keys, door, who), throttle_key(keys, door, "")
    limits = {own: door.limit, everybodys: door.global_limit}
    closed = [key for key in limits if is_closed(_failures(work, key), limits[key], door.window_seconds, work.now)]
    if closed:
        log_closed(keys, door, who, everybody=everybodys in closed)
    return bool(closed)


def log_closed(keys: Keys, door: Door, who: str, *, everybody: bool = False) -> None:
    """Somebody came to a closed door; the log names a keyed digest."""
    LOG.warning("door.closed", door=door.name, who=throttle_key(keys, door, who)[:SHOWN_DIGITS], everybody=everybody)


def count_failures(work: Work, keys: Keys, door: Door, who: str) -> int:
    """How often `who` failed lately; an empty `who` is everybody."""
    return count_recent(_failures(work, throttle_key(keys, door, who)), door.window_seconds, work.now)


def note_failure(work: Work, keys: Keys, door: Door, who: str, account_id: UUID | None = None) -> None:
    """Count a failure, log it and keep it for the administrator; `account_id`: whose account was tried.

    Call it within `record()`. Log and table name an account or a keyed digest, never what was typed.
    """
    key = throttle_key(keys, door, who)
    count_attempt(work, keys, door, who)
    attempt_store.drop_older(work.session, work.now - KEPT)
    work.session.add(FailedAttemptRow(id=work.new_id(), at=work.now, door=door.name, key=key, account_id=account_id))
    LOG.info("door.failed", door=door.name, who=key[:SHOWN_DIGITS], account=str(account_id) if account_id else None)


def count_attempt(work: Work, keys: Keys, door: Door, who: str) -> None:
    """Count for `who` and for everybody; call it within `record()`. One's own first: two who wait never cross."""
    for key in dict.fromkeys((throttle_key(keys, door, who), throttle_key(keys, door, ""))):
        row = store.lock_throttle(work.session, key, work.now)
        failures = after_failure(Failures(row.failures, row.window_started_at), door.window_seconds, work.now)
        row.failures, row.window_started_at = failures.count, failures.window_started_at
        work.session.flush()


def forget_failures(work: Work, keys: Keys, door: Door, who: str) -> None:
    store.drop_throttle(work.session, throttle_key(keys, door, who))


def throttle_key(keys: Keys, door: Door, who: str) -> str:
    """The row that counts for `who` at a door; it names nobody."""
    return keys.digest("throttle", f"{door.name}\n{who}")


def _failures(work: Work, key: str) -> Failures | None:
    row = store.find_throttle(work.session, key)
    return Failures(row.failures, row.window_started_at) if row else None
