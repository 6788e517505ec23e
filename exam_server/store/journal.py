"""The response journal: saves that wait are committed as one group, and acknowledged only when they're on the disk."""

from collections.abc import Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from exam_server.store.database import Database
from exam_server.store.journal_group import (
    Group,
    SaveAnswer,
    SaveRequest,
    SaveResult,
    SaveStatus,
    StoredSave,
    UnknownSitting,
)
from exam_server.store.journal_sql import Statements
from exam_server.store.troubles import NotFlushed, trouble_of

__all__ = [
    "Journal",
    "Pending",
    "SaveAnswer",
    "SaveRequest",
    "SaveResult",
    "SaveStatus",
    "StoredSave",
    "UnknownSitting",
]

GROUP = 256


class Pending:
    """A request that waits for its group's commit. One bare lock: a Future costs as much as the save itself."""

    __slots__ = ("_done", "_outcome", "request")

    def __init__(self, request: SaveRequest) -> None:
        self.request = request
        self._outcome: SaveAnswer | Exception | None = None
        self._done = Lock()
        self._done.acquire()

    def settle(self, outcome: SaveAnswer | Exception) -> None:
        self._outcome = outcome
        self._done.release()

    def result(self, timeout: float) -> SaveAnswer:
        """The answer once it's durable. Raises UnknownSitting, the database's error, or TimeoutError."""
        if not self._done.acquire(timeout=timeout):
            raise TimeoutError("the response journal hasn't answered in time")
        if isinstance(self._outcome, SaveAnswer):
            return self._outcome
        raise self._outcome or RuntimeError("nothing was settled")


class Journal:
    """The one writer of responses in this process. `submit` may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: SimpleQueue[Pending | None] = SimpleQueue()
        self._statements = Statements(database.is_sqlite)
        self._thread: Thread | None = None
        self._connection: Any = None

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

    def submit(self, request: SaveRequest) -> Pending:
        """The answer comes when this request's group is committed."""
        pending = Pending(request)
        self._queue.put(pending)
        return pending

    def _run(self) -> None:
        ended = False
        while not ended and (first := self._queue.get()) is not None:
            with self._database.lane.entered():
                group, ended = self._gather(first)
                self._save_group(group)
        self._forget_connection()

    def _gather(self, first: Pending) -> tuple[list[Pending], bool]:
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

    def _commit(self, requests: Sequence[SaveRequest]) -> list[SaveAnswer | Exception]:
        self._database.require_sound()
        if self._connection is None:
            self._connection = self._database.writing_connection()
        cursor = self._connection.cursor()
        if self._database.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        group = Group(cursor, self._statements)
        group.look_up(requests, self._database.monotonic_now() if self._database.is_sqlite else None)
        outcomes = [group.take(request) for request in requests]
        group.write()
        cursor.close()
        self._flush()
        return list(outcomes)

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
        """A connection that met an error is rolled back and given up; the next group begins on a new one."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
