"""How each database is opened, and that migrations make what the models say."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool

from exam_server.services.opening import open_database
from exam_server.services.schema import alembic_config, check_schema, upgrade_schema
from exam_server.store.base import Base
from exam_server.store.database import Database
from exam_server.store.delivery import list_forms
from exam_server.store.tables import ThrottleRow
from tests.making import (
    CODE,
    KEYS,
    OwnWork,
    freeze_exam,
    open_exam,
    open_own_work,
    withdraw_item,
)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, database_kind: str) -> str:
    """A database without any table."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    server: str = request.getfixturevalue("postgresql_server")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("drop database if exists exam_empty"))
        connection.execute(text("create database exam_empty"))
    engine.dispose()
    address = engine.url.set(database="exam_empty")
    return address.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


def _pragma(database: Database, name: str) -> object:
    with database.engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_sqlite_writes_ahead_and_waits_for_the_disk(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    found = [_pragma(database, name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
    database.engine.dispose()
    assert found == ["wal", 2, 1, 30000]


def test_on_sqlite_only_who_is_in_the_lane_can_write(work: OwnWork) -> None:
    if not work.database.is_sqlite:
        pytest.skip("PostgreSQL's server orders its writers")
    work.session.add(ThrottleRow(key="outside", failures=1, window_started_at=work.now))
    with pytest.raises(OperationalError, match="readonly"):
        work.session.flush()
    work.drop()
    work.record()
    work.session.add(ThrottleRow(key="inside", failures=1, window_started_at=work.now))
    work.commit()


def test_who_waits_for_the_lane_has_given_its_connection_back(sqlite_url: str) -> None:
    """There are fewer connections than threads: those in line would starve the one at its head."""
    database = open_database(sqlite_url)

    def take_a_turn(number: int) -> None:
        with open_own_work(database) as work:
            work.record()
            work.session.add(ThrottleRow(key=f"turn-{number}", failures=1, window_started_at=work.now))
            work.commit()

    with ThreadPoolExecutor(40) as threads:
        with database.lane.entered():
            turns = [threads.submit(take_a_turn, number) for number in range(40)]
            while len(database.lane._waiting) < 40:
                time.sleep(0.001)
            held = _pool(database).checkedout()
        for turn in turns:
            turn.result(20)
    database.engine.dispose()
    assert held == 0


def _pool(database: Database) -> QueuePool:
    assert isinstance(database.engine.pool, QueuePool)
    return database.engine.pool


@pytest.mark.postgresql
def test_a_connection_of_sqlite_changes_sides_only_where_it_must_and_then_surely(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    said: list[str] = []
    write = text("insert into throttle values ('key', 1, 0)")
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(said.append)
        for mode in ("DEFERRED", "DEFERRED", "IMMEDIATE", "DEFERRED"):
            with connection.execution_options(exam_begin=mode).begin() as transaction:
                if mode == "IMMEDIATE":
                    connection.execute(write)
                    transaction.rollback()
                else:
                    with pytest.raises(OperationalError, match="readonly"):
                        connection.execute(write)
    database.engine.dispose()
    assert [each for each in said if "query_only" in each] == [f"PRAGMA query_only = {side}" for side in (1, 0, 1)]


def test_postgresql_waits_for_the_disk_and_speaks_utc(postgresql_url: str) -> None:
    database = open_database(postgresql_url)
    with database.engine.connect() as connection:
        shown = [connection.execute(text(f"show {name}")).scalar() for name in ("synchronous_commit", "timezone")]
    database.engine.dispose()
    assert shown == ["on", "UTC"]


def test_migrations_have_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_the_schema_after_all_migrations_is_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_empty_database_goes_up_and_down_again(empty_url: str) -> None:
    database = open_database(empty_url)
    assert check_schema(database).found is None
    upgrade_schema(database)
    assert check_schema(database).is_current
    with database.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    with database.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    database.engine.dispose()
    assert left == set()


def test_a_database_with_sittings_goes_down_to_forms_without_revisions_and_up_again(work: OwnWork) -> None:
    made = open_exam(work)
    before = [(form.number, form.digest) for form in list_forms(work.session, made.id)]
    work.drop()
    for move, revision in ((command.downgrade, "0006"), (command.upgrade, "head")):
        with work.database.migrating() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            move(config, revision)
    assert [(form.number, form.digest) for form in list_forms(work.session, made.id)] == before
    with pytest.raises(IntegrityError), work.database.migrating() as connection:
        connection.execute(text("delete from test_form"))
    assert len(list_forms(work.session, made.id)) == len(before)


def test_a_database_with_replaced_forms_says_why_it_cannot_go_down_and_stays_as_it_is(work: OwnWork) -> None:
    made = freeze_exam(work)
    drawn = [each["id"] for each in list_forms(work.session, made.id)[0].items]
    withdraw_item(work, KEYS, CODE, next(each for each in drawn if each.startswith("hb-1a1")), "wyciek")
    work.commit()
    with pytest.raises(CommandError, match="restore a backup"), work.database.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
    assert check_schema(work.database).is_current
    with work.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert max(form.revision for form in list_forms(work.session, made.id)) == 2


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = check_schema(database)
    upgrade_schema(database)
    assert check_schema(database) == before


def test_the_clock_never_goes_backwards(database: Database) -> None:
    with database.engine.connect() as connection:
        moments = [database.now(connection) for _ in range(20)]
    assert moments == sorted(moments)
