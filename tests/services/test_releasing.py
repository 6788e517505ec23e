"""Results are released once every test that somebody sat is marked."""

import pytest

from exam_server.core.problems import Refused
from exam_server.services import appointing, desk, inspecting, judging, marking, releasing
from exam_server.services.case import find_released_result
from exam_server.services.work import Actor
from exam_server.store import delivery as exam_store
from exam_server.store.tables import ExamRow, InspectionRow, SittingRow, StageRow
from tests.deciding import ask, decide, make_decidable, note
from tests.encounters import conclude, make_encounter, seal_all
from tests.judged import TARGETS, add_piece, make_handed, make_proved
from tests.judged import seal_all as seal_portfolio
from tests.making import CANDIDATES, OwnWork, make_player, open_exam
from tests.portfolios import give_account
from tests.releasing import release_by_two


def test_results_are_not_released_before_the_tests_are_marked(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused, match="released"):
        releasing.release_results(work, made.id)
    work.drop()
    marking.mark_exam(work, made.id)
    work.commit()
    assert release_by_two(work, made.id) == 3


def test_a_simulation_that_is_not_concluded_stays_back_and_is_released_later(work: OwnWork) -> None:
    made = make_encounter(work)
    work.record()
    work.session.get_one(ExamRow, made.exam_id).state = "closed"
    work.commit()
    assert release_by_two(work, made.exam_id) == 0
    seal_all(work, made)
    conclude(work, made.id)
    assert release_by_two(work, made.exam_id) == 1


@pytest.mark.rule("P7")
def test_whoever_asks_for_a_release_does_not_confirm_it(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    work.act_as(make_player(work, "olga"), "office")
    assert releasing.release_results(work, made.id) is None
    work.commit()
    assert find_released_result(work, exam_store.list_exam_stages(work.session, made.id)[0].case_id) is None
    with pytest.raises(Refused) as refused:
        releasing.release_results(work, made.id)
    assert refused.value.rule == "P7"
    work.drop()
    assert release_by_two(work, made.id, asked=True) == 3


def test_what_is_decided_after_a_release_needs_a_release_of_its_own(work: OwnWork) -> None:
    made = make_decidable(work)
    work.record()
    work.session.get_one(ExamRow, made.exam_id).state = "closed"
    work.commit()
    decide(work, made, "1A2")
    assert release_by_two(work, made.exam_id) == 1
    view = find_released_result(work, made.case_id)
    assert view is not None and set(view.held) == {"1A2"}
    decide(work, made, "1A1", "not_met", reason="nie wymieniła gatunków")
    view = find_released_result(work, made.case_id)
    assert view is not None and set(view.held) == {"1A2"}
    assert releasing.find_releasable(work, made.exam_id).cases == {made.case_id}
    assert release_by_two(work, made.exam_id) == 1
    view = find_released_result(work, made.case_id)
    assert view is not None and set(view.held) == {"1A1", "1A2"}


@pytest.mark.rule("L8")
def test_a_settled_portfolio_is_released_with_the_exam_and_takes_no_more_additions(work: OwnWork) -> None:
    made = make_handed(work)
    work.record()
    work.session.get_one(ExamRow, made.case.exam_id).state = "closed"
    work.commit()
    seal_portfolio(work, made)
    assert made.stage_id not in {each.id for each in releasing.find_releasable(work, made.case.exam_id).stages}
    judging.settle_agreed(work, made.case_id)
    work.commit()
    add_piece(work, made, TARGETS[0])
    assert made.stage_id not in {each.id for each in releasing.find_releasable(work, made.case.exam_id).stages}
    seal_portfolio(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    assert release_by_two(work, made.case.exam_id) == 1
    view = find_released_result(work, made.case_id)
    assert view is not None
    assert {row.criterion for row in view.rows if row.standing == "met"} >= {"2A1"}
    with pytest.raises(Refused) as refused:
        add_piece(work, made, TARGETS[0])
    assert refused.value.rule == "L8"


@pytest.mark.rule("S2")
def test_a_portfolio_that_is_judged_anew_after_a_recusal_stays_back(work: OwnWork) -> None:
    made = make_proved(work)
    seal_portfolio(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    work.act_as(made.case.accounts["olga"], "office")
    appointing.recuse(work, made.case.exam_id, made.case_id, made.case.accounts["artur"], "request", "zna kandydatkę")
    work.commit()
    work.record()
    work.session.get_one(ExamRow, made.case.exam_id).state = "closed"
    work.commit()
    assert made.stage_id not in {each.id for each in releasing.find_releasable(work, made.case.exam_id).stages}
    release_by_two(work, made.case.exam_id)
    assert work.session.get_one(StageRow, made.stage_id).released_at is None


def test_an_inspection_lasts_its_minutes_shows_the_own_case_and_logs_each_look(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    sitting = work.session.get_one(SittingRow, made.sittings[0])
    office, seat, case_id = make_player(work, "olga"), sitting.id, sitting.case_id
    work.act_as(office, "office")
    with pytest.raises(Refused, match="released"):
        inspecting.open_inspection(work, case_id, 30)
    work.drop()
    release_by_two(work, made.id)
    candidate = Actor(roles=frozenset({"candidate"}), sitting_id=seat)
    work.actor = candidate
    with pytest.raises(Refused, match="open now"):
        inspecting.inspect_own(work)
    work.drop()
    work.act_as(office, "office")
    for minutes in (0, 481):
        with pytest.raises(Refused):
            inspecting.open_inspection(work, case_id, minutes)
        work.drop()
    inspecting.open_inspection(work, case_id, 30)
    work.commit()
    work.actor = candidate
    seen = inspecting.inspect_own(work)
    work.commit()
    assert seen.items and seen.result.criteria == 4
    work.act_as(office, "office")
    (inspection,) = inspecting.list_inspections(work, case_id)
    assert inspection.code == seen.code and [page for _, page in inspection.views] == ["case"]
    work.record()
    work.session.query(InspectionRow).one().closes_at = work.now
    work.commit()
    work.actor = candidate
    with pytest.raises(Refused, match="open now"):
        inspecting.inspect_own(work)


@pytest.mark.rule("P7")
def test_an_inspection_shows_what_was_asked_only_once_it_is_released(work: OwnWork) -> None:
    made = make_decidable(work)
    ask(work, made, note("1A1"))
    work.record()
    work.session.get_one(ExamRow, made.exam_id).state = "closed"
    work.commit()
    release_by_two(work, made.exam_id)
    ask(work, made, note("2A1", part="a"))
    work.act_as(made.accounts["olga"], "office")
    inspecting.open_inspection(work, made.case_id, 30)
    work.commit()

    def heard() -> list[str]:
        work.actor = candidate
        seen = inspecting.inspect_own_case(work, made.case_id)
        work.commit()
        return [each.criterion for each in seen.notes]

    candidate = give_account(work, made.case_id, CANDIDATES[0].email)
    assert heard() == ["1A1"]
    release_by_two(work, made.exam_id)
    assert heard() == ["1A1", "2A1"]
