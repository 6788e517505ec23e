"""Identity, absence, withdrawal, exclusion, and moving to another seat."""

import pytest

from exam_server.core.problems import Refused
from exam_server.services import board, delivery, desk, endings, marking, seating, starting
from exam_server.services.sittings import view_sitting
from exam_server.services.throttling import Door
from exam_server.store import delivery as store
from exam_server.store.tables import SittingEventRow
from tests.making import KEYS, MadeExam, OwnWork, freeze_exam, let_time_pass, open_exam

DOOR = Door("ticket", 5, 300, 300)


def states(work: OwnWork, made: MadeExam) -> list[str]:
    return [seat.state for seat in board.show_board(work, made.id).seats]


def last_event(work: OwnWork, made: MadeExam, place: int) -> SittingEventRow:
    return store.list_sitting_events(work.session, made.sittings[place])[-1]


def test_a_refused_identity_keeps_kind_and_reason_and_the_seat_waits_for_another_document(work: OwnWork) -> None:
    made = freeze_exam(work)
    seating.refuse_identity(work, made.sittings[0], "expired", "passport")
    work.commit()
    seat = board.get_seat(work, made.id, made.sittings[0])
    assert (seat.state, seat.identity, seat.refusal, seat.document) == ("waiting", "refused", "expired", "passport")
    seating.admit(work, made.sittings[0], "identity_card")
    work.commit()
    assert board.get_seat(work, made.id, made.sittings[0]).identity == "confirmed"
    assert last_event(work, made, 0).document == "identity_card"


@pytest.mark.parametrize(("code", "document"), [("ABC 123456", ""), ("expired", "ABC 123456")])
def test_a_number_of_a_document_is_on_no_list(work: OwnWork, code: str, document: str) -> None:
    with pytest.raises(Refused):
        seating.refuse_identity(work, freeze_exam(work).sittings[0], code, document)


def test_an_admitted_identity_is_not_refused_afterwards(work: OwnWork) -> None:
    made = open_exam(work)
    with pytest.raises(Refused):
        seating.refuse_identity(work, made.sittings[0], "expired")
    work.drop()


def test_a_candidate_who_moves_goes_on_at_the_same_item_with_the_same_time(work: OwnWork) -> None:
    made = open_exam(work)
    sitting, ticket = made.sittings[0], made.cards[0].ticket
    assert delivery.enter_ticket(work, KEYS, DOOR, ticket).token
    delivery.touch(work, sitting, 0, 6)
    work.commit()
    let_time_pass(work, sitting, 300)
    before = view_sitting(work, sitting)
    assert delivery.enter_ticket(work, KEYS, DOOR, ticket).refusal
    seating.move_seat(work, sitting, 14, "zepsuty ekran")
    work.commit()
    assert delivery.enter_ticket(work, KEYS, DOOR, ticket).token
    work.commit()
    after = view_sitting(work, sitting)
    assert (after.seat, after.epoch, after.form_digest) == (14, 2, before.form_digest)
    assert after.deadline_at == before.deadline_at
    assert delivery.restore_responses(work, sitting, 2).position == 6


def test_a_taken_seat_is_refused_and_that_of_an_absent_candidate_is_exchanged(work: OwnWork) -> None:
    made = freeze_exam(work)
    endings.close_seat(work, made.sittings[2], "absent", "not_come", "nikt nie przyszedł")
    work.commit()
    with pytest.raises(Refused, match="taken"):
        seating.move_seat(work, made.sittings[0], 2, "zepsuty ekran")
    work.drop()
    seating.move_seat(work, made.sittings[0], 3, "zepsuty ekran")
    work.commit()
    assert [view_sitting(work, each).seat for each in made.sittings] == [3, 2, 1]
    assert (last_event(work, made, 0).kind, last_event(work, made, 0).code) == ("moved", "1")


@pytest.mark.parametrize("seat", [0, 1, 1000, -4])
def test_a_seat_has_a_number_of_its_own(work: OwnWork, seat: int) -> None:
    with pytest.raises(Refused):
        seating.move_seat(work, freeze_exam(work).sittings[0], seat, "zepsuty ekran")
    work.drop()


def test_withdrawn_absent_and_excluded_are_states_of_their_own_with_a_coded_reason(work: OwnWork) -> None:
    made = freeze_exam(work)
    for place in (0, 1):
        seating.admit(work, made.sittings[place], "passport")
    starting.open_exam(work, made.id)
    endings.close_seat(work, made.sittings[0], "withdrawn", "illness", "poprosił o zakończenie")
    endings.close_seat(work, made.sittings[1], "excluded", "unauthorised_aid", "telefon w ręku")
    endings.close_seat(work, made.sittings[2], "absent", "not_come", "nikt nie przyszedł")
    work.commit()
    assert states(work, made) == ["withdrawn", "excluded", "absent"]
    codes = [last_event(work, made, place).code for place in range(3)]
    assert codes == ["illness", "unauthorised_aid", "not_come"]


def test_who_withdrew_or_was_excluded_is_not_marked(work: OwnWork) -> None:
    made = open_exam(work)
    endings.close_seat(work, made.sittings[0], "withdrawn", "own_wish", "rezygnuje")
    endings.close_seat(work, made.sittings[1], "excluded", "communication", "rozmowa")
    work.commit()
    desk.close_exam(work, made.id)
    work.commit()
    assert marking.mark_exam(work, made.id) == 1
    work.commit()
    assert store.find_marking(work.session, made.sittings[2]) is not None


def test_closing_the_exam_notes_who_was_never_admitted_as_absent(work: OwnWork) -> None:
    made = freeze_exam(work)
    seating.admit(work, made.sittings[0], "passport")
    starting.open_exam(work, made.id)
    desk.close_exam(work, made.id)
    work.commit()
    assert states(work, made) == ["ended_by_desk", "absent", "absent"]
    assert last_event(work, made, 1).code == "not_come"


def test_a_seat_closed_by_mistake_goes_on_with_the_time_that_was_left(work: OwnWork) -> None:
    made = open_exam(work)
    let_time_pass(work, made.sittings[0], 200)
    endings.close_seat(work, made.sittings[0], "excluded", "disturbance", "pomylone stanowisko")
    work.commit()
    let_time_pass(work, made.sittings[0], 400)
    endings.take_back(work, made.sittings[0], "pomylone stanowisko")
    work.commit()
    view = view_sitting(work, made.sittings[0])
    assert view.state == "open"
    assert 995 <= view.remaining_seconds <= 1000


def test_an_absent_candidate_who_comes_waits_again(work: OwnWork) -> None:
    made = freeze_exam(work)
    endings.close_seat(work, made.sittings[0], "absent", "not_come", "nikt nie przyszedł")
    endings.take_back(work, made.sittings[0], "przyszedł jednak")
    work.commit()
    assert states(work, made)[0] == "waiting"


def test_what_the_candidate_handed_in_or_time_closed_is_not_taken_back(work: OwnWork) -> None:
    made = open_exam(work)
    delivery.hand_in(work, made.sittings[0])
    work.commit()
    let_time_pass(work, made.sittings[1], 1300)
    delivery.close_due_sittings(work)
    work.commit()
    for sitting in made.sittings[:2]:
        with pytest.raises(Refused):
            endings.take_back(work, sitting, "pomyłka")
        work.drop()


def test_nothing_is_taken_back_once_the_exam_is_closed(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused):
        endings.take_back(work, made.sittings[0], "pomyłka")
    work.drop()
