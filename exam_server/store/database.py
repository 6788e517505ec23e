"""One database, SQLite or PostgreSQL: its engine, its lane for writers and its clock."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from exam_server.store.lane import Lane, OpenLane

IMMEDIATE = {"exam_begin": "IMMEDIATE"}


class Database:
    """What use cases and the response journal share. Open one per process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.lane = Lane() if self.is_sqlite else OpenLane()
        self._anchor = (datetime.now(UTC), time.monotonic())
        prepare_engine(engine)

    def now(self, session: Session | Connection) -> datetime:
        """The database server's time; on SQLite a monotonic clock anchored at the start: clock steps change nothing."""
        if self.is_sqlite:
            return self.monotonic_now()
        return session.execute(text("select clock_timestamp()")).scalar_one().astimezone(UTC)  # type: ignore[no-any-return]

    def monotonic_now(self) -> datetime:
        """The anchored clock of this process (SQLite's only clock)."""
        started_at, started = self._anchor
        return started_at + timedelta(seconds=time.monotonic() - started)


def open_database(url: str) -> Database:
    """Connect to `url`; nothing is created here (that's `db upgrade`)."""
    return Database(create_engine(url, **engine_options(url)))


def engine_options(url: str) -> dict[str, Any]:
    """Pool settings per database: a thread of the server may hold one connection, the journal one more."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30, "check_same_thread": False}, "pool_size": 80, "max_overflow": 20}
    return {"pool_size": 20, "max_overflow": 20, "pool_pre_ping": True}


def prepare_engine(engine: Engine) -> None:
    """Durable commits on both databases, and real transactions on SQLite, whose driver would start them too late."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("exam_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SET timezone = 'UTC'")
    connection.commit()
