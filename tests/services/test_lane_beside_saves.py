"""Desk, office and authors share the lane of writers, and never starve a save."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import quantiles
from uuid import UUID

import pytest
from sqlalchemy import event

from exam_server.services import freezing
from exam_server.services.enrolment import enrol_from_csv
from exam_server.store.journal import Journal
from exam_server.store.lane import Lane
from tests.making import (
    CODE,
    KEYS,
    OwnWork,
    open_exam,
    plan_exam,
    withdraw_item,
)
from tests.store.journaling import Seat, running, save, seat_of

CANDIDATES = 500
SAVERS = 3
MOST_STATEMENTS = 40
SEQUENCES = count(1)


@dataclass
class Holds:
    """How long the lane was held, and by how many statements, by the office (this thread) and by the journal."""

    office: list[float] = field(default_factory=list)
    journal: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    running: int = 0


class WatchedLane:
    """The database's own lane, with a watch."""

    def __init__(self, lane: Lane, holds: Holds) -> None:
        self._lane, self._holds, self._since = lane, holds, threading.local()

    def enter(self) -> None:
        self._lane.enter()
        if is_office():
            self._holds.running = 0
        self._since.value = time.perf_counter()

    def enter_if_free(self) -> bool:
        was_free = self._lane.enter_if_free()
        if was_free:
            self._since.value = time.perf_counter()
        return was_free

    def leave(self) -> None:
        held = time.perf_counter() - self._since.value
        if is_office():
            self._holds.office.append(held)
            self._holds.statements.append(self._holds.running)
        else:
            self._holds.journal.append(held)
        self._lane.leave()

    @contextmanager
    def entered(self) -> Iterator[None]:
        self.enter()
        try:
            yield
        finally:
            self.leave()


def is_office() -> bool:
    return threading.current_thread() is threading.main_thread()


def watch(work: OwnWork, monkeypatch: pytest.MonkeyPatch) -> Holds:
    holds = Holds()

    @event.listens_for(work.database.engine, "before_cursor_execute")
    def look(*_: object) -> None:
        holds.running += is_office()

    monkeypatch.setattr(work.database, "lane", WatchedLane(work.database.lane, holds))
    return holds


def room_of(work: OwnWork, journal: Journal) -> list[Seat]:
    made = open_exam(work)
    seats = [seat_of(work, journal, made, number) for number in range(SAVERS)]
    work.drop()
    return seats


def saving_beside(seats: list[Seat], act: Callable[[], None]) -> list[float]:
    """How long each save waited while `act` ran; all of them were acknowledged."""
    waits: list[float] = []
    ended = threading.Event()

    def go_on_saving(seat: Seat) -> None:
        while not ended.wait(0.005):
            asked = time.perf_counter()
            assert seat.ask(save(next(SEQUENCES))).results[0].status == "saved"
            waits.append(time.perf_counter() - asked)

    threads = [threading.Thread(target=go_on_saving, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    try:
        act()
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)
    return waits


@contextmanager
def without_old_rubbish() -> Iterator[None]:
    """As the server does at its start: no collection walks through what thousands of other tests left behind."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def p99(waits: list[float]) -> float:
    return quantiles(waits, n=100)[98]


def candidates_list() -> bytes:
    rows = [f"Jan,Testowy {number},jan{number}@example.org" for number in range(CANDIDATES)]
    return "\n".join(["given_names,family_name,email", *rows]).encode()


def make_big_exam(work: OwnWork, exam_id: UUID) -> None:
    """What the office does until the cards are printed, and an item that has to go at the last minute."""
    assert enrol_from_csv(work, exam_id, candidates_list()).added == CANDIDATES
    work.commit()
    assert len(freezing.freeze_exam(work, KEYS, exam_id)) == CANDIDATES
    work.commit()
    assert len(freezing.renew_tickets(work, KEYS, exam_id)) == CANDIDATES
    work.commit()
    effects = withdraw_item(work, KEYS, CODE, "hb-1a2-004", "wyciekło do sieci")
    work.commit()
    assert len(next(each for each in effects if each.exam_id == exam_id).changed) > CANDIDATES / 10


def test_an_exam_of_500_is_made_while_a_room_saves(work: OwnWork, monkeypatch: pytest.MonkeyPatch) -> None:
    """No save waits for more than one hold of the lane beside its own group, and no hold grows with the candidates.

    What a save may wait for is measured in the same run, so that a busy machine changes both sides alike.
    """
    with running(work.database) as journal, without_old_rubbish():
        room = room_of(work, journal)
        exam_id = plan_exam(work, ()).id
        holds = watch(work, monkeypatch)
        quiet = saving_beside(room, lambda: time.sleep(1))
        busy = saving_beside(room, lambda: make_big_exam(work, exam_id))
    assert len(holds.office) == 5 and max(holds.statements) <= MOST_STATEMENTS, holds.statements
    assert p99(busy) <= max(holds.office) + 2 * max(holds.journal) + p99(quiet)
