"""The response journal: saves that wait are committed as one group, and acknowledged only when they're on the disk."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Literal
from uuid import UUID

from exam_server.core.delivery import judge_save
from exam_server.store.base import from_microseconds, to_microseconds
from exam_server.store.database import Database

GROUP = 256
SaveStatus = Literal["saved", "late", "refused", "duplicate"]


@dataclass(frozen=True)
class StoredSave:
    """One save as it goes to the journal; `response` is canonical JSON text.

    One that doesn't fit its item is kept as refused: its sequence must not leave a gap.
    """

    sequence: int
    position: int
    response: str
    given_at: str
    fits: bool = True


@dataclass(frozen=True)
class SaveRequest:
    """The saves of one request; `form` must be the digest of the sitting's form."""

    sitting_id: UUID
    epoch: int
    form: str
    saves: tuple[StoredSave, ...]


@dataclass(frozen=True)
class SaveResult:
    sequence: int
    status: SaveStatus
    response: str


@dataclass(frozen=True)
class SaveAnswer:
    """What the journal made of a request. `state` is the sitting's; `elsewhere`: a later admission has the seat."""

    acknowledged: int
    results: tuple[SaveResult, ...]
    saved_at: datetime
    remaining_seconds: int
    state: str


class UnknownSitting(LookupError):
    """The token named a sitting, or a form, that isn't there."""


class NotFlushed(RuntimeError):
    """The commit of a group failed: nobody of it is told "saved", and nothing is tried again here."""


SITTING = """
select state, epoch, deadline_at, form_digest, organisation_id from sitting where id = :sitting{lock}
"""
INSERT = """
insert into response_event
  (sitting_id, epoch, sequence, organisation_id, position, response, status, given_at, received_at)
values (:sitting, :epoch, :sequence, :organisation, :position, :response, :status, :given_at, :now)
on conflict do nothing
"""
STORED = """
select status, response from response_event where sitting_id = :sitting and epoch = :epoch and sequence = :sequence
"""
PROJECT = """
insert into response (sitting_id, position, organisation_id, epoch, sequence, response, saved_at)
values (:sitting, :position, :organisation, :epoch, :sequence, :response, :now)
on conflict (sitting_id, position) do update
  set epoch = excluded.epoch, sequence = excluded.sequence, response = excluded.response, saved_at = excluded.saved_at
  where response.epoch < excluded.epoch
     or (response.epoch = excluded.epoch and response.sequence < excluded.sequence)
"""
ACKNOWLEDGED = "select acknowledged from admission where sitting_id = :sitting and epoch = :epoch"
FOLLOWING = """
select sequence from response_event
where sitting_id = :sitting and epoch = :epoch and sequence > :acknowledged order by sequence
"""
ACKNOWLEDGE = "update admission set acknowledged = :acknowledged where sitting_id = :sitting and epoch = :epoch"
CONTACT = "update sitting set contact_at = :now where id = :sitting"


class Journal:
    """The one writer of responses in this process. `submit` may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[tuple[SaveRequest, Future[SaveAnswer]] | None] = SimpleQueue()
        self._statements = _Statements(database.is_sqlite)
        self._thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._run, name="response-journal", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what was submitted, then end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def submit(self, request: SaveRequest) -> "Future[SaveAnswer]":
        """The answer comes when this request's group is committed; UnknownSitting or a database error otherwise."""
        future: Future[SaveAnswer] = Future()
        self._queue.put((request, future))
        return future

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            self._database.lane.enter()
            try:
                group, ended = self._gather(first)
                self._save_group(group)
            finally:
                self._database.lane.leave()
            if ended:
                return

    def _gather(self, first: tuple[SaveRequest, Future[SaveAnswer]]) -> tuple[list[Any], bool]:
        """Everything that waits by now; it's called inside the lane, so the group is as large as the wait was long."""
        group = [first]
        while len(group) < GROUP:
            try:
                entry = self._queue.get_nowait()
            except Empty:
                break
            if entry is None:
                return group, True
            group.append(entry)
        return group, False

    def _save_group(self, group: Sequence[tuple[SaveRequest, Future[SaveAnswer]]]) -> None:
        try:
            answers = self._commit([request for request, _ in group])
        except Exception as error:
            if len(group) == 1 or self._concerns_all(error):
                for _, future in group:
                    future.set_exception(error)
                return
            for entry in group:
                self._save_group([entry])
            return
        for (_, future), answer in zip(group, answers, strict=True):
            future.set_result(answer)

    def _concerns_all(self, error: Exception) -> bool:
        """Whether it's the database's fault and not one request's: a full disk, a lost server, a failed flush.

        After a failed flush the system may have dropped what it couldn't write, and a second one would "succeed".
        """
        return isinstance(error, (NotFlushed, self._database.engine.dialect.loaded_dbapi.OperationalError))

    def _commit(self, requests: Sequence[SaveRequest]) -> list[SaveAnswer]:
        raw = self._database.engine.raw_connection()
        try:
            cursor = raw.cursor()
            if self._database.is_sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            now = self._now(cursor)
            # Several workers lock the same seats: always in one order, or each would wait for the other.
            order = sorted(range(len(requests)), key=lambda each: requests[each].sitting_id)
            answers = {each: self._save(cursor, requests[each], now) for each in order}
            cursor.close()
            self._flush(raw)
            return [answers[each] for each in range(len(requests))]
        except BaseException:
            raw.rollback()
            raise
        finally:
            raw.close()

    def _flush(self, raw: Any) -> None:
        try:
            raw.commit()
        except Exception as error:
            raise NotFlushed(type(error).__name__) from error

    def _now(self, cursor: Any) -> datetime:
        if self._database.is_sqlite:
            return self._database.monotonic_now()
        cursor.execute("select clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment

    def _save(self, cursor: Any, request: SaveRequest, now: datetime) -> SaveAnswer:
        run = self._statements
        key = {"sitting": run.id(request.sitting_id), "epoch": request.epoch}
        cursor.execute(run.sitting, key)
        row = cursor.fetchone()
        if row is None or row[3] != request.form:
            raise UnknownSitting(str(request.sitting_id))
        state, epoch, deadline, organisation = row[0], row[1], run.time(row[2]), row[4]
        status = judge_save(state, now, deadline)
        common = {**key, "organisation": organisation, "now": run.moment(now), "status": status}
        results = tuple(self._save_one(cursor, common, save) for save in request.saves)
        acknowledged = self._acknowledge(cursor, key)
        cursor.execute(run.contact, common)
        shown = "elsewhere" if request.epoch < epoch else state
        remaining = max(0, int((deadline - now).total_seconds())) if deadline else 0
        return SaveAnswer(acknowledged, results, now, remaining, shown)

    def _save_one(self, cursor: Any, common: dict[str, Any], save: StoredSave) -> SaveResult:
        values = {**common, **save.__dict__}
        if not save.fits:
            values["status"] = "refused"
        cursor.execute(self._statements.insert, values)
        if cursor.rowcount == 0:
            cursor.execute(self._statements.stored, values)
            status, response = cursor.fetchone()
            return SaveResult(save.sequence, "duplicate" if status == "saved" else status, response)
        if values["status"] == "saved":
            cursor.execute(self._statements.project, values)
        return SaveResult(save.sequence, values["status"], save.response)

    def _acknowledge(self, cursor: Any, key: dict[str, Any]) -> int:
        cursor.execute(self._statements.acknowledged, key)
        row = cursor.fetchone()
        if row is None:
            raise UnknownSitting("no such admission")
        acknowledged = before = int(row[0])
        cursor.execute(self._statements.following, {**key, "acknowledged": acknowledged})
        for (sequence,) in cursor.fetchall():
            if sequence != acknowledged + 1:
                break
            acknowledged = sequence
        if acknowledged != before:
            cursor.execute(self._statements.acknowledge, {**key, "acknowledged": acknowledged})
        return acknowledged


class _Statements:
    """The statements in the driver's own notation, and its notation of ids and times."""

    def __init__(self, sqlite: bool) -> None:
        self._sqlite = sqlite
        lock = "" if sqlite else " for update"
        self.sitting = self._native(SITTING.format(lock=lock))
        self.insert, self.stored, self.project = map(self._native, (INSERT, STORED, PROJECT))
        self.acknowledged, self.following = map(self._native, (ACKNOWLEDGED, FOLLOWING))
        self.acknowledge, self.contact = map(self._native, (ACKNOWLEDGE, CONTACT))

    @property
    def _native(self) -> Callable[[str], str]:
        return str if self._sqlite else _to_pyformat

    def id(self, value: UUID) -> str | UUID:
        return value.hex if self._sqlite else value

    def moment(self, value: datetime) -> int | datetime:
        return to_microseconds(value) if self._sqlite else value

    def time(self, value: Any) -> datetime | None:
        return from_microseconds(value) if self._sqlite and value is not None else value


def _to_pyformat(statement: str) -> str:
    return re.sub(r":(\w+)", r"%(\1)s", statement)
