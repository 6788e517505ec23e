"""A server that is started again goes on with the exam's time, although the machine's clock was set meanwhile."""

import json
import sqlite3
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from test_serve import Served, start, stop

from exam_server.store.database import open_database
from tests.making import make_organisation, open_exam, open_own_work

pytestmark = pytest.mark.xdist_group("serve")
HOUR = 3600


def offset(served: Served) -> float:
    with urlopen(f"{served.address}/readyz", timeout=20) as answer:
        return float(json.load(answer)["clock_offset_seconds"])


def ask(instance: Path, statement: str) -> list[tuple[str, str]]:
    connection = sqlite3.connect(instance / "exam.sqlite")
    with connection:
        found = connection.execute(statement).fetchall()
    connection.close()
    return found


def entries(instance: Path) -> list[tuple[str, float]]:
    found = ask(instance, "select tag, facts from audit_event where tag like 'clock.%' order by id")
    return [(tag, round(json.loads(facts)["milliseconds"] / 1000)) for tag, facts in found]


def wait_for_entry(instance: Path, count: int) -> list[tuple[str, float]]:
    deadline = time.monotonic() + 30
    while len(entries(instance)) < count and time.monotonic() < deadline:
        time.sleep(0.1)
    return entries(instance)


def test_an_open_exam_keeps_its_time_over_a_restart_and_afterwards_the_clock_is_taken_over(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = open_database(sqlite_url)
    with open_own_work(database) as work:
        make_organisation(work)
        open_exam(work)
    database.engine.dispose()
    served = start(tmp_path)
    try:
        assert (abs(offset(served)) < 1, entries(tmp_path)) == (True, [])
        stop(served)
        # To the server it's the same as the machine's clock set an hour back while it was down.
        ask(tmp_path, f"update clock set at = at + {HOUR * 1_000_000}")
        served = start(tmp_path)
        assert wait_for_entry(tmp_path, 1) == [("clock.stepped", -HOUR)]
        assert offset(served) == pytest.approx(-HOUR, abs=1)
        stop(served)
        ask(tmp_path, "update exam set state = 'closed'")
        served = start(tmp_path)
        assert wait_for_entry(tmp_path, 2) == [("clock.stepped", -HOUR), ("clock.adopted", -HOUR)]
        assert abs(offset(served)) < 1
    finally:
        stop(served)
