"""From items right to a verdict: what suffices, and what a shortfall means."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.plan import AgreedLevel, ItemsRight, Plan, PlanLine, use
from exam_server.core.sufficiency import judge_test, simulation_threshold


def plan(needed: int = 2, asked: int = 3) -> Plan:
    test = dataclasses.replace(use("theory_test"), sufficiency=ItemsRight(needed, asked))
    return Plan((PlanLine("1A1", (test,)), PlanLine("1A2", (use("conversation_with_simulation"),))))


COUNTS = st.integers(1, 6).flatmap(
    lambda asked: st.integers(0, asked).flatmap(
        lambda right: st.integers(0, asked - right).map(lambda awaiting: (asked, right, awaiting))
    )
)


@given(st.integers(1, 4), COUNTS)
def test_the_verdict_is_the_rule_and_nothing_else(needed: int, counts: tuple[int, int, int]) -> None:
    asked, right, awaiting = counts
    judged = judge_test(plan(needed, 4), "1A1", right=right, asked=asked, awaiting=awaiting)
    assert judged is not None
    verdict, reason = judged
    assert (verdict == "met") == (right >= needed)
    assert (reason is None) == (verdict != "open")
    if verdict == "not_met":
        assert asked >= needed and right + awaiting < needed


@given(COUNTS)
def test_one_more_right_item_never_makes_the_verdict_worse(counts: tuple[int, int, int]) -> None:
    asked, right, awaiting = counts
    if right + awaiting >= asked:
        return
    order = {"not_met": 0, "open": 1, "met": 2}
    before = judge_test(plan(), "1A1", right=right, asked=asked, awaiting=awaiting)
    after = judge_test(plan(), "1A1", right=right + 1, asked=asked, awaiting=awaiting)
    assert before is not None and after is not None
    assert order[after[0]] >= order[before[0]]


def test_an_item_that_waits_for_its_markers_keeps_the_verdict_open_while_it_could_turn_it() -> None:
    assert judge_test(plan(), "1A1", right=1, asked=3, awaiting=1) == ("open", "awaits_reading")
    assert judge_test(plan(), "1A1", right=0, asked=3, awaiting=1) == ("not_met", None)
    assert judge_test(plan(), "1A1", right=2, asked=3, awaiting=1) == ("met", None)


def test_fewer_items_than_the_rule_needs_are_too_little_evidence_and_no_shortfall() -> None:
    assert judge_test(plan(), "1A1", right=1, asked=1) == ("open", "too_little_evidence")


@pytest.mark.rule("S12")
@given(st.integers(1, 4), COUNTS)
def test_items_of_one_part_need_the_same_share_as_the_criterions_rounded_up(
    needed: int, counts: tuple[int, int, int]
) -> None:
    asked, right, awaiting = counts
    judged = judge_test(plan(needed, 4), "1A1", right=right, asked=asked, awaiting=awaiting, part="b")
    assert judged is not None
    assert (judged[0] == "met") == (4 * right >= needed * asked)


def test_each_of_three_items_about_three_parts_has_to_be_right() -> None:
    assert judge_test(plan(), "1A1", right=1, asked=1, part="a") == ("met", None)
    assert judge_test(plan(), "1A1", right=0, asked=1, part="b") == ("not_met", None)


def test_the_test_says_nothing_about_a_criterion_that_the_plan_doesnt_give_it() -> None:
    assert judge_test(plan(), "1A2", right=3, asked=3) is None
    assert judge_test(plan(), "9Z9", right=3, asked=3) is None


def test_the_plans_level_decides_for_the_simulation() -> None:
    strict = dataclasses.replace(use("conversation_with_simulation"), sufficiency=AgreedLevel(3))
    lines = (PlanLine("1A1", (strict,)), PlanLine("1A2", (use("theory_test"),)))
    assert simulation_threshold(Plan(lines), "1A1", default=2) == 3
    assert simulation_threshold(Plan(lines), "1A2", default=2) is None
