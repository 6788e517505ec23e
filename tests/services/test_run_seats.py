"""Who comes for a simulation alone: a ticket of their own, the newest browser holds it, and nothing else is theirs."""

from datetime import timedelta

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import delivery, own_encounter, run_seats, simulation
from exam_server.services.admissions import Visitor
from exam_server.services.throttling import Door
from exam_server.services.work import Actor
from exam_server.store.tables import ExamRow
from tests.encounters import MadeEncounter, act_as, make_encounter, tap_run
from tests.making import KEYS, OwnWork
from tests.products import make_seat

DOOR = Door("ticket", 5, 300, 300)


@pytest.fixture
def made(work: OwnWork) -> MadeEncounter:
    return make_encounter(work)


def make_ticket(work: OwnWork, made: MadeEncounter) -> str:
    work.act_as(None)
    [card] = run_seats.make_run_tickets(work, KEYS, made.exam_id)
    work.commit()
    assert card.name and card.candidate_code
    return card.ticket


def enter(work: OwnWork, ticket: str, device: str = "") -> delivery.Entry:
    work.act_as(None)
    entry = delivery.enter_ticket(work, KEYS, DOOR, ticket, Visitor(device))
    work.commit()
    return entry


def find(work: OwnWork, entry: delivery.Entry, device: str = "") -> run_seats.FoundSeat | None:
    return run_seats.find_run_seat(work, KEYS, entry.run_token, device or entry.device)


def test_a_ticket_opens_the_own_simulation_and_the_newest_browser_holds_it(work: OwnWork, made: MadeEncounter) -> None:
    ticket = make_ticket(work, made)
    first = enter(work, ticket.lower().replace("-", " "))
    found = find(work, first)
    assert found is not None and not first.token and found.actor.roles == {"candidate"}
    again = enter(work, ticket, first.device)
    assert again.run_token == first.run_token, "a browser that was closed comes back"
    assert find(work, first, KEYS.device_token()) is None, "a token is worth nothing on another device"
    second = enter(work, ticket)
    assert find(work, first) is None and find(work, second) is not None


def test_new_tickets_put_out_whoever_came_in_with_the_ones_before(work: OwnWork, made: MadeEncounter) -> None:
    ticket = make_ticket(work, made)
    entry = enter(work, ticket)
    newer = make_ticket(work, made)
    assert find(work, entry) is None
    assert enter(work, ticket).refusal is not None
    assert enter(work, newer, entry.device).run_token


def test_the_candidate_has_their_own_encounter_and_its_clock(work: OwnWork, made: MadeEncounter) -> None:
    found = find(work, enter(work, make_ticket(work, made)))
    assert found is not None
    work.actor = found.actor
    assert own_encounter.find_briefing(work) is None
    assert own_encounter.read_own_clock(work).state == "planned"
    act_as(work, made, "pola")
    simulation.open_briefing(work, made.id)
    work.commit()
    work.actor = found.actor
    briefing = own_encounter.find_briefing(work)
    assert briefing is not None and {each.when for each in briefing.briefing.materials} == {"before"}
    tap_run(work, made, "start")
    tap_run(work, made, "pause", "illness")
    work.actor = found.actor
    clock = own_encounter.read_own_clock(work)
    assert (clock.state, clock.stands) == ("running", True) and clock.left_seconds > 0
    briefing = own_encounter.find_briefing(work)
    assert briefing is not None and {each.when for each in briefing.briefing.materials} == {"before", "during"}
    work.actor = Actor(roles=frozenset({"candidate"}))
    with pytest.raises(NotFound):
        own_encounter.find_briefing(work)


def test_after_the_exam_the_seat_ends(work: OwnWork, made: MadeEncounter) -> None:
    entry = enter(work, make_ticket(work, made))
    work.record()
    work.session.get_one(ExamRow, made.exam_id).closed_at = work.now - timedelta(days=2)
    work.commit()
    assert find(work, entry) is None


def test_who_sits_the_test_comes_with_the_ticket_of_their_seat(work: OwnWork) -> None:
    seat = make_seat(work)
    with pytest.raises(Refused):
        run_seats.make_run_tickets(work, KEYS, seat.exam_id)
    work.drop()
    work.actor = seat.candidate
    assert delivery.show_candidate(work, seat.sitting_id).has_simulation
    assert own_encounter.read_own_clock(work).state == "planned"
