"""The response journal's statements in the driver's own notation, and its notation of ids and times."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from exam_server.store.base import from_microseconds, to_microseconds

# One look at all seats of a group; on PostgreSQL they're locked, always in one order, or two workers would wait for
# each other.
SEATS = """
select s.id, a.epoch, s.state, s.epoch, s.deadline_at, s.form_digest, s.organisation_id, s.contact_at,
       a.acknowledged, a.highest, a.ends_at, {now}
from sitting s join admission a on a.sitting_id = s.id where s.id {among} order by s.id {lock}
"""
STORED = "select status, position, response from response_event where sitting_id = ? and epoch = ? and sequence = ?"
RENUMBERED = """
select sequence, status from response_event
where sitting_id = ? and epoch = ? and sequence > ? and position = ? and response = ? and given_at = ?
order by sequence desc limit 1
"""
FOLLOWING = "select sequence from response_event where sitting_id = ? and epoch = ? and sequence > ?"
EVENT = """
insert into response_event
  (sitting_id, epoch, sequence, organisation_id, position, response, status, given_at, received_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
PROJECTION = """
insert into response (sitting_id, position, organisation_id, epoch, sequence, response, saved_at)
values (?, ?, ?, ?, ?, ?, ?)
on conflict (sitting_id, position) do update
  set epoch = excluded.epoch, sequence = excluded.sequence, response = excluded.response, saved_at = excluded.saved_at
  where response.epoch < excluded.epoch
     or (response.epoch = excluded.epoch and response.sequence < excluded.sequence)
"""
ADMISSION = "update admission set acknowledged = ?, highest = ? where sitting_id = ? and epoch = ?"
CONTACT = "update sitting set contact_at = ? where id = ?"
# A browser that lost the seat meanwhile doesn't speak for it; 0 is no position.
BEAT = """
update sitting set contact_at = ?, beat_at = ?, unsent = ?, position = coalesce(nullif(?, 0), position)
where id = ? and epoch = ?
"""

# What the plain steps of candidates need: see `journal_steps`.
STANDING = """
select s.id, s.organisation_id, s.state, s.epoch, s.base_seconds, s.factor_percent, s.started_at, s.deadline_at, {now}
from sitting s where s.id {among} order by s.id {lock}
"""
LOCK = "select s.id from sitting s where s.id {among} order by s.id {lock}"
DECLARED = "select 1 from sitting_event where sitting_id = ? and kind = 'identity_declared'"
GIVEN = "select position, response from response where sitting_id = ?"
STEP = """
update sitting set epoch = ?, state = ?, ended_at = ?, contact_at = coalesce(?, contact_at),
  beat_at = coalesce(?, beat_at)
where id = ?
"""
ADMITTED = """
insert into admission (sitting_id, epoch, organisation_id, admitted_at, device_digest, ends_at,
  acknowledged, highest, source, seb, shows_keys, misses)
values (?, ?, ?, ?, ?, ?, 0, 0, 'screen', '', false, 0)
"""
HAPPENED = """
insert into sitting_event (id, organisation_id, sitting_id, kind, at, reason, seconds, code, document)
values (?, ?, ?, ?, ?, ?, 0, '', '')
"""
AUDIT = "insert into audit_event (id, organisation_id, at, tag, subject_id, facts) values (?, ?, ?, ?, ?, ?)"

# What tablets' posts need: see `journal_tablets`. A seal locks the encounter before the sheet, and so does a post. The
# logs are read by a statement after those: one that had to wait for a lock would still see them as before its wait.
SHEETS_LOCKS = (
    "select e.id from encounter e where e.id {among} order by e.id for key share",
    "select 1 from encounter_assessor a where a.encounter_id {among} order by a.encounter_id, a.account_id "
    "for no key update",
)
SHEETS = """
select a.encounter_id, a.account_id, l.device, l.id, l.last_sequence, l.last_digest, l.made, {now}
from encounter_assessor a
left join device_log l on l.encounter_id = a.encounter_id and l.account_id = a.account_id
where a.encounter_id {among} order by a.encounter_id, a.account_id
"""
NEW_LOG = """
insert into device_log
  (id, organisation_id, encounter_id, account_id, device, last_sequence, last_digest, made, heard_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
# A head is never set back.
LOG = """
update device_log set last_sequence = ?, last_digest = ?, made = ?, heard_at = ? where id = ? and last_sequence <= ?
"""
ENTRY = """
insert into device_entry (log_id, sequence, organisation_id, kind, at_ms, body, digest, fits, received_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
ON_SQLITE = {"now": "null", "among": "in (select value from json_each(?))", "lock": ""}
ON_POSTGRESQL = {"now": "clock_timestamp()", "among": "= any(%s)", "lock": "for no key update of s"}


class Statements:
    """What one database is asked, and how."""

    def __init__(self, sqlite: bool) -> None:
        self._sqlite = sqlite
        dialect = ON_SQLITE if sqlite else ON_POSTGRESQL
        self.seats, self.standing, self.lock = (each.format(**dialect) for each in (SEATS, STANDING, LOCK))
        self.stored, self.renumbered = map(self._native, (STORED, RENUMBERED))
        self.following, self.event = map(self._native, (FOLLOWING, EVENT))
        self.projection, self.admission = map(self._native, (PROJECTION, ADMISSION))
        self.contact, self.beat = map(self._native, (CONTACT, BEAT))
        self.declared, self.given, self.step = map(self._native, (DECLARED, GIVEN, STEP))
        self.admitted, self.happened, self.audit = map(self._native, (ADMITTED, HAPPENED, AUDIT))
        self.sheets = SHEETS.format(**dialect)
        self.sheets_locks = [] if sqlite else [each.format(**dialect) for each in SHEETS_LOCKS]
        self.new_log, self.log, self.entry = map(self._native, (NEW_LOG, LOG, ENTRY))

    def _native(self, statement: str) -> str:
        return statement if self._sqlite else statement.replace("?", "%s")

    def id(self, value: UUID) -> str | UUID:
        return value.hex if self._sqlite else value

    def among(self, ids: Sequence[str | UUID]) -> Any:
        """The parameter of `seats`, `standing` and `lock`."""
        return "[" + ",".join(f'"{each}"' for each in ids) + "]" if self._sqlite else list(ids)

    def moment(self, value: datetime) -> int | datetime:
        return to_microseconds(value) if self._sqlite else value

    def time(self, value: Any) -> datetime | None:
        return from_microseconds(value) if self._sqlite and value is not None else value
