"""Outages: measured by the next contact, proposed by one person and confirmed by another, also for a whole room."""

import json
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import board, compensations, delivery, pausing, seating, silences
from exam_server.services.sittings import view_sitting
from exam_server.services.throttling import Door
from exam_server.store.tables import ContactGapRow, ResponseEventRow
from tests.making import KEYS, MadeExam, OwnWork, let_time_pass, make_player, open_exam

DOOR = Door("ticket", 5, 300, 300)


def beat(work: OwnWork, sitting_id: UUID, **told: int) -> None:
    delivery.touch(work, sitting_id, **told)
    work.commit()


def be_silent(work: OwnWork, sitting_id: UUID, seconds: int) -> None:
    """A heartbeat, and the next one that many seconds later."""
    beat(work, sitting_id)
    let_time_pass(work, sitting_id, seconds)
    beat(work, sitting_id)


def gaps(work: OwnWork) -> list[int]:
    """How long the kept silences are, in tens of seconds: a test takes its own seconds."""
    rows = work.session.query(ContactGapRow).order_by(ContactGapRow.since).all()
    return [int((row.until - row.since).total_seconds() // 10) for row in rows]


def save(work: OwnWork, sitting_id: UUID) -> None:
    """A save that the journal keeps now; it leaves no heartbeat."""
    work.record()
    organisation = work.organisation_id
    kept = {"position": 3, "response": json.dumps(2), "status": "saved", "received_at": work.now}
    work.session.add(ResponseEventRow(sitting_id=sitting_id, epoch=1, sequence=1, organisation_id=organisation, **kept))
    work.commit()


def outages(work: OwnWork, made: MadeExam) -> list[tuple[bool, list[int]]]:
    shown = board.show_board(work, made.id)
    numbers = {seat.sitting_id: seat.seat for seat in shown.seats}
    return [(each.is_room_wide, sorted(numbers[one.sitting] for one in each.silences)) for each in shown.outages]


def propose(work: OwnWork, made: MadeExam, login: str = "daria") -> None:
    """Somebody proposes the time of every silence that waits."""
    work.act_as(make_player(work, login), "desk")
    found = [one.id for each in board.show_board(work, made.id).outages for one in each.silences]
    silences.propose_for_silences(work, made.id, found, "bez łączności")
    work.commit()


def test_the_next_contact_sees_a_silence_longer_than_the_rhythm(work: OwnWork) -> None:
    made = open_exam(work)
    be_silent(work, made.sittings[0], 20)
    assert gaps(work) == []
    be_silent(work, made.sittings[0], 260)
    assert gaps(work) == [26]
    assert outages(work, made) == [(False, [1])]


def test_a_save_within_a_silence_is_a_contact(work: OwnWork) -> None:
    sitting = open_exam(work).sittings[0]
    beat(work, sitting)
    let_time_pass(work, sitting, 100)
    save(work, sitting)
    let_time_pass(work, sitting, 50)
    beat(work, sitting)
    assert gaps(work) == [10, 5]


def test_silence_in_a_pause_or_before_the_start_costs_nothing(work: OwnWork) -> None:
    made = open_exam(work)
    pausing.pause(work, made.sittings, "alarm")
    work.commit()
    be_silent(work, made.sittings[0], 300)
    assert gaps(work) == []


def test_another_browser_of_the_seat_ends_the_silence_of_the_first(work: OwnWork) -> None:
    made = open_exam(work)
    sitting, ticket = made.sittings[0], made.cards[0].ticket
    assert delivery.enter_ticket(work, KEYS, DOOR, ticket).token
    work.commit()
    let_time_pass(work, sitting, 90)
    seating.allow_readmission(work, sitting, "zepsuty komputer")
    assert delivery.enter_ticket(work, KEYS, DOOR, ticket).token
    work.commit()
    assert gaps(work) == [9]


def test_the_board_knows_what_the_device_told_and_where_the_candidate_was(work: OwnWork) -> None:
    made = open_exam(work)
    beat(work, made.sittings[0], unsent=3, position=5)
    assert board.get_seat(work, made.id, made.sittings[0]).unsent == 3
    assert delivery.restore_responses(work, made.sittings[0], 1).position == 5
    save(work, made.sittings[0])
    assert delivery.restore_responses(work, made.sittings[0], 1).position == 3


def test_an_outage_of_the_room_is_proposed_in_one_act_and_confirmed_by_somebody_else(work: OwnWork) -> None:
    made = open_exam(work)
    for sitting in made.sittings:
        be_silent(work, sitting, 240)
    assert outages(work, made) == [(True, [1, 2, 3])]
    before = [view_sitting(work, sitting).remaining_seconds for sitting in made.sittings]
    propose(work, made)
    assert outages(work, made) == []
    events = [each.event_id for seat in board.show_board(work, made.id).seats for each in seat.proposals]
    own = compensations.confirm_compensations(work, made.id, events)
    work.commit()
    assert own.done == ()
    assert [seat for seat, _ in own.refused] == [1, 2, 3]
    work.act_as(make_player(work, "damian"), "desk")
    assert compensations.confirm_compensations(work, made.id, events).done == (1, 2, 3)
    work.commit()
    after = [view_sitting(work, sitting).remaining_seconds for sitting in made.sittings]
    assert all(225 <= late - early <= 255 for early, late in zip(before, after, strict=True))


def test_a_silence_is_proposed_once(work: OwnWork) -> None:
    made = open_exam(work)
    be_silent(work, made.sittings[0], 240)
    (outage,) = board.show_board(work, made.id).outages
    ids = [each.id for each in outage.silences]
    propose(work, made)
    again = silences.propose_for_silences(work, made.id, ids, "bez łączności")
    work.commit()
    assert (again.done, [seat for seat, _ in again.refused]) == ((), [1])
    assert len(board.get_seat(work, made.id, made.sittings[0]).proposals) == 1


def test_a_silence_that_is_left_gives_no_time_and_waits_for_nobody(work: OwnWork) -> None:
    made = open_exam(work)
    be_silent(work, made.sittings[0], 240)
    (outage,) = board.show_board(work, made.id).outages
    left = silences.leave_silences(work, made.id, [each.id for each in outage.silences], "komputer się uruchamiał")
    work.commit()
    assert left.done == (1,)
    assert board.show_board(work, made.id).outages == ()
    assert board.get_seat(work, made.id, made.sittings[0]).proposals == ()


def test_a_silence_of_another_exam_is_not_found(work: OwnWork) -> None:
    made, other = open_exam(work), open_exam(work)
    be_silent(work, made.sittings[0], 240)
    (outage,) = board.show_board(work, made.id).outages
    with pytest.raises(NotFound):
        silences.propose_for_silences(work, other.id, [outage.silences[0].id], "bez łączności")
    work.drop()


def test_a_seat_that_never_came_back_gets_the_time_up_to_its_end(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    let_time_pass(work, sitting, 1000)
    beat(work, sitting)
    let_time_pass(work, sitting, 500)
    delivery.close_due_sittings(work)
    work.commit()
    assert 185 <= board.get_seat(work, made.id, sitting).silence_seconds <= 200
    work.act_as(make_player(work, "daria"), "desk")
    assert 185 <= silences.propose_for_present_silence(work, sitting, "bez łączności") <= 200
    work.commit()
    beat(work, sitting)
    assert len(gaps(work)) == 1
    with pytest.raises(Refused):
        silences.propose_for_present_silence(work, sitting, "bez łączności")
    work.drop()


def test_a_declined_time_is_pending_for_nobody_and_counts_for_nobody(work: OwnWork) -> None:
    made = open_exam(work)
    be_silent(work, made.sittings[0], 240)
    propose(work, made)
    (proposal,) = board.get_seat(work, made.id, made.sittings[0]).proposals
    compensations.decline_compensation(work, made.id, proposal.event_id, "kandydat pisał dalej")
    work.commit()
    assert board.get_seat(work, made.id, made.sittings[0]).proposals == ()
    work.act_as(make_player(work, "damian"), "desk")
    with pytest.raises(Refused):
        compensations.confirm_compensation(work, made.id, proposal.event_id)
    work.drop()
    assert view_sitting(work, made.sittings[0]).remaining_seconds <= 1200 - 240


def test_extra_time_agreed_while_the_test_runs_takes_two_people_and_moves_the_deadline(work: OwnWork) -> None:
    made = open_exam(work)
    work.act_as(make_player(work, "daria"), "desk")
    assert compensations.propose_extra_time(work, made.sittings[0], 150, "orzeczenie okazane w dniu egzaminu") == 600
    work.commit()
    (proposal,) = board.get_seat(work, made.id, made.sittings[0]).proposals
    assert proposal.cause == "accommodation"
    work.act_as(make_player(work, "damian"), "desk")
    compensations.confirm_compensation(work, made.id, proposal.event_id)
    work.commit()
    assert 1790 <= view_sitting(work, made.sittings[0]).remaining_seconds <= 1800


def test_time_is_proposed_only_where_it_can_be_used(work: OwnWork) -> None:
    made = open_exam(work)
    delivery.hand_in(work, made.sittings[0])
    work.commit()
    with pytest.raises(Refused):
        compensations.propose_compensation(work, made.sittings[0], 60, "hałas")
    work.drop()
