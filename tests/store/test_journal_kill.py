"""A server that is killed while everybody saves has everything that it acknowledged."""

import subprocess
import sys
from pathlib import Path

import pytest
from journaling import DOOR

from exam_server.services import delivery
from exam_server.store.database import open_database
from exam_server.store.tables import AdmissionRow, ResponseEventRow, ResponseRow
from tests.making import KEYS, form_of, make_organisation, open_exam, open_own_work

SCRIPT = Path(__file__).with_name("save_until_killed.py")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("acknowledged_before", [1, 60, 400])
def test_everything_acknowledged_before_a_kill_is_in_the_file(sqlite_url: str, acknowledged_before: int) -> None:
    database = open_database(sqlite_url)
    with open_own_work(database) as work:
        make_organisation(work)
        made = open_exam(work)
        delivery.enter_ticket(work, KEYS, DOOR, made.cards[0].ticket)
        work.commit()
        sitting, form = made.sittings[0], form_of(work, made.sittings[0])
    database.engine.dispose()
    child = subprocess.Popen(
        [sys.executable, str(SCRIPT), sqlite_url, str(sitting), form], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout is not None
    acknowledged = [int(child.stdout.readline()) for _ in range(acknowledged_before)]
    child.kill()
    # What was printed before the kill was acknowledged too; a last torn line wasn't.
    acknowledged += [int(line) for line in child.stdout.read().split("\n")[:-1]]
    child.stdout.close()
    child.wait()
    database = open_database(sqlite_url)
    with open_own_work(database) as work:
        kept = {row.sequence for row in work.session.query(ResponseEventRow)}
        counting = {row.sequence for row in work.session.query(ResponseRow)}
        reached = work.session.get_one(AdmissionRow, (sitting, 1)).acknowledged
        assert work.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    database.engine.dispose()
    assert set(acknowledged) <= kept
    assert counting == {max(each for each in kept if each % 8 == rest) for rest in {each % 8 for each in kept}}
    assert set(range(1, reached + 1)) <= kept
