"""A candidate's own result says of what wasn't met why, in the members' words without names, and what is missing."""

import pytest

from exam_server.services import deciding
from exam_server.services.case import find_released_result
from exam_server.services.results import OwnCriterion, OwnResult, to_own_result
from exam_server.store.tables import ExamRow
from tests.deciding import PARTS, Decidable, act_as, ask, decide, make_decidable, note
from tests.making import OwnWork
from tests.releasing import release_by_two

WHY = "Nie wymieniła gatunków."


@pytest.fixture
def made(work: OwnWork) -> Decidable:
    return make_decidable(work)


def released(work: OwnWork, made: Decidable) -> dict[str, OwnCriterion]:
    sets = tell(work, made).sets
    return {each.code: each for one in sets for outcome in one.outcomes for each in outcome.criteria}


def tell(work: OwnWork, made: Decidable) -> OwnResult:
    work.record()
    work.session.get_one(ExamRow, made.exam_id).state = "closed"
    work.commit()
    release_by_two(work, made.exam_id)
    view = find_released_result(work, made.case_id)
    assert view is not None
    return to_own_result(work, view)


@pytest.mark.rule("P2")
def test_not_met_tells_the_members_reasons_once_and_each_piece_of_evidence_with_its_time(
    work: OwnWork, made: Decidable
) -> None:
    ask(work, made, note("1A1", "not_met"))
    act_as(work, made, "asia")
    decision_id = deciding.propose_decision(work, made.case_id, "1A1", "not_met", reason=WHY)
    work.commit()
    for login, verdict, reason in (("artur", "open", "Za mało pytań."), ("czeslawa", "not_met", WHY)):
        act_as(work, made, login)
        deciding.give_vote(work, decision_id, verdict, reason)
        work.commit()
    deciding.confirm_decision(work, decision_id)
    work.commit()
    decide(work, made, "1A2")
    own = released(work, made)
    assert own["1A1"].decision is not None and own["1A1"].decision.grounds == (WHY,)
    told = [(each.source, each.verdict) for each in own["1A1"].findings]
    assert told == [("conversation", "not_met"), ("sitting", "not_met")]
    assert all(each.recorded_at for each in own["1A1"].findings) and not own["1A1"].is_met
    assert own["1A2"].is_met and own["1A2"].decision is not None and own["1A2"].decision.grounds == ()


def test_of_a_criterion_in_parts_the_missing_ones_are_named(work: OwnWork, made: Decidable) -> None:
    ask(work, made, note("2A1", part="a"))
    own = released(work, made)["2A1"]
    assert own.missing == ("pyta go o życzenia",)
    assert [(each.part, each.verdict) for each in own.findings] == [("wita gościa", "met")]


def test_what_is_decided_not_met_is_named_and_nothing_else_waits_once_all_is_decided(
    work: OwnWork, made: Decidable
) -> None:
    ask(work, made, note("1A1", "not_met"))
    for part in PARTS:
        ask(work, made, note("2A1", part=part.id))
    for criterion in ("1A2", "2A1", "2A2"):
        decide(work, made, criterion)
    before = tell(work, made)
    assert (before.not_met, before.is_open) == ((), True), "1A1 waits for the commission"
    decide(work, made, "1A1", "not_met", reason=WHY)
    after = tell(work, made)
    assert (after.not_met, after.is_open) == (("1A1",), False)
