"""A failed flush ends all acknowledging; a commit of which nobody knows, and a full disk, only cost a repetition."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from exam_server.store.journal import Journal, SaveRequest, UnknownSitting
from exam_server.store.troubles import NotFlushed, trouble_of
from tests.making import OwnWork
from tests.store.journaling import Seat, open_seat, running, save


class Connection:
    """The journal's connection, but the next commit meets an error of the disk."""

    def __init__(self, inner: Any, error: Exception) -> None:
        self._inner, self._error = inner, error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def commit(self) -> None:
        raise self._error


@pytest.fixture
def seat(work: OwnWork) -> Iterator[Seat]:
    with running(work.database) as journal:
        seat = open_seat(work, journal)
        seat.ask(save(1))
        yield seat


def break_next_commit(journal: Journal, code: int | None) -> None:
    error = sqlite3.OperationalError("disk I/O error") if code is not None else ConnectionError("gone")
    if code is not None:
        error.sqlite_errorcode = code
    journal._connection = Connection(journal._connection, error)


def only_on_sqlite(work: OwnWork) -> None:
    if not work.database.is_sqlite:
        pytest.skip("PostgreSQL's server flushes for itself, and stops by itself when it can't")


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC])
def test_after_a_failed_flush_nothing_is_acknowledged_any_more(work: OwnWork, seat: Seat, code: int) -> None:
    only_on_sqlite(work)
    told: list[bool] = []
    work.database.on_failure = lambda: told.append(True)
    break_next_commit(seat.journal, code)
    for _ in range(2):
        with pytest.raises(NotFlushed):
            seat.ask(save(2))
    assert told == [True]
    assert not work.database.is_sound
    with pytest.raises(NotFlushed):
        work.record()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_READONLY_DBMOVED])
def test_a_refused_write_is_refused_and_saves_go_on_when_there_is_room(work: OwnWork, seat: Seat, code: int) -> None:
    only_on_sqlite(work)
    break_next_commit(seat.journal, code)
    with pytest.raises(sqlite3.OperationalError) as caught:
        seat.ask(save(2))
    assert trouble_of(caught.value) in ("full", "read_only")
    assert work.database.is_sound
    assert seat.ask(save(2)).acknowledged == 2


def test_a_commit_of_unknown_outcome_is_not_acknowledged_and_the_page_repeats_it(work: OwnWork, seat: Seat) -> None:
    break_next_commit(seat.journal, None)
    with pytest.raises(NotFlushed):
        seat.ask(save(2))
    assert work.database.is_sound
    assert seat.ask(save(2)).acknowledged == 2


def test_an_error_within_a_use_case_is_seen_as_a_failed_flush_too(work: OwnWork) -> None:
    only_on_sqlite(work)
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC

    def fail(*_: object) -> None:
        raise error

    work.record()
    dialect = work.session.connection().engine.dialect
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dialect, "do_commit", fail)
        with pytest.raises(OperationalError):
            work.commit()
    assert not work.database.is_sound


def test_one_group_is_answered_whole_when_it_is_the_disks_fault(work: OwnWork, seat: Seat) -> None:
    only_on_sqlite(work)
    break_next_commit(seat.journal, sqlite3.SQLITE_FULL)
    with work.database.lane.entered():
        waiting = [seat.journal.submit(request_of(seat, number)) for number in (2, 3, 4)]
    outcomes = []
    for pending in waiting:
        try:
            outcomes.append(pending.result(timeout=20).results[0].status)
        except (sqlite3.OperationalError, UnknownSitting) as error:
            outcomes.append(trouble_of(error))
    assert outcomes == ["full"] * 3


def request_of(seat: Seat, number: int) -> SaveRequest:
    return SaveRequest(seat.sitting_id, 1, seat.form, (save(number),))
