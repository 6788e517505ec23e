"""The agenda: exactly what is open, in an order that closes as much as the minutes allow."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.agenda import MINUTES, Agenda, AgendaPoint, AgendaPolicy, build_agenda
from exam_server.core.case import Evidence
from exam_server.core.grid import GridCell, SetGroup, build_grid, group_rows
from exam_server.core.plan import Part, Plan, PlanLine, use
from tests.core.test_grid import CODES, PLANS, QUALIFICATION, histories, plan_with, record

POLICIES = st.builds(
    lambda minutes, budget: AgendaPolicy(dict(zip(MINUTES, minutes, strict=True)), budget),
    st.lists(st.integers(1, 20), min_size=len(MINUTES), max_size=len(MINUTES)),
    st.integers(0, 60),
)


def groups_of(plan: Plan, records: Sequence[Evidence]) -> tuple[SetGroup, ...]:
    return group_rows(QUALIFICATION, build_grid(QUALIFICATION, plan, records))


@pytest.mark.rule("P9")
@given(PLANS, histories(), POLICIES, st.sets(st.sampled_from(CODES)))
def test_the_agenda_holds_exactly_what_is_open_and_not_settled_by_its_cheapest_admissible_proof(
    plan: Plan, records: list[Evidence], policy: AgendaPolicy, settled: set[str]
) -> None:
    agenda = build_agenda(groups_of(plan, records), policy, settled)
    rows = build_grid(QUALIFICATION, plan, records)
    expected = {row.criterion for row in rows if row.standing == "open"} - settled
    assert sorted(point.criterion for point in agenda.points) == sorted(expected)
    for point in agenda.points:
        row = next(row for row in rows if row.criterion == point.criterion)
        left = [cell.method for cell in row.cells if cell.planned and not has_spoken(cell)]
        if point.open_reason == "awaits_reading":
            assert point.minutes == 0
        elif left:
            assert point.proof in left and point.minutes == min(policy.minutes[method] for method in left)
        else:
            assert (point.proof, point.minutes) == (None, 0)


def has_spoken(cell: GridCell) -> bool:
    """A test that was sat; these histories hold neither settled pieces nor conversations."""
    waits = any(each.open_reason == "awaits_reading" for each in cell.evidence)
    return cell.method == "theory_test" and bool(cell.evidence) and not waits


@pytest.mark.rule("P9")
@pytest.mark.rule("S1")
def test_a_method_that_is_used_up_is_left_out_and_the_conversation_follows_a_simulation() -> None:
    plan = plan_with("theory_test", "conversation_with_simulation")
    sat = record("e1", "1A1", "theory_test", "not_met")
    run = Evidence("e2", "1A1", "conversation_with_simulation", "encounter", "s", "h", "not_met")
    heard = Evidence("e3", "1A1", "conversation_with_simulation", "conversation", "s", "h", "not_met")
    policy = AgendaPolicy({method: number for number, method in enumerate(MINUTES, start=1)} | {"theory_test": 0})

    def proof_after(*records: Evidence) -> str | None:
        points = build_agenda(groups_of(plan, records), policy).points
        return next(point.proof for point in points if point.criterion == "1A1")

    assert proof_after() == "theory_test"
    assert proof_after(sat) == proof_after(sat, run) == "conversation_with_simulation"
    assert proof_after(sat, run, heard) is None


@pytest.mark.rule("P9")
def test_what_the_members_did_not_accept_is_used_up() -> None:
    plan = plan_with("evidence_analysis", "conversation_with_simulation")
    refused = Evidence("e1", "1A1", "evidence_analysis", "document", "s", "h", "open", "too_little_evidence")
    points = build_agenda(groups_of(plan, [refused]), AgendaPolicy({each: 1 for each in MINUTES})).points
    assert next(point.proof for point in points if point.criterion == "1A1") == "conversation_with_simulation"


def test_a_conversation_about_one_part_leaves_the_others_to_be_asked() -> None:
    parts = (Part("a", "rolę"), Part("b", "wkład"))
    plan = Plan((PlanLine("1A1", (use("conversation_with_simulation"),), parts),))

    def proof_after(*heard: str) -> str | None:
        records = [
            Evidence(f"e{each}", "1A1", "conversation_with_simulation", "conversation", "s", "h", "not_met", part=each)
            for each in heard
        ]
        return next(
            p.proof for p in build_agenda(groups_of(plan, records), AgendaPolicy()).points if p.criterion == "1A1"
        )

    assert proof_after("a") == "conversation_with_simulation" and proof_after("a", "b") is None


def test_the_plans_own_minutes_of_a_criterion_go_before_the_installations() -> None:
    lines = tuple(
        replace(line, minutes=11) if line.criterion == "1A1" else line for line in plan_with("theory_test").lines
    )
    points = build_agenda(groups_of(Plan(lines), []), AgendaPolicy()).points
    assert {point.criterion: point.minutes for point in points} == dict.fromkeys(CODES, MINUTES["theory_test"]) | {
        "1A1": 11
    }


@given(PLANS, histories(), POLICIES)
def test_what_an_outcome_lacks_is_talked_about_together_in_the_order_of_the_form(
    plan: Plan, records: list[Evidence], policy: AgendaPolicy
) -> None:
    points = build_agenda(groups_of(plan, records), policy).points
    for keys in ([point.outcome for point in points], [point.set_number for point in points]):
        blocks = [key for number, key in enumerate(keys) if number == 0 or keys[number - 1] != key]
        assert len(blocks) == len(set(blocks))
    for outcome in {point.outcome for point in points}:
        own = [point.criterion for point in points if point.outcome == outcome]
        assert own == sorted(own, key=CODES.index)


@given(PLANS, histories(), POLICIES)
def test_a_budget_cuts_the_list_at_the_first_point_that_does_not_fit(
    plan: Plan, records: list[Evidence], policy: AgendaPolicy
) -> None:
    agenda = build_agenda(groups_of(plan, records), policy)
    totals = list(accumulate(point.minutes for point in agenda.points))
    assert all(total <= policy.budget for total in totals[: agenda.fitting])
    assert agenda.points[: agenda.fitting] + agenda.beyond == agenda.points
    assert not agenda.beyond or totals[agenda.fitting] > policy.budget


@given(PLANS, histories(), POLICIES)
def test_outcome_by_outcome_nothing_is_lost_and_the_same_points_fit(
    plan: Plan, records: list[Evidence], policy: AgendaPolicy
) -> None:
    agenda = build_agenda(groups_of(plan, records), policy)
    found = agenda.by_outcome
    assert tuple(point for each in found for point in each.points) == agenda.points
    assert len({each.outcome for each in found}) == len(found)
    assert [each.until for each in found] == list(accumulate(each.minutes for each in found))
    assert [point for each in found for point in each.points[each.fitting :]] == list(agenda.beyond)


def closed_sets(points: Sequence[AgendaPoint], budget: int) -> int:
    """How many sets have all their points within the budget."""
    within = [
        point for point, total in zip(points, accumulate(p.minutes for p in points), strict=True) if total <= budget
    ]
    wanted = {point.set_number for point in points}
    return sum(all(point in within for point in points if point.set_number == number) for number in wanted)


@pytest.mark.rule("L8")
@given(PLANS, histories(), POLICIES)
def test_no_other_order_of_the_sets_closes_more_of_them_within_the_minutes(
    plan: Plan, records: list[Evidence], policy: AgendaPolicy
) -> None:
    agenda = build_agenda(groups_of(plan, records), policy)
    best = closed_sets(agenda.points, policy.budget)
    for order in permutations({point.set_number for point in agenda.points}):
        other = sorted(agenda.points, key=lambda point: order.index(point.set_number))
        assert closed_sets(other, policy.budget) <= best


@pytest.mark.rule("P9")
def test_what_members_still_read_stands_on_the_agenda_and_takes_no_minutes() -> None:
    read = record("e1", "1A1", "theory_test", "open", "awaits_reading")
    agenda = build_agenda(groups_of(plan_with("theory_test", "conversation_with_simulation"), [read]), AgendaPolicy())
    point = next(each for each in agenda.points if each.criterion == "1A1")
    assert (point.open_reason, point.proof, point.minutes) == ("awaits_reading", "theory_test", 0)


def test_a_criterion_without_a_plan_still_stands_on_the_agenda() -> None:
    agenda = build_agenda(groups_of(Plan(), []), AgendaPolicy())
    assert {point.criterion for point in agenda.points} == set(CODES)
    assert {point.proof for point in agenda.points} == {"conversation_with_simulation"}


def test_the_set_that_lacks_least_comes_first() -> None:
    shown = [record(f"e{code}", code, "theory_test", "met") for code in ("1A1", "1A2", "1B1")]
    agenda = build_agenda(groups_of(plan_with("theory_test"), shown), AgendaPolicy(budget=6))
    assert [point.criterion for point in agenda.points[: agenda.fitting]] == [CODES[-1]]
    assert isinstance(agenda, Agenda) and agenda.minutes == 18


def test_a_point_names_the_parts_that_nothing_shows_yet() -> None:
    parts = (Part("a", "rolę"), Part("b", "wkład"))
    plan = Plan((PlanLine("1A1", (use("conversation_with_simulation"),), parts),))
    records = [record("e1", "1A1", "conversation_with_simulation", "met", part="a")]
    agenda = build_agenda(groups_of(plan, records), AgendaPolicy())
    point = next(point for point in agenda.points if point.criterion == "1A1")
    assert point.missing == parts[1:] and point.open_reason == "too_little_evidence"
