"""Sending saves to a journal in tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from exam_server.services import delivery
from exam_server.services.throttling import Door
from exam_server.store.database import Database
from exam_server.store.journal import Journal, SaveAnswer, SaveRequest, StoredSave
from tests.making import KEYS, MadeExam, OwnWork, form_of, open_exam

DOOR = Door("ticket", 5, 300, 300)


@dataclass
class Seat:
    """An admitted seat of a running exam, and the journal it saves to."""

    journal: Journal
    sitting_id: UUID
    form: str
    epoch: int = 1

    def ask(self, *saves: StoredSave, epoch: int | None = None, form: str | None = None) -> SaveAnswer:
        request = SaveRequest(self.sitting_id, epoch or self.epoch, form or self.form, saves)
        return self.journal.carry_out(request).result(timeout=20)


def save(sequence: int, position: int = 1, response: object = 1, fits: bool = True) -> StoredSave:
    return StoredSave(sequence, position, json.dumps(response), "", fits)


@contextmanager
def running(database: Database) -> Iterator[Journal]:
    journal = Journal(database)
    journal.start()
    try:
        yield journal
    finally:
        journal.stop()


def seat_of(work: OwnWork, journal: Journal, made: MadeExam, number: int = 0) -> Seat:
    """Enter the ticket of a seat: its first browser."""
    card = made.cards[number]
    assert delivery.enter_ticket(work, KEYS, DOOR, card.ticket).token
    work.commit()
    return Seat(journal, card.sitting_id, form_of(work, card.sitting_id))


def open_seat(work: OwnWork, journal: Journal) -> Seat:
    seat = seat_of(work, journal, open_exam(work))
    work.drop()
    return seat
