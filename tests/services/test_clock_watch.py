"""The server's time goes on over steps of a clock and over a restart, and every step leaves an entry."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select

from exam_server.services import desk
from exam_server.services.clock import ClockWatch, take_up_line
from exam_server.store.database import Database, engine_options
from exam_server.store.machine_clock import MachineClock
from exam_server.store.tables import AuditEventRow
from tests.making import OwnWork, make_organisation, open_exam, open_own_work
from tests.store.journaling import running, save, seat_of

HOUR = timedelta(hours=1)
NOTHING = timedelta()


@dataclass
class SetClock(MachineClock):
    """This machine's clocks, the wall clock set by `stepped`; `boot_id` changes where the machine starts anew."""

    stepped: timedelta = NOTHING
    passed: timedelta = NOTHING
    boot_id: str = "this start"

    def wall(self) -> datetime:
        return datetime.now(UTC) + self.stepped + self.passed

    def since_boot(self) -> timedelta:
        return super().since_boot() + self.passed


@pytest.fixture
def machine() -> SetClock:
    return SetClock()


Reopen = Callable[[str, SetClock], Database]


@pytest.fixture
def reopen() -> Iterator[Reopen]:
    """The database as a process that starts opens it; all are closed after the test."""
    opened: list[Database] = []

    def reopen(url: str, machine: SetClock) -> Database:
        opened.append(Database(create_engine(url, **engine_options(url)), machine))
        return opened[-1]

    yield reopen
    for database in opened:
        database.engine.dispose()


def start(work: OwnWork, database: Database) -> ClockWatch:
    watch = ClockWatch(database)
    watch.take_up(work)
    work.commit()
    return watch


def look(work: OwnWork, watch: ClockWatch) -> None:
    watch.look(work)
    work.commit()
    watch.settle()


def entries(work: OwnWork) -> list[tuple[str, int]]:
    """What the trail says of the clock: the tags with whole seconds."""
    query = select(AuditEventRow).where(AuditEventRow.tag.startswith("clock.")).order_by(AuditEventRow.id)
    found = [(row.tag, round(row.facts["milliseconds"] / 1000)) for row in work.session.scalars(query)]
    work.drop()
    return found


@pytest.mark.parametrize("step", [HOUR, -HOUR])
def test_a_step_while_an_exam_is_open_changes_nobodys_time_and_is_noted_once(
    reopen: Reopen, sqlite_url: str, machine: SetClock, step: timedelta
) -> None:
    database = reopen(sqlite_url, machine)
    with open_own_work(database) as work, running(database) as journal:
        make_organisation(work)
        watch = start(work, database)
        made = open_exam(work)
        seat = seat_of(work, journal, made)
        before = seat.ask(save(1))
        machine.stepped = step
        for _ in range(3):
            look(work, watch)
        after = seat.ask(save(2))
        assert entries(work) == [("clock.stepped", round(step.total_seconds()))]
        assert [str(each)[:60] for each in watch.notices(work.now)] == [
            "The server's clock and the exam's time differ by 3600 s: the"
        ]
    assert timedelta() <= after.saved_at - before.saved_at < timedelta(minutes=1)
    assert after.results[0].status == "saved"


def test_a_restart_goes_on_with_the_time_of_an_open_exam_although_the_clock_was_set(
    reopen: Reopen, sqlite_url: str, machine: SetClock
) -> None:
    database = reopen(sqlite_url, machine)
    with open_own_work(database) as work:
        make_organisation(work)
        start(work, database)
        open_exam(work)
        before = work.now
    machine.stepped, machine.passed = -HOUR, timedelta(minutes=2)
    restarted = reopen(sqlite_url, machine)
    with open_own_work(restarted) as work:
        watch = start(work, restarted)
        look(work, watch)
        assert timedelta(minutes=2) <= restarted.monotonic_now() - before < timedelta(minutes=3)
        assert entries(work) == [("clock.stepped", -3600)]


def test_without_an_open_exam_the_servers_time_takes_the_clock_over_and_says_so(
    reopen: Reopen, sqlite_url: str, machine: SetClock
) -> None:
    database = reopen(sqlite_url, machine)
    with open_own_work(database) as work:
        make_organisation(work)
        watch = start(work, database)
        made = open_exam(work)
        machine.stepped = HOUR
        look(work, watch)
        desk.close_exam(work, made.id)
        work.commit()
        look(work, watch)
        assert abs(database.monotonic_now() - machine.wall()) < timedelta(seconds=1)
        assert entries(work) == [("clock.stepped", 3600), ("clock.adopted", 3600)]
        assert watch.notices(work.now) == []
    restarted = reopen(sqlite_url, machine)
    with open_own_work(restarted) as work:
        look(work, start(work, restarted))
        assert abs(restarted.monotonic_now() - machine.wall()) < timedelta(seconds=1)
        assert len(entries(work)) == 2


def test_what_wasnt_committed_doesnt_move_the_line(reopen: Reopen, sqlite_url: str, machine: SetClock) -> None:
    database = reopen(sqlite_url, machine)
    with open_own_work(database) as work:
        make_organisation(work)
        watch = start(work, database)
        machine.stepped = HOUR
        watch.look(work)
        work.drop()
        machine.stepped = NOTHING
        look(work, watch)
        assert abs(database.monotonic_now() - datetime.now(UTC)) < timedelta(seconds=1)
        assert entries(work) == []


def test_a_machine_that_starts_anew_with_an_old_date_is_told_about(
    reopen: Reopen, sqlite_url: str, machine: SetClock
) -> None:
    database = reopen(sqlite_url, machine)
    with open_own_work(database) as work:
        make_organisation(work)
        start(work, database)
        open_exam(work)
    machine.stepped, machine.boot_id = -24 * HOUR, "the next start"
    restarted = reopen(sqlite_url, machine)
    with open_own_work(restarted) as work:
        watch = start(work, restarted)
        assert abs(restarted.monotonic_now() - machine.wall()) < timedelta(seconds=1)
        assert entries(work) == [("clock.behind", -86400)]
        assert [str(each)[:26] for each in watch.notices(work.now)] == ["The server's date or time "]


def test_a_command_goes_on_with_the_servers_time(reopen: Reopen, sqlite_url: str, machine: SetClock) -> None:
    database = reopen(sqlite_url, machine)
    with open_own_work(database) as work:
        make_organisation(work)
        start(work, database)
    machine.stepped = HOUR
    commanded = reopen(sqlite_url, machine)
    with open_own_work(commanded) as work:
        take_up_line(work)
        assert abs(work.now - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.postgresql
def test_processes_on_postgresql_agree_on_the_databases_clock_and_note_their_own_difference(
    reopen: Reopen, postgresql_url: str, machine: SetClock
) -> None:
    other = SetClock(stepped=HOUR)
    with open_own_work(reopen(postgresql_url, machine)) as work:
        make_organisation(work)
    for clock, expected in ((machine, []), (other, [("clock.differs", 3600)])):
        database = reopen(postgresql_url, clock)
        with open_own_work(database) as work:
            watch = start(work, database)
            for _ in range(2):
                look(work, watch)
            assert abs(work.now - datetime.now(UTC)) < timedelta(minutes=1)
            assert entries(work) == expected
            assert len(watch.notices(work.now)) == len(expected)


@pytest.mark.postgresql
def test_a_jump_of_the_databases_clock_is_noted_once_and_told(
    reopen: Reopen, postgresql_url: str, machine: SetClock
) -> None:
    """The database's clock can't be set here; to this process it's the same when its own running falls behind."""
    database = reopen(postgresql_url, machine)
    with open_own_work(database) as work:
        make_organisation(work)
        watch = start(work, database)
        look(work, watch)
        machine.passed, machine.stepped = -HOUR, HOUR
        for _ in range(2):
            look(work, watch)
        assert entries(work) == [("clock.stepped", 3600)]
        assert [str(each)[:36] for each in watch.notices(work.now)] == ["The database's clock has jumped by 3"]
