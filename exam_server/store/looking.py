"""A few connections for plain looks without a session: what the pool does for one costs as much as the look."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection, event

ON_SQLITE, ON_A_SERVER = 3, 16
"""How many look at once; who comes then waits. Where a look is the processor's work, more would only change places."""


class Looks:
    """The readers' connections of one engine, opened as they're needed, and kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free: SimpleQueue[PoolProxiedConnection | None] = SimpleQueue()
        for _ in range(ON_SQLITE if engine.dialect.name == "sqlite" else ON_A_SERVER):
            self._free.put(None)
        event.listen(engine, "engine_disposed", self._let_go)

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor whose transaction, where it begins one, is over with the block. No look within another."""
        connection = self._free.get()
        try:
            connection = connection or self._engine.raw_connection()
            cursor = connection.cursor()
            yield cursor
            cursor.close()
            connection.rollback()
        except BaseException:
            if connection is not None:
                connection.invalidate()
                connection = None
            raise
        finally:
            self._free.put(connection)

    def _let_go(self, _engine: Engine) -> None:
        for _ in range(self._free.qsize()):
            try:
                connection = self._free.get_nowait()
            except Empty:
                return
            if connection is not None:
                connection.invalidate()
            self._free.put(None)
