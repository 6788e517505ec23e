"""Coming back: a second exam checks only what is open of a case, under the edition that it was begun under."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Refused
from exam_server.services import bank, desk, exam, exam_overview, freezing, marking, seating, starting
from exam_server.services.candidate_cases import make_case
from exam_server.services.case import get_case
from exam_server.services.qualification import adopt_edition
from exam_server.services.room_checks import sign_made_up_room
from exam_server.store import case as case_store
from exam_server.store import delivery as exam_store
from tests.deciding import Decidable, act_as, ask, decide, make_decidable, note
from tests.making import CANDIDATES, CODE, KEYS, QUALIFICATION, OwnWork

DAY_TWO = datetime(2027, 3, 20, 8, tzinfo=UTC)
SETS = {
    "pierwszy": (Cell("1a1", criterion="1A1", minimum=2, maximum=2), Cell("1a2", criterion="1A2", minimum=2)),
    "drugi": tuple(
        Cell(kind, criterion="2A2", kind=kind, minimum=1, maximum=1)
        for kind in ("multiple_response", "true_false", "matching", "extended_text")
    ),
}


@pytest.fixture
def made(work: OwnWork) -> Decidable:
    """Set 1 decided met on the first day; of set 2 one criterion is decided not met, the other wasn't taken."""
    made = make_decidable(work)
    ask(work, made, note("1A1"))
    for criterion in ("1A1", "1A2"):
        decide(work, made, criterion)
    decide(work, made, "2A2", "not_met", reason="Zabrakło zasad podawania.")
    return made


def plan_second(work: OwnWork, *sets: str, edition_id: UUID | None = None) -> UUID:
    """An exam on another day and place; its test asks about these sets."""
    cells = tuple(cell for each in sets for cell in SETS[each])
    blueprint = Blueprint("-".join(sets), "Test", 20, 4 * len(sets), cells, difficulty_band=1.0)
    bank.load_blueprint(work, CODE, blueprint)
    work.commit()
    filed = next(each for each in bank.list_blueprints(work, CODE) if each.blueprint.id == blueprint.id)
    edition_id = edition_id or exam.get_exam(work, exam.list_exams(work)[-1].id).edition_id
    plan = exam.ExamPlan(edition_id, "Drugi termin", "Sopot", DAY_TWO, filed.id, None, {})
    exam_id = exam.make_exam(work, plan)
    sign_made_up_room(work, exam_id)
    work.commit()
    return exam_id


def enrol(work: OwnWork, exam_id: UUID, *entries: CandidateEntry) -> int:
    work.act_as(None, "office")
    added = exam.add_candidates(work, exam_id, entries or CANDIDATES[:1])
    work.commit()
    return added


def refused_rule(work: OwnWork, exam_id: UUID) -> str:
    with pytest.raises(Refused) as refused:
        enrol(work, exam_id)
    work.drop()
    return refused.value.rule


@pytest.mark.rule("L8")
def test_an_exam_that_asks_about_a_closed_set_takes_nobody_for_whom_it_is_closed(
    work: OwnWork, made: Decidable
) -> None:
    assert refused_rule(work, plan_second(work, "pierwszy")) == "L8"
    both = plan_second(work, "pierwszy", "drugi")
    assert refused_rule(work, both) == "L8"
    assert enrol(work, both, CANDIDATES[1]) == 1


@pytest.mark.rule("L8")
def test_a_second_exam_shows_what_is_open_and_leaves_what_was_met_as_it_was(work: OwnWork, made: Decidable) -> None:
    before = get_case(work, made.case_id)
    second = plan_second(work, "drugi")
    assert enrol(work, second) == 1
    [stage] = exam_store.list_exam_stages(work.session, second)
    assert (stage.case_id, stage.criteria) == (made.case_id, None)
    [card] = freezing.freeze_exam(work, KEYS, second)
    seating.admit(work, card.sitting_id, "dowód")
    starting.open_exam(work, second)
    work.commit()
    desk.close_exam(work, second)
    marking.mark_exam(work, second)
    work.commit()
    records = case_store.list_evidence(work.session, made.case_id)
    assert {row.criterion for row in records if row.stage_id == stage.id} == {"2A2"}
    act_as(work, made, "olga")
    after = get_case(work, made.case_id)
    assert [row.standing for row in after.rows[:2]] == [row.standing for row in before.rows[:2]] == ["met", "met"]
    assert [(day.place, day.criteria) for day in after.days][0] == ("Gdynia", ("1A1", "1A2", "2A2"))


@pytest.mark.rule("L8")
def test_only_the_criteria_that_are_open_give_evidence_however_much_the_form_asks(
    work: OwnWork, made: Decidable
) -> None:
    decide(work, made, "1A2", "not_met", reason="Nowe ustalenie.", supersedes=_held(work, made, "1A2"))
    second = plan_second(work, "pierwszy")
    enrol(work, second)
    [stage] = exam_store.list_exam_stages(work.session, second)
    assert stage.criteria == ["1A2"]
    act_as(work, made, "olga")
    assert exam_overview.get_overview(work, second).candidates[0].only == ("1A2",)
    [card] = freezing.freeze_exam(work, KEYS, second)
    work.commit()
    seating.admit(work, card.sitting_id, "dowód")
    starting.open_exam(work, second)
    work.commit()
    desk.close_exam(work, second)
    marking.mark_exam(work, second)
    work.commit()
    records = case_store.list_evidence(work.session, made.case_id)
    assert {row.criterion for row in records if row.stage_id == stage.id} == {"1A2"}


def _held(work: OwnWork, made: Decidable, criterion: str) -> UUID:
    return get_case(work, made.case_id).held[criterion].id


@pytest.mark.rule("L23")
def test_who_began_under_an_edition_is_not_moved_to_a_newer_one(work: OwnWork, made: Decidable) -> None:
    newer = adopt_edition(work, CODE, replace(QUALIFICATION, hours=30))
    work.commit()
    later = plan_second(work, "drugi", edition_id=newer)
    assert refused_rule(work, later) == "L23"
    assert enrol(work, later, CANDIDATES[1]) == 1
    with pytest.raises(Refused):
        make_case(work, newer, CANDIDATES[0])
