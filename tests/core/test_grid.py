"""The evidence grid: conjunctive, in the order of the form, and never a failure without a decision."""

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.case import Evidence
from exam_server.core.grid import (
    GridRow,
    all_met,
    build_grid,
    count_met,
    current_evidence,
    outcome_met,
    set_met,
)
from exam_server.core.plan import METHODS, Part, Plan, PlanLine, use
from exam_server.core.qualification import Criterion, Outcome, OutcomeSet, Qualification

METHOD = st.sampled_from(METHODS)
VERDICT = st.sampled_from(
    [
        ("met", None),
        ("not_met", None),
        ("open", "no_opportunity"),
        ("open", "too_little_evidence"),
        ("open", "awaits_commission"),
        ("open", "awaits_reading"),
        ("open", "not_yet_taken"),
    ]
)


def qualification_of(criteria_per_outcome: Sequence[int]) -> Qualification:
    """Two outcomes a set, at most."""
    outcomes = [
        (number // 2 + 1, "AB"[number % 2], count) for number, count in enumerate(criteria_per_outcome) if count
    ]
    sets = []
    for number in sorted({each[0] for each in outcomes}):
        own = tuple(
            Outcome(
                f"{number}{letter}",
                f"Efekt {number}{letter}",
                tuple(Criterion(f"{number}{letter}{place}", f"Kryterium {place}") for place in range(1, count + 1)),
            )
            for set_number, letter, count in outcomes
            if set_number == number
        )
        sets.append(OutcomeSet(number, f"Zestaw {number}", 5, 60, True, own))
    return Qualification("Wypiek chleba", methods=METHODS, sets=tuple(sets))


QUALIFICATION = qualification_of([2, 3, 1])
CODES = QUALIFICATION.codes()
PLANS = st.fixed_dictionaries({code: st.lists(METHOD, min_size=1, unique=True) for code in CODES}).map(
    lambda methods: Plan(tuple(PlanLine(code, tuple(use(each) for each in own)) for code, own in methods.items()))
)


@st.composite
def histories(draw: st.DrawFn) -> list[Evidence]:
    """Records in time; some name an earlier one as superseded."""
    records: list[Evidence] = []
    for number in range(draw(st.integers(0, 14))):
        verdict, reason = draw(VERDICT)
        older = draw(st.sampled_from([None, *records])) if records else None
        criterion, method = (older.criterion, older.method) if older else (draw(st.sampled_from(CODES)), draw(METHOD))
        records.append(
            Evidence(
                f"e{number}",
                criterion,
                method,
                "sitting",
                "s",
                "h",
                verdict,
                reason,
                supersedes=older.id if older else None,
            )  # fmt: skip
        )
    return records


def record(id: str, criterion: str, method: str, verdict: str, reason: str | None = None, **more: object) -> Evidence:
    return Evidence(id, criterion, method, "sitting", "s", "h", verdict, reason, **more)  # type: ignore[arg-type]


def plan_with(*methods: str) -> Plan:
    return Plan(tuple(PlanLine(code, tuple(use(each) for each in methods)) for code in CODES))  # type: ignore[arg-type]


def standings(rows: Sequence[GridRow]) -> dict[str, str]:
    return {row.criterion: row.standing for row in rows}


@given(PLANS, histories())
def test_rows_follow_the_order_of_the_form_with_a_cell_for_each_of_its_methods(
    plan: Plan, records: list[Evidence]
) -> None:
    rows = build_grid(QUALIFICATION, plan, records)
    assert tuple(row.criterion for row in rows) == CODES
    assert all(tuple(cell.method for cell in row.cells) == METHODS for row in rows)


@given(PLANS, histories())
def test_a_criterion_never_fails_without_a_decision_of_the_commission(plan: Plan, records: list[Evidence]) -> None:
    for row in build_grid(QUALIFICATION, plan, records):
        assert row.standing in ("met", "open")
        assert (row.open_reason is None) == (row.standing == "met")


@given(PLANS, histories())
def test_a_criterion_is_met_exactly_where_a_planned_method_shows_it_now(plan: Plan, records: list[Evidence]) -> None:
    current = current_evidence(records)
    for row in build_grid(QUALIFICATION, plan, records):
        line = plan.line(row.criterion)
        shown = any(
            each.verdict == "met" and each.criterion == row.criterion and line and each.method in line.methods
            for each in current
        )
        assert (row.standing == "met") == shown


@given(PLANS, histories())
def test_a_list_counts_as_many_criteria_met_as_the_grid_shows(plan: Plan, records: list[Evidence]) -> None:
    met = [record for record in current_evidence(records) if record.verdict == "met"]
    rows = build_grid(QUALIFICATION, plan, records)
    assert count_met(QUALIFICATION, plan, met) == sum(row.standing == "met" for row in rows)


@given(PLANS, histories())
def test_a_superseded_record_never_counts(plan: Plan, records: list[Evidence]) -> None:
    replaced = {each.supersedes for each in records}
    kept = [dataclasses.replace(each, supersedes=None) for each in records if each.id not in replaced]
    rows = build_grid(QUALIFICATION, plan, records)
    assert standings(rows) == standings(build_grid(QUALIFICATION, plan, kept))
    assert not {each.id for row in rows for cell in row.cells for each in cell.evidence} & replaced


@given(PLANS, histories())
def test_an_outcome_is_met_only_when_all_its_criteria_are_and_a_set_when_all_its_outcomes_are(
    plan: Plan, records: list[Evidence]
) -> None:
    rows = build_grid(QUALIFICATION, plan, records)
    found = standings(rows)
    for each_set in QUALIFICATION.sets:
        for outcome in each_set.outcomes:
            expected = all(found[criterion.code] == "met" for criterion in outcome.criteria)
            assert outcome_met(rows, outcome) == expected
        assert set_met(rows, each_set) == all(outcome_met(rows, outcome) for outcome in each_set.outcomes)
    assert all_met(rows) == all(standing == "met" for standing in found.values())


@pytest.mark.rule("L2")
def test_one_open_criterion_of_many_keeps_the_whole_from_being_met() -> None:
    records = [record(f"e{code}", code, "theory_test", "met") for code in CODES[:-1]]
    rows = build_grid(QUALIFICATION, plan_with("theory_test"), records)
    assert not all_met(rows)
    assert [outcome_met(rows, outcome) for outcome in QUALIFICATION.outcomes()] == [True, True, False]
    complete = [*records, record("last", CODES[-1], "theory_test", "met")]
    assert all_met(build_grid(QUALIFICATION, plan_with("theory_test"), complete))


@pytest.mark.rule("P9")
def test_a_shortfall_in_one_method_waits_for_the_commission_until_another_shows_the_criterion() -> None:
    plan = plan_with("theory_test", "conversation_with_simulation")
    short = record("e1", "1A1", "theory_test", "not_met")
    row = build_grid(QUALIFICATION, plan, [short])[0]
    assert (row.standing, row.open_reason) == ("open", "awaits_commission")
    shown = record("e2", "1A1", "conversation_with_simulation", "met")
    assert build_grid(QUALIFICATION, plan, [short, shown])[0].standing == "met"


@pytest.mark.rule("P9")
def test_what_is_still_being_read_waits_for_that_before_it_becomes_the_commissions_point() -> None:
    plan = plan_with("theory_test", "conversation_with_simulation")
    read = record("e1", "1A1", "theory_test", "open", "awaits_reading")
    short = record("e2", "1A1", "conversation_with_simulation", "not_met")
    row = build_grid(QUALIFICATION, plan, [read, short])[0]
    assert (row.standing, row.open_reason) == ("open", "awaits_reading")


@pytest.mark.rule("P9")
@pytest.mark.parametrize("later", [("met", None), ("not_met", None), ("open", "too_little_evidence")])
def test_what_is_still_being_read_is_told_beside_later_records_of_other_parts(later: tuple[str, str | None]) -> None:
    read = record("e1", "1A1", "theory_test", "open", "awaits_reading", part="a")
    other = record("e2", "1A1", "theory_test", *later, part="b")
    row = build_grid(QUALIFICATION, plan_with("theory_test"), [read, other])[0]
    assert (row.standing, row.open_reason) == ("open", "awaits_reading")


def test_a_method_outside_the_plan_is_shown_but_carries_nothing() -> None:
    row = build_grid(QUALIFICATION, plan_with("theory_test"), [record("e1", "1A1", "evidence_analysis", "met")])[0]
    assert row.standing == "open"
    cell = next(cell for cell in row.cells if cell.method == "evidence_analysis")
    assert (cell.planned, cell.verdict) == (False, "met")


def test_the_reason_that_says_most_is_kept_when_methods_are_open_for_different_reasons() -> None:
    plan = plan_with("theory_test", "conversation_with_simulation")
    records = [record("e1", "1A1", "conversation_with_simulation", "open", "no_opportunity")]
    assert build_grid(QUALIFICATION, plan, records)[0].open_reason == "no_opportunity"
    assert build_grid(QUALIFICATION, plan, [])[0].open_reason == "not_yet_taken"


def test_a_form_without_criteria_is_never_met() -> None:
    empty = Qualification("Nic", methods=METHODS)
    assert not all_met(build_grid(empty, Plan(), []))


COMPOUND = Plan((PlanLine("1A1", (use("conversation_with_simulation"),), (Part("a", "rolę"), Part("b", "wkład"))),))
ABOUT = st.lists(st.tuples(st.sampled_from(["", "a", "b", "other"]), VERDICT), max_size=6)


@pytest.mark.rule("S12")
@given(ABOUT)
def test_a_compound_criterion_is_met_by_a_record_of_the_whole_or_by_one_of_each_part(
    about: list[tuple[str, tuple[str, str | None]]],
) -> None:
    records = [
        record(f"e{number}", "1A1", "conversation_with_simulation", verdict, reason, part=part)
        for number, (part, (verdict, reason)) in enumerate(about)
    ]
    row = build_grid(QUALIFICATION, COMPOUND, records)[0]
    met = {part for part, (verdict, _) in about if verdict == "met"}
    assert (row.standing == "met") == ("" in met or {"a", "b"} <= met)
    assert {part.id for part in row.missing_parts} == (set() if "" in met else {"a", "b"} - met)


def test_a_part_shown_alone_leaves_too_little_evidence() -> None:
    records = [record("e1", "1A1", "conversation_with_simulation", "met", part="a")]
    row = build_grid(QUALIFICATION, COMPOUND, records)[0]
    assert (row.standing, row.open_reason) == ("open", "too_little_evidence")
    cell = next(each for each in row.cells if each.planned)
    assert (cell.verdict, cell.open_reason) == ("open", "too_little_evidence")


def test_parts_may_be_shown_by_different_planned_methods() -> None:
    uses = (use("conversation_with_simulation"), use("evidence_analysis"))
    plan = Plan((PlanLine("1A1", uses, COMPOUND.lines[0].parts),))
    records = [
        record("e1", "1A1", "conversation_with_simulation", "met", part="a"),
        record("e2", "1A1", "evidence_analysis", "met", part="b"),
    ]
    assert build_grid(QUALIFICATION, plan, records)[0].standing == "met"
    assert build_grid(QUALIFICATION, COMPOUND, records)[0].standing == "open"


@pytest.mark.rule("L9")
def test_what_was_recognised_earlier_counts_whatever_the_plan_says() -> None:
    known = Evidence("e1", "1A1", "evidence_analysis", "recognition", "r", "h", "met")
    row = build_grid(QUALIFICATION, plan_with("theory_test"), [known])[0]
    assert (row.standing, row.open_reason) == ("met", None)
