"""A candidate's way: ticket, second browsers, handing in, and the server's own close."""

from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import compensations, delivery, freezing, pausing, seating
from exam_server.services.sittings import view_sitting
from exam_server.services.throttling import Door
from exam_server.services.tokens import Keys, Seat
from exam_server.store import delivery as store
from exam_server.store.tables import AuditEventRow, ResponseRow, SittingRow
from tests.making import CANDIDATES, KEYS, OwnWork, freeze_exam, let_time_pass, make_organisation, open_exam

DOOR = Door("ticket", 5, 8, 300)


def _enter(work: OwnWork, ticket: str) -> delivery.Entry:
    entry = delivery.enter_ticket(work, KEYS, DOOR, ticket)
    work.commit()
    return entry


def _respond(work: OwnWork, sitting_id: object, position: int, response: str) -> None:
    work.record()
    work.session.add(
        ResponseRow(
            sitting_id=sitting_id,
            position=position,
            organisation_id=work.organisation_id,
            epoch=1,
            sequence=position,
            response=response,
            saved_at=work.now,
        )
    )
    work.commit()


def test_a_ticket_opens_its_own_seat_however_it_is_typed(work: OwnWork) -> None:
    made = open_exam(work)
    entry = _enter(work, made.cards[1].ticket.lower().replace("-", " ").replace("0", "o"))
    assert KEYS.read_seat_token(entry.token, entry.device) == Seat(made.cards[1].sitting_id, 1, made.id)


def test_a_seat_token_of_another_key_or_tampered_with_is_nothing(work: OwnWork) -> None:
    entry = _enter(work, open_exam(work).cards[0].ticket)
    body, _, signature = entry.token.rpartition(".")
    other = "2" if body[-1] == "1" else "1"
    assert Keys(b"another").read_seat_token(entry.token, entry.device) is None
    assert KEYS.read_seat_token(f"{body[:-1]}{other}.{signature}", entry.device) is None
    assert KEYS.read_seat_token("", entry.device) is None


def test_an_unknown_ticket_is_refused_and_many_close_the_door(work: OwnWork) -> None:
    made = open_exam(work)
    for number in range(DOOR.global_limit):
        assert "no such ticket" in str(_enter(work, f"00000-0000{number}").refusal)
    assert "Too many" in str(_enter(work, made.cards[0].ticket).refusal)


def test_typing_mistakes_of_a_few_dont_close_the_door_for_the_room(work: OwnWork) -> None:
    made = open_exam(work)
    for _ in range(DOOR.limit + 1):
        assert "no such ticket" in str(_enter(work, "12345").refusal)
    assert _enter(work, made.cards[0].ticket).token


def test_a_second_browser_waits_for_the_desk(work: OwnWork) -> None:
    made = open_exam(work)
    ticket, sitting = made.cards[0].ticket, made.sittings[0]
    assert _enter(work, ticket).token
    assert "in use" in str(_enter(work, ticket).refusal)
    seating.allow_readmission(work, sitting, "broken PC")
    work.commit()
    entry = _enter(work, ticket)
    assert KEYS.read_seat_token(entry.token, entry.device) == Seat(sitting, 2, made.id)
    assert "in use" in str(_enter(work, ticket).refusal)


def test_a_finished_sitting_may_be_looked_at_again(work: OwnWork) -> None:
    made = open_exam(work)
    _enter(work, made.cards[0].ticket)
    delivery.hand_in(work, made.sittings[0])
    work.commit()
    assert _enter(work, made.cards[0].ticket).token


def test_renewed_tickets_replace_the_old_ones(work: OwnWork) -> None:
    made = open_exam(work)
    renewed = freezing.renew_tickets(work, KEYS, made.id)
    work.commit()
    assert "no such ticket" in str(_enter(work, made.cards[0].ticket).refusal)
    assert _enter(work, renewed[0].ticket).token


def test_handing_in_twice_gives_the_same_receipt_and_one_event(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    _respond(work, sitting, 1, "2")
    first = delivery.hand_in(work, sitting)
    work.commit()
    second = delivery.hand_in(work, sitting)
    work.commit()
    assert first == second
    assert first.count == 1
    assert [event.kind for event in store.list_sitting_events(work.session, sitting)].count("ended") == 1
    assert work.session.query(AuditEventRow).filter_by(tag="sitting.handed_in").count() == 1


def test_a_receipt_changes_with_any_response(work: OwnWork) -> None:
    made = open_exam(work)
    for sitting, response in zip(made.sittings, ("2", "3", "3"), strict=True):
        _respond(work, sitting, 1, response)
    digests = [delivery.get_receipt(work, sitting).digest for sitting in made.sittings]
    assert digests[0] != digests[1] == digests[2]


def test_the_server_closes_what_ran_out_of_time(work: OwnWork) -> None:
    made = open_exam(work)
    assert delivery.close_due_sittings(work) == 0
    let_time_pass(work, made.sittings[0], 1201)
    assert delivery.close_due_sittings(work) == 1
    work.commit()
    view = view_sitting(work, made.sittings[0])
    assert (view.state, view.remaining_seconds, view.ended_at) == ("time_up", 0, view.deadline_at)
    assert view_sitting(work, made.sittings[1]).state == "open"


def test_a_paused_sitting_isnt_closed_for_time(work: OwnWork) -> None:
    made = open_exam(work)
    pausing.pause(work, made.sittings[:1], "alarm")
    work.commit()
    let_time_pass(work, made.sittings[0], 5000)
    assert delivery.close_due_sittings(work) == 0


def test_a_reload_finds_everything_again(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    _enter(work, made.cards[0].ticket)
    _respond(work, sitting, 2, "3")
    delivery.save_flag(work, sitting, 5, True)
    delivery.save_flag(work, sitting, 4, True)
    delivery.save_flag(work, sitting, 5, False)
    work.commit()
    restored = delivery.restore_responses(work, sitting, 1)
    assert (restored.responses, restored.flags, restored.next_sequence) == ({2: 3}, [4], 1)


@pytest.mark.parametrize("position", [0, 9, -1])
def test_a_flag_needs_an_item_of_the_form(work: OwnWork, position: int) -> None:
    made = open_exam(work)
    with pytest.raises(Refused):
        delivery.save_flag(work, made.sittings[0], position, True)
    work.drop()


def test_a_candidate_sees_their_own_name_seat_and_time(work: OwnWork) -> None:
    made = freeze_exam(work)
    view = delivery.show_candidate(work, made.sittings[2])
    assert view.name == f"{CANDIDATES[2].given_names} {CANDIDATES[2].family_name}"
    assert (view.seat, view.item_count, view.base_seconds, view.identity_declared) == (3, 8, 1200, False)
    delivery.declare_identity(work, made.sittings[2])
    work.commit()
    assert delivery.show_candidate(work, made.sittings[2]).identity_declared


def test_a_sitting_of_another_organisation_isnt_found(work: OwnWork) -> None:
    made = open_exam(work)
    make_organisation(work)
    with pytest.raises(NotFound):
        view_sitting(work, made.sittings[0])


def _make_due(work: OwnWork, sitting_id: UUID, seconds_over: int) -> None:
    row = work.session.get_one(SittingRow, sitting_id)
    assert row.deadline_at is not None
    let_time_pass(work, sitting_id, int((row.deadline_at - work.now).total_seconds()) + 1 + seconds_over)
    work.commit()


def test_an_automatic_hand_in_waits_for_a_pending_compensation(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    compensations.propose_compensation(work, sitting, 600, "power cut")
    work.commit()
    _make_due(work, sitting, 30)
    assert delivery.close_due_sittings(work) == 0
    work.drop()
    assert work.session.get_one(SittingRow, sitting).state == "open"


def test_a_pending_compensation_holds_a_close_back_for_a_quarter_of_an_hour_at_most(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    compensations.propose_compensation(work, sitting, 600, "power cut")
    work.commit()
    _make_due(work, sitting, 16 * 60)
    assert delivery.close_due_sittings(work) == 1
    work.commit()
    assert work.session.get_one(SittingRow, sitting).state == "time_up"
