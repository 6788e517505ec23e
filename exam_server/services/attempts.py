"""What the administrator sees of attempts that failed: how many at which door, and who is kept out for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.throttle import Failures, is_closed
from exam_server.services.throttling import KEPT, Door, throttle_key
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import attempts as store
from exam_server.store.people import find_throttle, list_names


@dataclass(frozen=True)
class TriedDoor:
    """Failures at one door. `everybody`: it's closed to all; `accounts`: to these, by name; `others`: to so many names
    or codes that are nobody's.
    """

    name: str
    last_hour: int
    last_day: int
    everybody: bool
    accounts: tuple[tuple[UUID, str], ...]
    others: int


def list_tried_doors(work: Work, keys: Keys, doors: Sequence[Door]) -> list[TriedDoor]:
    """Those at which something failed within a day."""
    hour, day = (store.count_since(work.session, work.now - span) for span in (timedelta(hours=1), KEPT))
    return [_look_at(work, keys, door, hour.get(door.name, 0), day[door.name]) for door in doors if door.name in day]


def _look_at(work: Work, keys: Keys, door: Door, last_hour: int, last_day: int) -> TriedDoor:
    everybodys = throttle_key(keys, door, "")
    row = find_throttle(work.session, everybodys)
    everybody = row is not None and _is_closed(work, door, door.global_limit, row.failures, row.window_started_at)
    tried = store.list_tried(work.session, door.name, work.now - timedelta(seconds=door.window_seconds))
    kept_out = [
        account
        for key, account, failures, began in tried
        if key != everybodys and _is_closed(work, door, door.limit, failures, began)
    ]
    names = list_names(work.session, work.organisation_id, {each for each in kept_out if each})
    accounts = tuple(sorted(names.items(), key=lambda each: each[1]))
    return TriedDoor(door.name, last_hour, last_day, everybody, accounts, kept_out.count(None))


def _is_closed(work: Work, door: Door, limit: int, failures: int, began: datetime) -> bool:
    return is_closed(Failures(failures, began), limit, door.window_seconds, work.now)
