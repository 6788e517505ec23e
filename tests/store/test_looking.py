"""Looks beside a session: each sees what was committed before it, and leaves nothing behind, also where it fails."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack

import pytest
from sqlalchemy import text

from exam_server.store.database import Database, open_database
from exam_server.store.looking import MOST
from exam_server.store.tables import ThrottleRow
from tests.making import OwnWork


def look(database: Database) -> int:
    with database.looks.cursor() as cursor:
        if database.is_sqlite:
            cursor.execute("BEGIN")
        cursor.execute("select count(*) from throttle")
        found: int = cursor.fetchone()[0]
    return found


def write(work: OwnWork, key: str) -> None:
    work.record()
    work.session.add(ThrottleRow(key=key, failures=1, window_started_at=work.now))
    work.commit()


def test_a_look_sees_what_was_committed_before_it_though_its_connection_has_looked_before(work: OwnWork) -> None:
    assert look(work.database) == 0
    write(work, "one")
    assert look(work.database) == 1
    write(work, "two")
    assert look(work.database) == 2


def test_a_failed_look_gives_its_connection_up_and_the_next_one_has_another(work: OwnWork) -> None:
    write(work, "one")
    with pytest.raises(Exception, match="nowhere"), work.database.looks.cursor() as cursor:
        cursor.execute("select 1 from nowhere")
    assert look(work.database) == 1


def test_who_comes_while_all_are_looking_into_sqlite_waits_for_the_first_who_has_looked(sqlite: Database) -> None:
    with ExitStack() as looking, ThreadPoolExecutor(1) as another:
        for _ in range(MOST):
            looking.enter_context(sqlite.looks.cursor())
        waiting = another.submit(look, sqlite)
        assert wait([waiting], timeout=0.2).not_done
        looking.close()
        assert waiting.result(20) == 0
    assert sqlite.engine.pool.checkedout() == MOST  # type: ignore[attr-defined]


def test_a_disposed_engine_has_no_looks_and_opens_new_ones(sqlite: Database) -> None:
    look(sqlite)
    sqlite.engine.dispose()
    assert look(sqlite) == 0
    assert sqlite.engine.pool.checkedout() == 1  # type: ignore[attr-defined]


@pytest.mark.postgresql
def test_looks_at_a_server_that_has_ended_their_connection_have_another(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    with database.looks.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        served_by = cursor.fetchone()[0]
    other = open_database(postgresql_url)
    with other.engine.connect() as connection:
        connection.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": served_by})
    assert [look(database) for _ in range(MOST + 1)] == [0] * (MOST + 1)
    for each in (database, other):
        each.engine.dispose()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    yield opened
    opened.engine.dispose()
