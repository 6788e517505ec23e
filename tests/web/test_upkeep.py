"""What the server does once a day by itself: until it's done, and then not before the next day."""

import pytest
from flask import Flask

from exam_server.services.audit import measure_lag
from exam_server.services.work import Work
from exam_server.web.upkeep import HERD, MOST_WAITED, NewDay, Sealer
from exam_server.web.work import open_work


def test_what_a_day_begins_with_is_tried_until_it_is_done_and_then_once(app: Flask) -> None:
    tries: list[Work] = []

    def job(work: Work) -> None:
        tries.append(work)
        if len(tries) == 1:
            raise OSError("disk")

    begin = NewDay(app, job)
    with pytest.raises(OSError, match="disk"):
        begin()
    begin()
    begin()
    assert len(tries) == 2


def test_the_chain_waits_while_a_herd_comes_but_not_for_ever(app: Flask) -> None:
    journal = app.extensions["exam_house"].journal
    sealer = Sealer(app, journal)
    for _ in range(MOST_WAITED):
        journal.steps_taken += HERD
        sealer()
        assert not _is_sealed(app)
    journal.steps_taken += HERD
    sealer()
    assert _is_sealed(app)


def test_a_few_steps_keep_the_chain_from_nothing(app: Flask) -> None:
    journal = app.extensions["exam_house"].journal
    journal.steps_taken += HERD - 1
    Sealer(app, journal)()
    assert _is_sealed(app)


def _is_sealed(app: Flask) -> bool:
    with app.app_context(), open_work() as work:
        return measure_lag(work) == 0
