"""The conversation list: what is planned for the talk, and what the run gave no or too few chances for (S1)."""

import pytest

from exam_server.core.conversation_list import list_talk, questions_on
from exam_server.core.plan import Plan, PlanLine, use
from exam_server.core.simulation.record import RunEvent
from exam_server.core.simulation.walk import fold
from tests.shipped import shipped_scenario

SCENARIO = shipped_scenario()
OBSERVED = SCENARIO.observed_criteria()
ASKED = tuple(dict.fromkeys(each.criterion for each in SCENARIO.conversation))
CODES = tuple(sorted({*OBSERVED, *ASKED}))
PLAN = Plan(tuple(PlanLine(code, (use("conversation_with_simulation"),)) for code in CODES))
NOTHING = fold(SCENARIO, [RunEvent(0, "start", device="p", sequence=1), RunEvent(1, "end", device="p", sequence=2)])


def played() -> list[RunEvent]:
    """Every phase held, every cue played and every fact given."""
    made, at = [("start", "")], 0
    for phase in SCENARIO.phases:
        made += [("phase", phase.id)]
        made += [("cue", cue.id) for cue in SCENARIO.cues if cue.phase == phase.id]
    made += [("fact", fact.id) for fact in SCENARIO.facts] + [("end", "")]
    return [RunEvent(at, kind, name, device="p", sequence=number) for number, (kind, name) in enumerate(made, 1)]  # type: ignore[arg-type]


@pytest.mark.rule("S1")
def test_what_a_run_gave_no_chance_for_comes_on_the_list_by_itself_with_the_scripts_questions() -> None:
    found = {each.criterion: each for each in list_talk([(SCENARIO, NOTHING)], PLAN)}
    lacking = {code for code, each in found.items() if each.why in ("no_opportunity", "few_opportunities")}
    assert lacking and lacking <= set(OBSERVED)
    for code in set(ASKED) - set(OBSERVED):
        assert found[code].why == "planned"
        assert found[code].questions == questions_on([(SCENARIO, NOTHING)], code) != ()
    assert {each.set_number for each in found.values()} == {SCENARIO.about.set}


def test_what_a_run_gave_chances_for_isnt_listed_whatever_another_run_lacked() -> None:
    full = fold(SCENARIO, played())
    before = {each.criterion for each in list_talk([(SCENARIO, NOTHING)], PLAN) if each.why != "planned"}
    after = {
        each.criterion for each in list_talk([(SCENARIO, NOTHING), (SCENARIO, full)], PLAN) if each.why != "planned"
    }
    assert after < before


@pytest.mark.rule("S1")
def test_only_what_the_plan_lets_a_conversation_show_is_listed() -> None:
    [first, *rest] = PLAN.lines
    narrowed = Plan((PlanLine(first.criterion, (use("theory_test"),)), *rest))
    listed = {each.criterion for each in list_talk([(SCENARIO, NOTHING)], narrowed)}
    assert first.criterion not in listed
    assert list_talk([], PLAN) == ()
