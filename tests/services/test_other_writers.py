"""Two writers at once, and browsers that lost their seat: the later one waits and looks again before it writes."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import event

from exam_server.core.problems import Refused
from exam_server.services import board, delivery, desk, people, rating, seating, simulation
from exam_server.services.audit import seal_events
from exam_server.services.audit_chain import verify_chains
from exam_server.services.sittings import view_sitting
from exam_server.services.work import Actor
from exam_server.store import delivery as delivery_store
from exam_server.store.delivery import list_sitting_events
from tests.encounters import make_encounter
from tests.making import KEYS, OwnWork, let_time_pass, open_exam, open_own_work
from tests.store.journaling import DOOR


def _waits_for(work: OwnWork, act: Callable[[OwnWork], object]) -> list[object]:
    """Do `act` in another writer while `work` records; it must not end before `work` has. Gives what came of it."""
    outcomes: list[object] = []
    done = threading.Event()

    def run() -> None:
        with open_own_work(work.database, work.organisation_id) as other:
            other.actor = work.actor
            try:
                outcomes.append(act(other))
                other.commit()
            except Refused as refused:
                outcomes.append(refused)
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    assert not done.wait(0.4)
    work.commit()
    thread.join(20)
    return outcomes


def test_two_members_votes_and_seals_of_an_encounter_wait_for_one_another(work: OwnWork) -> None:
    made = make_encounter(work)
    work.act_as(made.accounts["robert"], "role_player")
    work.drop()
    work.record()
    simulation.take_event(work, made.id, "phone", 1, "start")
    outcomes = _waits_for(work, lambda other: simulation.take_event(other, made.id, "phone", 1, "start"))
    assert outcomes == [None]
    work.act_as(made.accounts["asia"], "assessor")
    work.record()
    rating.own_name(work, simulation.get_row(work, made.id, ("assessor",)))
    _waits_for(work, lambda other: rating.begin_act(other, made.id, "rate"))


def test_closing_the_exam_keeps_a_hand_in_that_came_just_before(work: OwnWork) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    work.act_as(None, "desk")
    delivery.hand_in(work, sitting)
    assert _waits_for(work, lambda other: desk.close_exam(other, made.id)) == [None]
    assert view_sitting(work, sitting).state == "handed_in"
    ended = [each for each in list_sitting_events(work.session, sitting) if each.kind == "ended"]
    assert [each.reason for each in ended] == ["handed_in"]


def test_a_seat_that_was_handed_in_meanwhile_is_not_closed_for_time_again(
    work: OwnWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_exam(work)
    sitting = made.sittings[0]
    delivery.hand_in(work, sitting)
    work.commit()
    # What another worker's upkeep read a moment before the hand-in.
    monkeypatch.setattr(delivery_store, "list_due", lambda *_: [sitting])
    assert delivery.close_due_sittings(work) == 0
    work.commit()
    ended = [each for each in list_sitting_events(work.session, sitting) if each.kind == "ended"]
    assert len(ended) == 1


def test_time_runs_out_in_every_organisation(work: OwnWork) -> None:
    sittings: list[UUID] = []
    for name in ("Izba Herbaciana", "Izba Kawowa"):
        people.make_organisation(work, name)
        work.commit()
        sittings.append(open_exam(work).sittings[0])
        let_time_pass(work, sittings[-1], 1201)
    with open_own_work(work.database) as upkeep:
        upkeep.organisation_id = UUID(int=0)
        assert delivery.close_due_sittings(upkeep) == 2
        upkeep.commit()


def test_two_sealers_make_one_chain(work: OwnWork) -> None:
    open_exam(work)
    work.drop()
    assert seal_events(work) > 0
    assert _waits_for(work, seal_events) == [0]
    assert all(report.harm == () for report in verify_chains(work))


def test_a_browser_that_lost_its_seat_can_only_read(work: OwnWork) -> None:
    made = open_exam(work)
    card = made.cards[0]
    for _ in range(2):
        assert delivery.enter_ticket(work, KEYS, DOOR, card.ticket).token
        seating.allow_readmission(work, card.sitting_id, "broken PC")
        work.commit()
    work.actor = Actor(roles=frozenset({"candidate"}), sitting_id=card.sitting_id, epoch=1)
    with pytest.raises(Refused):
        delivery.hand_in(work, card.sitting_id)
    work.drop()
    with pytest.raises(Refused):
        delivery.save_flag(work, card.sitting_id, 1, True)
    work.drop()
    before = board.show_board(work, made.id).seats[0].contact_at
    delivery.touch(work, card.sitting_id)
    work.commit()
    assert board.show_board(work, made.id).seats[0].contact_at == before
    work.actor = Actor(roles=frozenset({"candidate"}), sitting_id=card.sitting_id, epoch=2)
    delivery.hand_in(work, card.sitting_id)
    work.commit()
    assert view_sitting(work, card.sitting_id).state == "handed_in"


def test_the_board_asks_the_database_as_often_for_one_seat_as_for_many(work: OwnWork) -> None:
    made = open_exam(work)
    asked: list[str] = []

    def count(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(work.database.engine, "before_cursor_execute", count)
    assert len(board.show_board(work, made.id).seats) == 3
    event.remove(work.database.engine, "before_cursor_execute", count)
    assert len(asked) <= 11
