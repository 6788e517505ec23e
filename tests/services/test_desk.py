"""The desk's acts: pauses, time given back by two people, late saves that it covers, ending and closing."""

import json
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import board, compensations, delivery, desk, endings, pausing, seating, starting
from exam_server.services.sittings import view_sitting
from exam_server.store.tables import ResponseEventRow, ResponseRow, SittingEventRow
from tests.making import OwnWork, freeze_exam, let_time_pass, make_organisation, make_player, open_exam


def _propose(work: OwnWork, sitting_id: object, seconds: int) -> compensations.Proposal:
    """Daria proposes; the actor stays Daria."""
    daria = make_player(work, "daria")
    work.act_as(daria, "desk")
    compensations.propose_compensation(work, sitting_id, seconds, "power cut")  # type: ignore[arg-type]
    work.commit()
    return board.show_board(work, view_sitting(work, sitting_id).exam_id).seats[0].proposals[0]  # type: ignore[arg-type]


def _confirm(work: OwnWork, proposal: compensations.Proposal) -> None:
    work.act_as(make_player(work, "damian"), "desk")
    compensations.confirm_compensation(work, _exam_of(work, proposal), proposal.event_id)
    work.commit()


def _exam_of(work: OwnWork, proposal: compensations.Proposal) -> UUID:
    return view_sitting(work, work.session.get_one(SittingEventRow, proposal.event_id).sitting_id).exam_id


def _keep(work: OwnWork, sitting_id: object, sequence: int, status: str, response: object) -> None:
    """A save that the journal keeps now."""
    work.record()
    row = ResponseEventRow(
        sitting_id=sitting_id,
        epoch=1,
        sequence=sequence,
        organisation_id=work.organisation_id,
        position=1,
        response=json.dumps(response),
        status=status,
        received_at=work.now,
    )
    work.session.add(row)
    work.commit()


def test_a_pause_stops_the_clock_and_a_resumption_starts_it(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    let_time_pass(work, sitting, 200)
    assert pausing.pause(work, made.sittings, "alarm").done == (1, 2, 3)
    work.commit()
    let_time_pass(work, sitting, 500)
    paused = view_sitting(work, sitting)
    assert (paused.state, paused.deadline_at) == ("paused", None)
    assert 995 <= paused.remaining_seconds <= 1000
    assert pausing.resume(work, made.sittings, "over").done == (1, 2, 3)
    work.commit()
    resumed = view_sitting(work, sitting)
    assert resumed.state == "open"
    assert 995 <= resumed.remaining_seconds <= 1000
    assert resumed.deadline_at is not None


def test_pausing_twice_pauses_once(work: OwnWork) -> None:
    made = open_exam(work)
    assert [pausing.pause(work, made.sittings, "alarm").count for _ in range(2)] == [3, 0]
    work.commit()


@pytest.mark.parametrize("act", [endings.end_sitting, seating.allow_readmission])
def test_an_act_needs_a_reason(work: OwnWork, act: object) -> None:
    made = open_exam(work)
    with pytest.raises(Refused, match="reason"):
        act(work, made.sittings[0], "  ")  # type: ignore[operator]


def test_who_proposes_time_cant_confirm_it(work: OwnWork) -> None:
    proposal = _propose(work, open_exam(work).sittings[0], 300)
    with pytest.raises(Refused) as refused:
        compensations.confirm_compensation(work, _exam_of(work, proposal), proposal.event_id)
    assert refused.value.rule == "P7"
    work.drop()


def test_time_given_back_counts_from_its_confirmation_and_once(work: OwnWork) -> None:
    made = open_exam(work)
    proposal = _propose(work, made.sittings[0], 300)
    assert view_sitting(work, made.sittings[0]).remaining_seconds <= 1200
    _confirm(work, proposal)
    compensations.confirm_compensation(work, made.id, proposal.event_id)
    work.commit()
    assert 1490 <= view_sitting(work, made.sittings[0]).remaining_seconds <= 1500
    assert board.show_board(work, made.id).seats[0].proposals == ()


@pytest.mark.parametrize("seconds", [0, -60, 4 * 3600 + 1])
def test_only_a_sensible_time_is_given_back(work: OwnWork, seconds: int) -> None:
    with pytest.raises(Refused):
        compensations.propose_compensation(work, open_exam(work).sittings[0], seconds, "power cut")


def test_a_compensation_reopens_a_test_whose_time_was_up(work: OwnWork) -> None:
    made = open_exam(work)
    let_time_pass(work, made.sittings[0], 1300)
    delivery.close_due_sittings(work)
    work.commit()
    _confirm(work, _propose(work, made.sittings[0], 240))
    view = view_sitting(work, made.sittings[0])
    assert view.state == "open"
    assert 235 <= view.remaining_seconds <= 240


def test_a_late_save_counts_once_a_confirmed_compensation_covers_it(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    let_time_pass(work, sitting, 1260)
    _keep(work, sitting, 1, "late", 2)
    delivery.close_due_sittings(work)
    work.commit()
    proposal = _propose(work, sitting, 120)
    assert work.session.get(ResponseRow, (sitting, 1)) is None
    _confirm(work, proposal)
    row = work.session.get_one(ResponseRow, (sitting, 1))
    assert (row.response, row.sequence) == ("2", 1)
    assert work.session.get_one(ResponseEventRow, (sitting, 1, 1)).status == "late"


def test_a_late_save_that_the_compensation_doesnt_reach_stays_unmarked(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    let_time_pass(work, sitting, 1260)
    _keep(work, sitting, 1, "late", 2)
    delivery.close_due_sittings(work)
    work.commit()
    _confirm(work, _propose(work, sitting, 30))
    assert work.session.get(ResponseRow, (sitting, 1)) is None


def test_a_covered_late_save_never_overwrites_a_newer_one(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    work.record()
    work.session.add(
        ResponseRow(
            sitting_id=sitting,
            position=1,
            organisation_id=work.organisation_id,
            epoch=1,
            sequence=5,
            response="3",
            saved_at=work.now,
        )
    )
    work.commit()
    let_time_pass(work, sitting, 1260)
    _keep(work, sitting, 4, "late", 2)
    _confirm(work, _propose(work, sitting, 120))
    assert work.session.get_one(ResponseRow, (sitting, 1)).response == "3"


def test_only_the_admitted_start_and_the_others_start_by_the_same_act_later(work: OwnWork) -> None:
    made = freeze_exam(work)
    seating.admit(work, made.sittings[0], "dowód osobisty")
    assert starting.open_exam(work, made.id) == 1
    work.commit()
    seating.admit(work, made.sittings[1], "paszport")
    assert starting.open_exam(work, made.id) == 1
    work.commit()
    states = [seat.state for seat in board.show_board(work, made.id).seats]
    assert states == ["open", "open", "waiting"]


def test_closing_ends_everything_and_then_nothing_opens(work: OwnWork) -> None:
    made = open_exam(work)
    delivery.hand_in(work, made.sittings[0])
    desk.close_exam(work, made.id)
    work.commit()
    assert [seat.state for seat in board.show_board(work, made.id).seats] == [
        "handed_in",
        "ended_by_desk",
        "ended_by_desk",
    ]
    with pytest.raises(Refused):
        starting.open_exam(work, made.id)
    work.drop()


@pytest.mark.parametrize("act", [starting.open_exam, desk.close_exam, board.show_board])
def test_an_exam_of_another_organisation_isnt_found(work: OwnWork, act: object) -> None:
    made = open_exam(work)
    make_organisation(work)
    with pytest.raises(NotFound):
        act(work, made.id)  # type: ignore[operator]
    work.drop()


def test_the_board_shows_what_is_saved_and_flagged(work: OwnWork) -> None:
    made = open_exam(work)
    delivery.save_flag(work, made.sittings[1], 2, True)
    work.commit()
    seats = board.show_board(work, made.id).seats
    assert [(seat.flags, seat.saved, seat.item_count) for seat in seats] == [(0, 0, 8), (1, 0, 8), (0, 0, 8)]
