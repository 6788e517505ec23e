"""A closed room: addresses, devices, and when a browser's hold on a seat ends."""

from datetime import timedelta
from ipaddress import ip_address

import pytest

from exam_server.core.problems import Refused
from exam_server.services import closed_room, delivery, desk, seating
from exam_server.services.admissions import Visitor
from exam_server.services.board import show_board
from exam_server.services.seats import Seats
from exam_server.services.throttling import Door
from exam_server.services.work import Actor
from exam_server.store import delivery as store
from tests.making import KEYS, MadeExam, OwnWork, open_exam

DOOR = Door("ticket", 50, 500, 300)
INSIDE, BEYOND = ip_address("192.168.1.7"), ip_address("192.168.2.7")


def enter(work: OwnWork, ticket: str, visitor: Visitor = Visitor()) -> delivery.Entry:  # noqa: B008
    entry = delivery.enter_ticket(work, KEYS, DOOR, ticket, visitor)
    work.commit()
    return entry


def close_to(work: OwnWork, made: MadeExam, words: str) -> None:
    closed_room.set_ranges(work, made.id, words)
    work.commit()


def holds_seat(work: OwnWork, entry: delivery.Entry) -> bool:
    seat = KEYS.read_seat_token(entry.token, entry.device)
    return seat is not None and Seats(work.database).find(seat) is not None


def let_end(work: OwnWork, made: MadeExam, hours: float) -> None:
    """The first admission of the first seat was made (or renewed) that much earlier."""
    work.record()
    admission = store.find_admission(work.session, made.sittings[0], 1)
    assert admission is not None
    assert admission.ends_at is not None
    admission.ends_at -= timedelta(hours=hours)
    work.commit()


def test_a_ticket_opens_inside_the_ranges_alone(work: OwnWork) -> None:
    made = open_exam(work)
    close_to(work, made, "192.168.1.0/24 fd00::/64")
    first, second, third = (card.ticket for card in made.cards)
    assert "isn't in the room's network" in str(enter(work, first, Visitor(address=BEYOND)).refusal)
    assert "isn't in the room's network" in str(enter(work, first, Visitor(address=None)).refusal)
    assert enter(work, first, Visitor(address=INSIDE)).token
    assert enter(work, second, Visitor(address=ip_address("fd00::9"))).token
    close_to(work, made, "")
    assert enter(work, third, Visitor(address=BEYOND)).token


def test_an_attempt_from_beyond_the_ranges_doesnt_use_the_ticket_up(work: OwnWork) -> None:
    made = open_exam(work)
    close_to(work, made, "192.168.1.0/24")
    enter(work, made.cards[0].ticket, Visitor(address=BEYOND))
    assert enter(work, made.cards[0].ticket, Visitor(address=INSIDE)).token


def test_after_the_exam_a_candidate_looks_at_the_result_from_anywhere(work: OwnWork) -> None:
    made = open_exam(work)
    close_to(work, made, "192.168.1.0/24")
    desk.close_exam(work, made.id)
    work.commit()
    assert enter(work, made.cards[0].ticket, Visitor(address=BEYOND)).token
    with pytest.raises(Refused):
        closed_room.set_ranges(work, made.id, "10.0.0.0/8")


@pytest.mark.parametrize("words", ["sala 1", "10.0.0.1/8", "10.0.0.0/33", " ".join(f"10.0.0.{n}" for n in range(51))])
def test_what_is_no_range_is_refused_and_nothing_is_changed(work: OwnWork, words: str) -> None:
    made = open_exam(work)
    close_to(work, made, "192.168.1.0/24")
    with pytest.raises(Refused):
        closed_room.set_ranges(work, made.id, words)
    assert closed_room.get_ranges(work, made.id) == ["192.168.1.0/24"]


def test_the_save_routes_gates_follow_the_office_and_open_after_the_exam(work: OwnWork) -> None:
    made, gates = open_exam(work), closed_room.Gates()
    gates.look(work)
    assert gates.lets_in(made.id, str(BEYOND))
    close_to(work, made, "192.168.1.0/24")
    gates.look(work)
    assert [gates.lets_in(made.id, str(each)) for each in (INSIDE, BEYOND, "::ffff:192.168.1.9", "")] == [
        True,
        False,
        True,
        False,
    ]
    desk.close_exam(work, made.id)
    work.commit()
    gates.look(work)
    assert gates.lets_in(made.id, str(BEYOND))


def test_a_seats_token_is_worth_nothing_on_another_device(work: OwnWork) -> None:
    made = open_exam(work)
    first, second = (enter(work, card.ticket) for card in made.cards[:2])
    assert holds_seat(work, first)
    assert KEYS.read_seat_token(first.token, second.device) is None
    assert KEYS.read_seat_token(first.token, "") is None


def test_the_device_that_holds_a_seat_comes_back_by_itself_and_another_one_asks_the_desk(work: OwnWork) -> None:
    made = open_exam(work)
    ticket = made.cards[0].ticket
    entry = enter(work, ticket)
    again = enter(work, ticket, Visitor(entry.device))
    assert (again.token, again.device) == (entry.token, entry.device)
    assert "in use" in str(enter(work, ticket).refusal)
    seating.allow_readmission(work, made.sittings[0], "broken PC")
    work.commit()
    moved = enter(work, ticket)
    assert moved.token
    assert "in use" in str(enter(work, ticket, Visitor(entry.device)).refusal)
    assert "in use" in str(enter(work, ticket).refusal)


@pytest.mark.parametrize("forged", ["chosen by somebody", "chosen.0000", "."])
def test_a_device_that_this_installation_didnt_name_is_a_new_one(work: OwnWork, forged: str) -> None:
    made = open_exam(work)
    entry = enter(work, made.cards[0].ticket, Visitor(forged))
    assert entry.device != forged
    assert "in use" in str(enter(work, made.cards[0].ticket, Visitor(forged)).refusal)


def test_the_desk_sees_another_device_and_one_that_holds_two_seats(work: OwnWork) -> None:
    made = open_exam(work)
    one = enter(work, made.cards[0].ticket)
    enter(work, made.cards[1].ticket, Visitor(one.device))
    third = made.cards[2]
    enter(work, third.ticket)
    seating.allow_readmission(work, third.sitting_id, "broken PC")
    work.commit()
    enter(work, third.ticket)
    seen = {seat.sitting_id: seat.security for seat in show_board(work, made.id).seats}
    assert [seen[each].is_another for each in made.sittings] == [False, False, True]
    assert [seen[each].shared_with for each in made.sittings] == [(2,), (1,), ()]


def test_a_hold_on_a_seat_has_an_end_on_the_server(work: OwnWork) -> None:
    made = open_exam(work)
    entry = enter(work, made.cards[0].ticket)
    let_end(work, made, hours=12)
    assert holds_seat(work, entry)
    let_end(work, made, hours=1)
    assert not holds_seat(work, entry)


def test_a_heartbeat_renews_it_while_the_test_isnt_over(work: OwnWork) -> None:
    made = open_exam(work)
    entry = enter(work, made.cards[0].ticket)
    let_end(work, made, hours=12)
    work.actor = Actor(roles=frozenset({"candidate"}), sitting_id=made.sittings[0], epoch=1)
    delivery.touch(work, made.sittings[0])
    work.commit()
    let_end(work, made, hours=12)
    assert holds_seat(work, entry)


def test_no_hold_outlives_the_exam_by_more_than_an_hour(work: OwnWork) -> None:
    made = open_exam(work)
    entry = enter(work, made.cards[0].ticket)
    desk.close_exam(work, made.id)
    work.commit()
    assert holds_seat(work, entry)
    let_end(work, made, hours=1)
    assert not holds_seat(work, entry)
    later = enter(work, made.cards[0].ticket, Visitor(entry.device))
    assert holds_seat(work, later)
