"""Connections for looks without a session; on SQLite a few are kept: the pool's care costs as much as the look."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection, event

MOST = 3
"""How many look into SQLite at once; who comes then waits. A look is the processor's work: more would change places."""


class Looks:
    """Through the pool, which finds out before each look whether its server has gone."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """A cursor whose transaction, where it begins one, is over with the block. No look within another."""
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            yield cursor
            cursor.close()
        finally:
            # The pool ends the transaction.
            connection.close()


class KeptLooks(Looks):
    """On connections that are opened as they're needed, and kept: a file goes nowhere."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._free: SimpleQueue[PoolProxiedConnection | None] = SimpleQueue()
        for _ in range(MOST):
            self._free.put(None)
        event.listen(engine, "engine_disposed", self._let_go)

    @contextmanager
    def cursor(self) -> Iterator[Any]:
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
        for _ in range(MOST):
            try:
                connection = self._free.get_nowait()
            except Empty:
                return
            if connection is not None:
                connection.invalidate()
            self._free.put(None)
