"""A failed flush and a full disk: nobody is told "saved", nothing is flushed again by itself, and saves go on after."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from exam_server.store.database import Database
from exam_server.store.journal import Journal, NotFlushed
from tests.making import OwnWork
from tests.store.journaling import Seat, open_seat, running, save


class BrokenDisk(Journal):
    """A journal whose next commit fails once, as after an error of the disk; the following ones would succeed."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.flushes = 0

    def _flush(self, raw: Any) -> None:
        self.flushes += 1
        if self.flushes == 1:
            raise NotFlushed("OperationalError")
        super()._flush(raw)


@pytest.fixture
def broken(work: OwnWork) -> Iterator[Seat]:
    with running(work.database) as sound:
        seat = open_seat(work, sound)
    journal = BrokenDisk(work.database)
    journal.start()
    yield Seat(journal, seat.sitting_id, seat.form)
    journal.stop()


def _ask_together(work: OwnWork, seat: Seat, count: int) -> list[str]:
    """Outcomes of requests that wait for one group; on PostgreSQL they may make several."""
    outcomes: list[str] = []

    def ask(sequence: int) -> None:
        try:
            outcomes.append(seat.ask(save(sequence)).results[0].status)
        except NotFlushed:
            outcomes.append("failed")

    work.database.lane.enter()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, count + 1)]
    for thread in threads:
        thread.start()
    while seat.journal._queue.qsize() < count - 1 and work.database.is_sqlite:
        pass
    work.database.lane.leave()
    for thread in threads:
        thread.join(20)
    return outcomes


def test_a_failed_flush_is_never_tried_again_for_the_saves_of_its_group(work: OwnWork, broken: Seat) -> None:
    outcomes = _ask_together(work, broken, 4)
    assert "failed" in outcomes
    if work.database.is_sqlite:
        assert outcomes == ["failed"] * 4
        assert isinstance(broken.journal, BrokenDisk)
        assert broken.journal.flushes == 1


def test_what_a_page_sends_again_after_a_failed_flush_is_saved(broken: Seat) -> None:
    with pytest.raises(NotFlushed):
        broken.ask(save(1))
    assert broken.ask(save(1)).results[0].status == "saved"


def test_on_a_full_disk_no_save_is_acknowledged(database: Database, work: OwnWork) -> None:
    if not database.is_sqlite:
        pytest.skip("the size of a PostgreSQL database has no limit of its own")
    with running(database) as journal:
        seat = open_seat(work, journal)

        def limit(connection: Any, *_: object) -> None:
            connection.execute("pragma max_page_count = 1")

        event.listen(database.engine, "checkout", limit)
        with pytest.raises(database.engine.dialect.loaded_dbapi.OperationalError):
            for sequence in range(1, 50):
                seat.ask(save(sequence, response="x" * 9000))
        event.remove(database.engine, "checkout", limit)
        with database.engine.connect() as connection:
            kept = connection.exec_driver_sql("select max(sequence) from response_event").scalar() or 0
        assert kept == sequence - 1
        database.engine.dispose()
        assert seat.ask(save(sequence, response="x" * 9000)).acknowledged == sequence
