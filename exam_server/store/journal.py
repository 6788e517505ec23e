"""The response journal: what waits is committed as one group, and acknowledged only when it's on the disk."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Literal
from uuid import UUID

from exam_server.core.device_log import Taken
from exam_server.store.database import Database
from exam_server.store.journal_group import (
    DESK,
    Group,
    SaveAnswer,
    SaveRequest,
    SaveResult,
    SaveStatus,
    StoredSave,
    UnknownSitting,
)
from exam_server.store.journal_sql import Statements
from exam_server.store.journal_steps import Arrival, Declaration, HandIn, Step, Steps
from exam_server.store.journal_tablets import TabletPost, Tablets, UnknownSheet
from exam_server.store.troubles import NotFlushed, trouble_of

__all__ = [
    "DESK",
    "Arrival",
    "Beat",
    "Declaration",
    "HandIn",
    "Journal",
    "Pending",
    "SaveAnswer",
    "SaveRequest",
    "SaveResult",
    "SaveStatus",
    "Step",
    "StoredSave",
    "TabletPost",
    "UnknownSheet",
    "UnknownSitting",
]

GROUP = 256
BEATS_WAIT_SECONDS = 0.5
Request = SaveRequest | Step | TabletPost
Outcome = SaveAnswer | bool | Taken | Exception
Call = Literal["beats", "stop"]
"""Heartbeats wait, or the journal has to end: what its thread hears between requests."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A heartbeat: when it came, how many saves wait on the device, and which item it shows (0: none)."""

    sitting_id: UUID
    epoch: int
    at: datetime
    unsent: int
    position: int


class Pending:
    """A request that waits for its group's commit. One bare lock: a Future costs as much as the save itself."""

    __slots__ = ("_done", "_outcome", "request")

    def __init__(self, request: Request) -> None:
        self.request = request
        self._outcome: Outcome | None = None
        self._done = Lock()
        self._done.acquire()

    def settle(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self._done.release()

    def result(self, timeout: float) -> SaveAnswer:
        """The answer once it's durable. Raises UnknownSitting, the database's error, or TimeoutError."""
        outcome = self._wait(timeout)
        if isinstance(outcome, SaveAnswer):
            return outcome
        raise outcome if isinstance(outcome, Exception) else RuntimeError("nothing was settled")

    def is_done(self, timeout: float) -> bool:
        """Whether a step was plain, and is durable now; else it changed nothing. Raises as `result` does."""
        outcome = self._wait(timeout)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome is True

    def taken(self, timeout: float) -> Taken:
        """What became of a tablet's post, durable now. Raises UnknownSheet, Refused, or as `result` does."""
        outcome = self._wait(timeout)
        if isinstance(outcome, Taken):
            return outcome
        raise outcome if isinstance(outcome, Exception) else RuntimeError("nothing was settled")

    def _wait(self, timeout: float) -> Outcome | None:
        if not self._done.acquire(timeout=timeout):
            raise TimeoutError("the response journal hasn't answered in time")
        return self._outcome


class Journal:
    """The one writer of responses in this process. `submit` may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[Pending | Call] = SimpleQueue()
        self._beats: dict[UUID, Beat] = {}
        self._beats_due = 0.0
        self._beats_guard = Lock()
        self._statements = Statements(database.is_sqlite)
        self.steps_taken = 0
        self._thread: Thread | None = None
        self._connection: Any = None
        # Whoever holds it writes, on the one connection: mostly the journal's thread.
        self._pen = Lock()

    def start(self) -> None:
        self._thread = Thread(target=self._run, name="response-journal", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what was submitted, then end the thread."""
        if self._thread is not None:
            self._queue.put("stop")
            self._thread.join()
            self._thread = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def submit(self, request: Request) -> Pending:
        """The answer comes when this request's group is committed."""
        pending = Pending(request)
        self._queue.put(pending)
        return pending

    def carry_out(self, request: Request) -> Pending:
        """The same, by the caller's own thread where nobody waits: to wake the journal's costs as much as a save."""
        if not self._queue.empty() or not self._pen.acquire(blocking=False):
            return self.submit(request)
        try:
            if not self.is_running or not self._database.lane.enter_if_free():
                return self.submit(request)
            try:
                pending = Pending(request)
                self._save_group([pending])
            finally:
                self._database.lane.leave()
        finally:
            self._pen.release()
        return pending

    def note(self, beat: Beat) -> None:
        """Keep a heartbeat within half a second, with others': it costs nobody a flush of their own.

        The first of them calls the journal's thread; for the others it needn't wake up.
        """
        with self._beats_guard:
            is_first = not self._beats
            self._beats[beat.sitting_id] = beat
            if is_first:
                self._beats_due = monotonic() + BEATS_WAIT_SECONDS
        if is_first:
            self._queue.put("beats")

    def _run(self) -> None:
        ended = False
        while not ended:
            entry = self._next()
            if isinstance(entry, Pending):
                with self._pen, self._database.lane.entered():
                    group, ended = self._gather(entry)
                    for part in _parts(group):
                        self._save_group(part)
            ended = ended or entry == "stop"
            if self._beats and (ended or monotonic() >= self._beats_due):
                self._save_beats()
        with self._pen:
            self._forget_connection()

    def _next(self) -> Pending | Call:
        """What is to be done next; heartbeats only wait until they're due."""
        while True:
            patience = max(0.0, self._beats_due - monotonic()) if self._beats else None
            try:
                entry = self._queue.get(timeout=patience)
            except Empty:
                return "beats"
            if entry != "beats":
                return entry

    def _gather(self, first: Pending) -> tuple[list[Pending], bool]:
        """Everything that waits by now; it's called inside the lane, so the group is as large as the wait was long."""
        group = [first]
        while len(group) < GROUP:
            try:
                entry = self._queue.get_nowait()
            except Empty:
                break
            if entry == "stop":
                return group, True
            if isinstance(entry, Pending):
                group.append(entry)
        return group, False

    def _save_beats(self) -> None:
        """In one order, for several workers may have the same seats; what fails is lost: the next heartbeat says it."""
        with self._beats_guard:
            waiting, self._beats = self._beats, {}
        beats, run = sorted(waiting.values(), key=lambda beat: beat.sitting_id), self._statements
        rows = [
            (run.moment(beat.at), run.moment(beat.at), beat.unsent, beat.position, run.id(beat.sitting_id), beat.epoch)
            for beat in beats
        ]
        with self._pen, self._database.lane.entered():
            try:
                cursor = self._begin()
                cursor.executemany(run.beat, rows)
                cursor.close()
                self._flush()
            except Exception:
                self._forget_connection()

    def _save_group(self, group: Sequence[Pending]) -> None:
        try:
            outcomes = self._commit([pending.request for pending in group])
        except Exception as error:
            self._forget_connection()
            if len(group) > 1 and not self._concerns_all(error):
                for pending in group:
                    self._save_group([pending])
                return
            outcomes = [error] * len(group)
        for pending, outcome in zip(group, outcomes, strict=True):
            pending.settle(outcome)

    def _concerns_all(self, error: Exception) -> bool:
        """Whether it's the database's fault and not one request's: a full disk, a lost server, a failed flush.

        After a failed flush the system may have dropped what it couldn't write, and a second one would "succeed".
        """
        return isinstance(error, (NotFlushed, self._database.engine.dialect.loaded_dbapi.OperationalError))

    def _commit(self, requests: Sequence[Request]) -> list[Outcome]:
        """Of a room or tablets. Saves before steps: what was given before handing in counts, also where both wait."""
        if posts := [each for each in requests if isinstance(each, TabletPost)]:
            return self._commit_posts(posts)
        saves = [each for each in requests if isinstance(each, SaveRequest)]
        steps = [each for each in requests if not isinstance(each, SaveRequest | TabletPost)]
        cursor = self._begin()
        if saves and steps:
            self._lock_all(cursor, [*saves, *steps])
        saved = self._save(cursor, saves) if saves else []
        done = Steps(cursor, self._statements, self._now()).take(steps) if steps else []
        cursor.close()
        self._flush()
        self.steps_taken += len(steps)
        of_saves, of_steps = iter(saved), iter(done)
        return [next(of_saves if isinstance(each, SaveRequest) else of_steps) for each in requests]

    def _commit_posts(self, posts: Sequence[TabletPost]) -> list[Outcome]:
        cursor = self._begin()
        taken: list[Outcome] = [*Tablets(cursor, self._statements, self._now()).take(posts)]
        cursor.close()
        self._flush()
        return taken

    def _save(self, cursor: Any, requests: Sequence[SaveRequest]) -> list[Outcome]:
        group = Group(cursor, self._statements)
        group.look_up(requests, self._now())
        outcomes: list[Outcome] = [group.take(request) for request in requests]
        group.write()
        return outcomes

    def _now(self) -> datetime | None:
        """SQLite has no clock of its own; PostgreSQL's says the moment with the seats."""
        return self._database.monotonic_now() if self._database.is_sqlite else None

    def _lock_all(self, cursor: Any, requests: Sequence[SaveRequest | Step]) -> None:
        """On PostgreSQL in one order, for the two looks that follow would lock in two."""
        if not self._database.is_sqlite:
            cursor.execute(
                self._statements.lock,
                (self._statements.among([self._statements.id(each.sitting_id) for each in requests]),),
            )

    def _begin(self) -> Any:
        """A cursor in a fresh transaction on the journal's own connection."""
        self._database.require_sound()
        if self._connection is None:
            self._connection = self._database.writing_connection()
        cursor = self._connection.cursor()
        if self._database.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        return cursor

    def _flush(self) -> None:
        """Commit; an error whose outcome nobody knows isn't tried again here: the page will, by the same sequence."""
        try:
            self._connection.commit()
        except Exception as error:
            if trouble_of(error) == "flush":
                self._database.fail()
            if trouble_of(error) in ("full", "read_only"):
                raise
            raise NotFlushed(type(error).__name__) from error

    def _forget_connection(self) -> None:
        """A connection that met an error is rolled back and given up; the next group begins on a new one.

        To close it isn't enough: SQLite keeps the transaction, and its lock, until the last cursor is gone, and the
        error's traceback holds one.
        """
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(Exception):
                connection.rollback()
            connection.invalidate()


def _parts(group: Sequence[Pending]) -> list[list[Pending]]:
    """A room's requests and tablets', each for a transaction of its own: they lock other rows, and fail alone."""
    tablets = [each for each in group if isinstance(each.request, TabletPost)]
    room = [each for each in group if not isinstance(each.request, TabletPost)]
    return [part for part in (room, tablets) if part]
