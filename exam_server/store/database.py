"""One database, SQLite or PostgreSQL: its engine, its lane for writers and its clock."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    PoolProxiedConnection,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exam_server.core.clock import anchor_at
from exam_server.store.base import encode_json
from exam_server.store.lane import Lane, OpenLane
from exam_server.store.looking import KeptLooks, Looks
from exam_server.store.machine_clock import MachineClock
from exam_server.store.troubles import NotFlushed, trouble_of

IMMEDIATE = {"exam_begin": "IMMEDIATE"}
READS_ONLY = "exam_reads_only"


class Database:
    """What use cases and the response journal share. Open one per process."""

    def __init__(self, engine: Engine, machine: MachineClock | None = None) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.lane = Lane() if self.is_sqlite else OpenLane()
        self.looks = KeptLooks(engine) if self.is_sqlite else Looks(engine)
        self.machine = machine or MachineClock()
        self.anchor = anchor_at(self.machine.read())
        self.on_failure: Callable[[], None] = lambda: None
        self._failed = False
        prepare_engine(engine)
        event.listen(engine, "handle_error", self._look_at_error)

    def now(self, session: Session | Connection) -> datetime:
        """The database server's time; on SQLite the anchored line, which no step of the wall clock moves."""
        if self.is_sqlite:
            return self.monotonic_now()
        return session.execute(text("select clock_timestamp()")).scalar_one().astimezone(UTC)  # type: ignore[no-any-return]

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction for migrations, in the lane of writers.

        SQLite changes a table by making it anew, which references to it forbid while they're enforced. There they're
        checked once, before the commit; a broken one is an IntegrityError.
        """
        with self.lane.entered(), self.engine.execution_options(**IMMEDIATE).connect() as connection:
            self._enforce_references(connection, "OFF")
            try:
                with connection.begin():
                    yield connection
                    if self.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                        raise IntegrityError("PRAGMA foreign_key_check", None, ValueError(f"broken: {broken[:5]}"))
            finally:
                self._enforce_references(connection, "ON")

    def _enforce_references(self, connection: Connection, switch: str) -> None:
        """Past SQLAlchemy, because the switch does nothing within a transaction."""
        driver = connection.connection.driver_connection
        if self.is_sqlite and driver is not None:
            driver.execute(f"PRAGMA foreign_keys={switch}")

    def monotonic_now(self) -> datetime:
        """The anchored line (SQLite's only clock): the wall clock of the start, until what is kept is taken up."""
        return self.anchor.time(self.machine.since_boot())

    def writing_connection(self) -> PoolProxiedConnection:
        """A connection for plain SQL within the lane; its owner never gives it back to the readers' pool."""
        connection = self.engine.raw_connection()
        if self.is_sqlite:
            connection.cursor().execute("PRAGMA query_only = 0")
        return connection

    @property
    def version(self) -> str:
        """Which database this is; SQLite comes with Python, so its version is the machine's."""
        if self.is_sqlite:
            return f"SQLite {sqlite3.sqlite_version}"
        with self.engine.connect() as connection:
            return f"PostgreSQL {connection.exec_driver_sql('show server_version').scalar()}"

    @property
    def is_sound(self) -> bool:
        """False after a failed flush: from then on this process acknowledges nothing."""
        return not self._failed

    def require_sound(self) -> None:
        """Raises NotFlushed once a flush has failed: the next one may succeed without what the first one lost."""
        if self._failed:
            raise NotFlushed("a flush has failed in this process")

    def fail(self) -> None:
        """A flush has failed: stop acknowledging, and tell whoever ends the process."""
        if not self._failed:
            self._failed = True
            self.on_failure()

    def _look_at_error(self, context: ExceptionContext) -> None:
        if trouble_of(context.original_exception) == "flush":
            self.fail()


def open_database(url: str) -> Database:
    """Connect to `url`; nothing is created here (that's `db upgrade`)."""
    return Database(create_engine(url, **engine_options(url)))


def forget_cached_pages(url: str) -> None:
    """Let the next reader of an SQLite database read what is on the disk, not what the system remembers of it.

    After a failed flush the system may hold pages for written that never reached the disk; they're dropped here, before
    the file is opened. Pages that still have to be written stay.
    """
    path = make_url(url).database
    if not url.startswith("sqlite") or not path:
        return
    for file in (Path(path), Path(f"{path}-wal")):
        if file.exists():
            with file.open("rb") as opened:
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings per database: a thread holds one connection at most, the journal one more.

    SQLite's are fewer than the threads, for each takes half a megabyte; who finds none free waits, and nobody holds one
    while waiting for the lane or the journal. The one that came back last goes out first: what it has prepared and read
    is still warm.
    """
    options = {"json_serializer": encode_json, "pool_use_lifo": True}
    if url.startswith("sqlite"):
        connecting = {"timeout": 30, "check_same_thread": False}
        return options | {"connect_args": connecting, "pool_size": 12, "max_overflow": 0}
    return options | {"pool_size": 20, "max_overflow": 20, "pool_pre_ping": True}


def prepare_engine(engine: Engine) -> None:
    """Durable commits on both databases, and real transactions on SQLite, whose driver would start them too late."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)


PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-512")
"""Each of the thirteen connections would keep up to 2 MiB of the pages that the system's cache holds as well."""


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A reader can't write: only who is in the lane does, so no two connections write or checkpoint at once.

    SQLite before 3.51.3 can corrupt its write-ahead log when they do. The switch is only touched where it has to
    change: it makes the connection forget every statement that it has prepared.
    """
    mode = connection.get_execution_options().get("exam_begin", "DEFERRED")
    cursor = connection.connection.cursor()
    if connection.info.get(READS_ONLY) is not (reads := mode == "DEFERRED"):
        cursor.execute(f"PRAGMA query_only = {int(reads)}")
        connection.info[READS_ONLY] = reads
    cursor.execute(f"BEGIN {mode}")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()
