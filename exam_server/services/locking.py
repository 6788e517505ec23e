"""One writing process on SQLite, kept by a lock on a file in the instance folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from exam_server.store.database import Database


class AnotherWriter(RuntimeError):
    """Another process writes to this SQLite database."""


def take_writer_lock(instance: Path, database: Database) -> IO[str] | None:
    """Held until the returned file is closed or the process ends, however it ends; None on PostgreSQL.

    Raises AnotherWriter if a server or a writing command holds it.
    """
    if not database.is_sqlite:
        return None
    instance.mkdir(parents=True, exist_ok=True)
    file = (instance / "server.lock").open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise AnotherWriter(
            "another exam-server process is writing to this database; stop it first (SQLite allows one)"
        ) from error
    return file


@contextmanager
def writer_lock(instance: Path, database: Database) -> Iterator[None]:
    file = take_writer_lock(instance, database)
    try:
        yield
    finally:
        if file is not None:
            file.close()
