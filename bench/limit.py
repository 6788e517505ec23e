"""The limits: what the bare drivers commit on the same disk, one row a commit, on the server's core."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from bench.room import ROOT
from bench.serving import on_the_servers_core

SECONDS = 2.0
CONNECTIONS = 8
ROW = "x" * 120


def sqlite_limit(folder: Path, more: Mapping[str, str]) -> float:
    """Durable commits a second of one row each: sqlite3, WAL, synchronous=FULL, a file in `folder`."""
    return _measure("sqlite", str(folder), more)


def postgresql_limit(url: str) -> float:
    """Durable commits a second of one row each over 8 connections of psycopg, autocommit."""
    return _measure("postgresql", url, {})


def _measure(kind: str, where: str, more: Mapping[str, str]) -> float:
    command = on_the_servers_core([sys.executable, "-m", "bench.limit", kind, where])
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout))


def commit_on_sqlite(folder: Path) -> float:
    path = folder / "limit.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("create table row (id integer primary key, content text not null)")
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        connection.execute("insert into row (content) values (?)", (ROW,))
        count += 1
    seconds = time.perf_counter() - began
    connection.close()
    for file in folder.glob("limit.sqlite*"):
        file.unlink()
    return count / seconds


def commit_on_postgresql(url: str) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table if not exists bench_limit (id bigserial primary key, content text not null)")

    def commit_until(end: float) -> int:
        count = 0
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("set synchronous_commit = on")
            while time.perf_counter() < end:
                connection.execute("insert into bench_limit (content) values (%s)", (ROW,))
                count += 1
        return count

    end = time.perf_counter() + SECONDS
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        total = sum(pool.map(commit_until, [end] * CONNECTIONS))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop table bench_limit")
    return total / SECONDS


if __name__ == "__main__":
    kind, where = sys.argv[1:]
    print(json.dumps(commit_on_sqlite(Path(where)) if kind == "sqlite" else commit_on_postgresql(where)))
