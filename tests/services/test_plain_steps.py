"""Plain steps leave what their use cases leave; two at once are one; what isn't plain changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.services import closed_room, delivery, pausing, seating, starting
from exam_server.services.admissions import Visitor
from exam_server.services.plain_steps import PlainSteps
from exam_server.services.throttling import Door
from exam_server.services.tokens import Seat, token_hash
from exam_server.services.work import Actor
from exam_server.store.base import Base
from exam_server.store.database import Database
from exam_server.store.journal import Arrival, HandIn, Journal, SaveRequest
from exam_server.store.tables import AdmissionRow, AuditEventRow, SittingEventRow, SittingRow
from tests.making import KEYS, MadeExam, OwnWork, form_of, freeze_exam
from tests.store.journaling import running, save

DOOR = Door("ticket", 3, 300, 300)
# What says which seat it is, and when; all else must be the same.
NAMES = {
    "id",
    "sitting_id",
    "subject_id",
    "case_id",
    "stage_id",
    "test_form_id",
    "form_digest",
    "seat",
    "ticket_digest",
}
MOMENTS = {"at", "admitted_at", "ends_at", "contact_at", "beat_at", "ended_at"}


@dataclass
class Room:
    """A frozen exam, and both ways of its candidates' steps."""

    work: OwnWork
    made: MadeExam
    journal: Journal
    steps: PlainSteps

    def visitor(self, address: str = "") -> Visitor:
        return Visitor(KEYS.device_token(), ip_address(address) if address else None)

    def start(self) -> None:
        for sitting_id in self.made.sittings:
            seating.admit(self.work, sitting_id, "identity_card")
        starting.open_exam(self.work, self.made.id)
        self.work.commit()

    def sit(self, number: int, epoch: int = 1) -> UUID:
        sitting_id = self.made.sittings[number]
        self.work.actor = Actor(roles=frozenset({"candidate"}), sitting_id=sitting_id, epoch=epoch)
        return sitting_id

    def respond(self, number: int) -> None:
        sitting_id = self.made.sittings[number]
        form = form_of(self.work, sitting_id)
        self.work.drop()
        self.journal.submit(SaveRequest(sitting_id, 1, form, (save(1, 1, 2), save(2, 2, 1)))).result(20)

    def rows(self, number: int) -> dict[str, Any]:
        """What the database has of a seat, without names of rows; moments only as to whether they're there."""
        self.work.drop()
        sitting_id = self.made.sittings[number]
        return {
            "sitting": self._read(SittingRow, SittingRow.id == sitting_id),
            "admissions": self._read(AdmissionRow, AdmissionRow.sitting_id == sitting_id),
            "events": self._read(SittingEventRow, SittingEventRow.sitting_id == sitting_id),
            "audit": self._read(AuditEventRow, AuditEventRow.subject_id == sitting_id),
        }

    def _read(self, table: type[Base], of_seat: Any) -> list[dict[str, Any]]:
        rows = self.work.session.scalars(select(table).where(of_seat)).all()
        shown = [
            {
                column.name: (value is not None if column.name in MOMENTS else value)
                for column in table.__table__.columns
                if column.name not in NAMES | {"device_digest", "started_at", "deadline_at"}
                for value in [getattr(row, column.key)]
            }
            for row in rows
        ]
        return sorted(shown, key=str)


@pytest.fixture
def room(work: OwnWork, database: Database) -> Iterator[Room]:
    made = freeze_exam(work)
    with running(database) as journal:
        yield Room(work, made, journal, PlainSteps(database, journal, KEYS, DOOR))


def enter_plainly(room: Room, number: int) -> delivery.Entry:
    entry = room.steps.enter(room.made.cards[number].ticket, room.visitor())
    assert entry is not None
    return entry


def enter_by_use_case(room: Room, number: int) -> delivery.Entry:
    entry = delivery.enter_ticket(room.work, KEYS, DOOR, room.made.cards[number].ticket, room.visitor())
    room.work.commit()
    return entry


def test_a_plain_step_leaves_what_its_use_case_leaves(room: Room) -> None:
    assert enter_by_use_case(room, 0).token
    assert enter_plainly(room, 1).token
    assert room.rows(0) == room.rows(1)
    for _ in "twice":
        delivery.declare_identity(room.work, room.sit(0))
        room.work.commit()
        assert room.steps.declare(room.made.sittings[1])
    assert room.rows(0) == room.rows(1)
    room.start()
    for number in (0, 1):
        room.respond(number)
    receipt = delivery.hand_in(room.work, room.sit(0))
    room.work.commit()
    assert room.steps.hand_in(room.made.sittings[1], 1)
    assert room.rows(0) == room.rows(1)
    assert delivery.get_receipt(room.work, room.made.sittings[1]) == receipt


def test_the_seat_of_a_plain_entry_is_held_by_its_device_alone(room: Room) -> None:
    visitor = room.visitor()
    ticket = room.made.cards[0].ticket
    entry = room.steps.enter(ticket, visitor)
    assert entry is not None
    assert KEYS.read_seat_token(entry.token, visitor.device) == Seat(room.made.sittings[0], 1, room.made.id)
    assert KEYS.read_seat_token(entry.token, KEYS.device_token()) is None
    again = delivery.enter_ticket(room.work, KEYS, DOOR, ticket, visitor)
    other = delivery.enter_ticket(room.work, KEYS, DOOR, ticket, room.visitor())
    assert again.token == entry.token
    assert "in use at another place" in str(other.refusal)


def test_two_browsers_with_one_ticket_in_the_same_group_get_one_seat(work: OwnWork, database: Database) -> None:
    made = freeze_exam(work)
    work.drop()
    journal = Journal(database)
    asked = [journal.submit(Arrival(made.sittings[0], token_hash(device))) for device in ("one", "two")]
    journal.start()
    try:
        assert [each.is_done(20) for each in asked] == [True, False]
    finally:
        journal.stop()
    admission = work.session.get_one(AdmissionRow, (made.sittings[0], 1))
    assert admission.device_digest == token_hash("one")


def test_what_was_saved_before_the_hand_in_counts_also_where_both_wait_for_one_commit(room: Room) -> None:
    enter_plainly(room, 0)
    room.start()
    sitting_id, form = room.made.sittings[0], form_of(room.work, room.made.sittings[0])
    room.work.drop()
    room.journal.stop()
    saved = room.journal.submit(SaveRequest(sitting_id, 1, form, (save(1, 1, 2),)))
    done = room.journal.submit(HandIn(sitting_id, 1))
    room.journal.start()
    assert saved.result(20).results[0].status == "saved"
    assert done.is_done(20)
    assert delivery.get_receipt(room.work, sitting_id).count == 1
    room.work.drop()
    late = room.journal.submit(SaveRequest(sitting_id, 1, form, (save(2, 1, 1),))).result(20)
    assert (late.results[0].status, late.state) == ("refused", "handed_in")


def close_the_room(room: Room) -> None:
    closed_room.set_ranges(room.work, room.made.id, "192.168.1.0/24")
    room.work.commit()


def use_the_ticket(room: Room) -> None:
    enter_plainly(room, 0)


def start_the_test(room: Room) -> None:
    room.start()


@pytest.mark.parametrize("disturb", [close_the_room, use_the_ticket, start_the_test])
def test_a_ticket_that_isnt_plain_is_left_to_its_use_case(room: Room, disturb: Callable[[Room], None]) -> None:
    disturb(room)
    before = room.rows(0)
    assert room.steps.enter(room.made.cards[0].ticket, room.visitor("10.0.0.7")) is None
    assert room.rows(0) == before


def test_the_door_that_closed_after_failures_is_closed_for_plain_entries_too(room: Room) -> None:
    for typed in ("AAAAA-AAAAA",) * 2:
        assert delivery.enter_ticket(room.work, KEYS, Door("ticket", 3, 2, 300), typed).refusal
        room.work.commit()
    strict = PlainSteps(room.work.database, room.journal, KEYS, Door("ticket", 3, 2, 300))
    assert strict.enter(room.made.cards[0].ticket, room.visitor()) is None
    assert room.steps.enter(room.made.cards[0].ticket, room.visitor()) is not None


@pytest.mark.parametrize("ticket", ["", "AAAAA-AAAAA", "no ticket at all", "\0"])
def test_an_unknown_ticket_is_left_to_its_use_case(room: Room, ticket: str) -> None:
    assert room.steps.enter(ticket, room.visitor()) is None


def test_a_device_that_this_installation_didnt_make_gets_nothing_here(room: Room) -> None:
    assert room.steps.enter(room.made.cards[0].ticket, Visitor("made-up.token")) is None


def test_a_hand_in_that_isnt_plain_is_left_to_its_use_case(room: Room) -> None:
    assert not room.steps.hand_in(room.made.sittings[0], 1)
    enter_plainly(room, 0)
    room.start()
    assert not room.steps.hand_in(room.made.sittings[0], 2)
    pausing.pause(room.work, [room.made.sittings[0]], "fire drill")
    room.work.commit()
    before = room.rows(0)
    assert not room.steps.hand_in(room.made.sittings[0], 1)
    assert room.rows(0) == before
