"""Copying a whole database while people work with it, and laying a copy back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, make_url

HOURS = 6 * 3600


class CopyFailed(RuntimeError):
    """The database's own tool is missing or said no; the message is its own."""


def copy_database(url: str, target: Path) -> None:
    """One moment's state of the database at `url` as one file; writers go on meanwhile. Raises CopyFailed."""
    if url.startswith("sqlite"):
        _copy_sqlite(Path(make_url(url).database or ""), target)
    else:
        _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def lay_back(copy: Path, url: str) -> None:
    """Fill the empty PostgreSQL database at `url` from a copy, wholly or not at all. Raises CopyFailed."""
    name = make_url(url).database or ""
    _run("pg_restore", url, "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={name}", str(copy))


def find_damage(copy: Path) -> str:
    """What SQLite itself finds wrong with a copy; empty: nothing."""
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
        try:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as error:
            return str(error)
    return "" if found == "ok" and broken is None else f"{found}; {broken}"


def _copy_sqlite(source: Path, target: Path) -> None:
    """All pages in one step under one reader's snapshot: the write-ahead log lets the writer go on."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as database,
        closing(sqlite3.connect(target)) as copy,
    ):
        database.backup(copy, pages=-1)
        # One file without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def _run(tool: str, url: str, *arguments: str) -> None:
    program = shutil.which(tool)
    if program is None:
        raise CopyFailed(f"{tool} isn't on the PATH: it comes with PostgreSQL's client programs")
    done = subprocess.run(  # noqa: S603 - the database's own tool
        [program, *arguments], env={**os.environ, **_place(url)}, capture_output=True, timeout=HOURS, check=False
    )
    if done.returncode != 0:
        raise CopyFailed(f"{tool}: {done.stderr.decode(errors='replace').strip()[-500:]}")


def _place(url: str) -> Mapping[str, str]:
    """Where the database is, for its tools, past the command line: that's there for everybody to read."""
    parts = make_url(url)
    given = {
        "PGHOST": parts.host or parts.query.get("host", ""),
        "PGPORT": str(parts.port or ""),
        "PGUSER": parts.username or "",
        "PGPASSWORD": parts.password or "",
        "PGDATABASE": parts.database or "",
    }
    return {name: str(value) for name, value in given.items() if value}


def create_beside(url: str, name: str) -> str:
    """An empty PostgreSQL database on the same server; gives its address."""
    _command(url, f'CREATE DATABASE "{name}"')
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def drop_beside(url: str, name: str) -> None:
    _command(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _command(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
