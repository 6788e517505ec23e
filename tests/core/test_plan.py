"""The plan that P1 proposes, and what S1, P1 and P9 say against a plan."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.plan import (
    METHODS,
    Accepted,
    AgreedLevel,
    ItemsRight,
    MethodUse,
    Part,
    Plan,
    PlanLine,
    check_plan,
    propose_plan,
    use,
)
from exam_server.core.problems import Problem
from exam_server.core.qualification import Criterion, Method, Outcome, OutcomeSet, Qualification
from exam_server.core.verbs import Manner, manner_of
from exam_server.formats.plan_yaml import read_plan, write_plan
from tests.shipped import shipped_qualification

TESTED = "1A1 1A2 1A4 1B3 1B4 1C1 1C3 1C4 1C5 1C7 1C8 1C9 1D1 1D2 1D3 1D4 1D6 2A3 2B1 2C2 3B2 3B4 3C3"


def qualification(*wordings: str, methods: tuple[Method, ...] = METHODS) -> Qualification:
    criteria = tuple(Criterion(f"1A{at}", wording) for at, wording in enumerate(wordings, start=1))
    return Qualification(
        "Szycie", methods=methods, sets=(OutcomeSet(1, "X", 3, 10, True, (Outcome("1A", "Y", criteria),)),)
    )


def findings(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(problem.place, problem.rule, problem.severity) for problem in problems]


@pytest.mark.rule("P1")
def test_the_shipped_qualification_gets_the_test_for_its_23_talking_criteria() -> None:
    shipped = shipped_qualification()
    plan = propose_plan(shipped)
    assert plan.criteria_with("theory_test") == tuple(TESTED.split())
    assert plan.criteria_with("evidence_analysis") == ("1B5", "2A4", "2B6", "2D6", "3A5")
    assert len(plan.criteria_with("conversation_with_simulation")) == 55
    assert check_plan(plan, shipped) == ()


@pytest.mark.rule("P1")
@pytest.mark.parametrize(
    ("wording", "manner"),
    [
        ("Omawia relację z klientem", "talks"),
        ("Omawia z klientem cele", "does"),
        ("Omawia i uzgadnia z pacjentem wyniki", "does"),
        ("Wspólnie z uczestnikiem wymienia zasady", "does"),
        ("Wymienia elementy kontraktu z klientem", "talks"),
        ("Wskazuje potencjalne sposoby naprawy", "talks"),
        ("Wskazuje brakujące informacje", "does"),
        ("Rozróżnia ściegi i wymienia ich wady", "talks"),
        ("Rozróżnia ściegi", "does"),
        ("Podaje klientowi narzędzie", "does"),
        ("podaje przykłady narzędzi", "talks"),
        ("Sporządza raport", "writes"),
        ("Przygotowuje zapisy umowy", "writes"),
        ("Przygotowuje stanowisko", "does"),
        ("Stosuje zasady", "does"),
        ("", "does"),
    ],
)
def test_a_criterion_is_shown_as_its_verb_says(wording: str, manner: Manner) -> None:
    assert manner_of(wording) == manner


def test_only_methods_of_the_form_are_proposed() -> None:
    it = qualification("Omawia x", "Stosuje y", methods=("evidence_analysis", "theory_test"))
    assert [line.methods for line in propose_plan(it).lines] == [("theory_test",), ("evidence_analysis",)]


@pytest.mark.rule("S1")
def test_an_uncovered_criterion_blocks_use() -> None:
    it = qualification("Omawia x", "Stosuje y", "Sporządza z")
    plan = Plan((PlanLine("1A1", (use("theory_test"),)), PlanLine("1A2")))
    assert findings(check_plan(plan, it)) == [("1A2", "S1", "error"), ("1A3", "S1", "error")]


@pytest.mark.rule("S1")
def test_a_method_outside_the_closed_set_and_an_unknown_criterion_are_errors() -> None:
    it = qualification("Omawia x", methods=("conversation_with_simulation",))
    plan = Plan((PlanLine("1A1", (use("theory_test"),)), PlanLine("9Z9", (use("conversation_with_simulation"),))))
    assert findings(check_plan(plan, it)) == [("9Z9", "S1", "error"), ("1A1", "S1", "error")]


@pytest.mark.rule("P1")
def test_a_badly_suited_method_is_a_warning() -> None:
    plan = Plan((PlanLine("1A1", (use("theory_test"),)),))
    assert findings(check_plan(plan, qualification("Stosuje y"))) == [("1A1", "P1", "warning")]


def test_a_repeated_line_or_method_is_an_error() -> None:
    line = PlanLine("1A1", (use("theory_test"), use("theory_test")))
    assert {severity for _, _, severity in findings(check_plan(Plan((line,)), qualification("Omawia x")))} == {"error"}
    once = PlanLine("1A1", (use("theory_test"),))
    assert findings(check_plan(Plan((once, once)), qualification("Omawia x"))) == [("1A1", "S1", "error")]


@pytest.mark.parametrize("rule", [ItemsRight(3, 2), ItemsRight(0, 3), AgreedLevel(2), Accepted()])
def test_a_sufficiency_rule_that_cant_be_met_or_doesnt_fit_is_an_error(
    rule: ItemsRight | AgreedLevel | Accepted,
) -> None:
    plan = Plan((PlanLine("1A1", (MethodUse("theory_test", rule, "scoring"),)),))
    assert findings(check_plan(plan, qualification("Omawia x"))) == [("1A1", "P9", "error")]


def test_parts_without_a_dated_interpretation_are_a_warning() -> None:
    line = PlanLine("1A1", (use("theory_test"),), (Part("a", "x"), Part("b", "y")), "Obie.")
    it = qualification("Omawia x")
    assert [severity for _, _, severity in findings(check_plan(Plan((line,)), it))] == ["warning"]
    assert check_plan(Plan((replace(line, interpreted_on=date(2026, 1, 31)),)), it) == ()


def plans() -> st.SearchStrategy[Plan]:
    words = st.sampled_from(["x", "omawia: tak", "1E5", "# nie", "Obie części\nrazem", "- a"])
    uses = st.one_of(
        st.builds(MethodUse, st.just("theory_test"), st.builds(ItemsRight, st.integers(1, 3), st.just(3)), judges()),
        st.builds(
            MethodUse, st.just("conversation_with_simulation"), st.builds(AgreedLevel, st.integers(1, 3)), judges()
        ),
        st.builds(MethodUse, st.just("evidence_analysis"), st.just(Accepted()), judges()),
    )
    parts = st.lists(st.builds(Part, st.sampled_from("abc"), words), max_size=2).map(tuple)
    codes = st.sampled_from(["1A1", "1E5", "2B3"])
    dates = st.one_of(st.none(), st.dates())
    lines = st.builds(PlanLine, codes, st.lists(uses, max_size=3).map(tuple), parts, words, dates)
    return st.builds(Plan, st.lists(lines, max_size=4).map(tuple), words)


def judges() -> st.SearchStrategy[str]:
    return st.sampled_from(["scoring", "commission"])


@settings(deadline=None)
@given(plans())
def test_a_plan_is_read_back_as_it_was_written(plan: Plan) -> None:
    assert read_plan(write_plan(plan)) == (plan, ())


@pytest.mark.parametrize(
    ("use_line", "line"),
    [
        ("{method: exam}", 4),
        ("{method: theory_test, treshold: 2}", 4),
        ("{method: theory_test, needed: two}", 4),
        ("{method: theory_test, judge: nobody}", 4),
    ],
)
def test_a_wrong_plan_file_is_refused_with_its_line(use_line: str, line: int) -> None:
    found, problems = read_plan(f"lines:\n  - criterion: 1A1\n    uses:\n      - {use_line}\n")
    assert found is None
    assert [problem.line for problem in problems] == [line]
