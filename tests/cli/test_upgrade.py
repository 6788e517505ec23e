"""The release that stands is put in the place of an older one while a test is on: the candidate goes on where it was.

`tests/fixtures/releases` holds what older releases left: an open exam, and one seat with three saved responses.
"""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, MetaData, Table, Uuid, create_engine, text
from test_serve import COMMAND, environment_of, start, stop

from exam_server.services.opening import open_database
from exam_server.services.schema import alembic_config
from exam_server.web.cookies import DEVICE_COOKIE, SEAT_COOKIE
from tests.making import KEYS, SECRET

pytestmark = pytest.mark.xdist_group("serve")
RELEASES = sorted((Path(__file__).parents[1] / "fixtures" / "releases").glob("*.sql.gz"))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT = re.compile(r"\b1[6-9]\d{14}\b")
"""Microseconds since 1970, as every moment is kept."""
SAVED = 'INSERT INTO "response" '


@dataclass(frozen=True)
class Left:
    """What an older release left: its tables' revision, its rows, and the seat that a candidate sits at."""

    database: Path
    revision: str
    token: str
    device: str
    form: str
    sequence: int


def _bring(release: Path, folder: Path) -> Left:
    """As if it had been left a minute ago."""
    head, script = gzip.decompress(release.read_bytes()).decode().split("\n", 1)
    token, device, form, sequence = head.removeprefix("-- seat: ").split()
    saved_at = max(int(MOMENT.findall(line)[-1]) for line in script.splitlines() if line.startswith(SAVED))
    later = time.time_ns() // 1000 - saved_at - 60_000_000
    with closing(sqlite3.connect(folder / "left.sqlite")) as database:
        database.executescript(MOMENT.sub(lambda found: str(int(found[0]) + later), script))
        # Another machine, or this one after a restart: the exam's time goes on by the wall clock.
        database.execute("update clock set boot_id = 'before'")
        database.commit()
        (revision,) = database.execute("select version_num from alembic_version").fetchone()
    return Left(folder / "left.sqlite", revision, token, device, form, int(sequence))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'exam.sqlite'}"
        return
    engine = create_engine(request.getfixturevalue("postgresql_server"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("drop database if exists exam_upgrade"))
        connection.execute(text("create database exam_upgrade"))
    yield engine.url.set(database="exam_upgrade").render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text("drop database exam_upgrade with (force)"))
    engine.dispose()


def _install(left: Left, url: str) -> None:
    """The older release's own tables with its rows, in either database."""
    database = open_database(url)
    with database.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, left.revision)
        tables = MetaData()
        tables.reflect(connection)
        with closing(sqlite3.connect(left.database)) as source:
            source.row_factory = sqlite3.Row
            for table in tables.sorted_tables:
                if table.name != "alembic_version":
                    _copy_rows(source, connection, table)
    database.engine.dispose()


def _copy_rows(source: sqlite3.Connection, connection: Connection, table: Table) -> None:
    """What is NULL is left out: to a JSON column it would be a `null` of JSON."""
    for row in source.execute(f'select * from "{table.name}"'):
        values = {key: _value(table, key, value) for key, value in dict(row).items() if value is not None}
        connection.execute(table.insert(), values)


def _value(table: Table, column: str, value: Any) -> Any:
    kind = table.columns[column].type
    if isinstance(kind, Uuid):
        return UUID(value)
    if isinstance(kind, JSON):
        return json.loads(value)
    if isinstance(kind, Boolean):
        return bool(value)
    if isinstance(kind, DateTime):
        return EPOCH + timedelta(microseconds=value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _save(address: str, left: Left, sequence: int) -> dict[str, Any]:
    save = {"sequence": sequence, "position": 1, "response": 2, "at": ""}
    cookies = f"{SEAT_COOKIE}={left.token}; {DEVICE_COOKIE}={left.device}"
    headers = {"Cookie": cookies, "X-CSRF-Token": KEYS.digest("csrf", left.token), "Content-Type": "application/json"}
    body = json.dumps({"epoch": 1, "form": left.form, "saves": [save]}).encode()
    request = urllib.request.Request(f"{address}/sitting/responses", body, headers, method="PUT")
    with urllib.request.urlopen(request, timeout=30) as answer:
        said: dict[str, Any] = json.load(answer)
    return said


def _responses(url: str) -> dict[int, Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("select position, response from response")).all()
    engine.dispose()
    return {position: json.loads(given) if isinstance(given, str) else given for position, given in found}


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name.split(".")[0])
def test_a_candidate_goes_on_after_an_upgrade_in_the_middle_of_the_test(
    release: Path, url: str, tmp_path: Path
) -> None:
    left = _bring(release, tmp_path)
    _install(left, url)
    variables = {"EXAM_DATABASE_URL": url, "EXAM_SECRET": SECRET}
    environment = environment_of(tmp_path, **variables)
    subprocess.run([COMMAND, "db", "upgrade"], env={**os.environ, **environment}, check=True, capture_output=True)
    before = _responses(url)
    assert len(before) == 3
    served = start(tmp_path, **variables)
    try:
        said = _save(served.address, left, left.sequence + 1)
    finally:
        stop(served)
    assert (said["state"], said["results"][0]["status"]) == ("open", "saved")
    assert 0 < said["remaining_seconds"] <= 1200
    assert _responses(url) == {**before, 1: 2}
