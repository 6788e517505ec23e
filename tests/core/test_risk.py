"""The decision-risk simulator against enumeration of every draw and every pattern of responses."""

from dataclasses import replace
from itertools import combinations, product
from math import comb, factorial, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell, PoolItem
from exam_server.core.bank import Gap, Item, Option, Pair
from exam_server.core.plan import ItemsRight, Plan, PlanLine, use
from exam_server.core.risk import LEVELS, Examined, Standard, asked_of, guess, odds_of, remedies, simulate
from exam_server.core.risk.rights import at_most, count_right, count_true, mean
from exam_server.core.sufficiency import judge_test

CHANCES = st.lists(st.sampled_from([0.0, 0.25, 1 / 3, 0.5]), min_size=1, max_size=6).map(tuple)
MASTERY = st.floats(0, 1).map(lambda value: round(value, 3))
BLIND = Standard(0.75, guessing=False)


def plan(codes: int = 1, needed: int = 2, asked: int = 3, *, alternative: bool = False) -> Plan:
    test = replace(use("theory_test"), sufficiency=ItemsRight(needed, asked))
    uses = (test, use("conversation_with_simulation")) if alternative else (test,)
    return Plan(tuple(PlanLine(f"1A{number}", uses) for number in range(1, codes + 1)))


def examined(codes: int = 1, asked: int = 3, guesses: tuple[float, ...] = ()) -> list[Examined]:
    return [Examined(f"1A{number}", {asked: 1.0}, guesses) for number in range(1, codes + 1)]


def enumerated(chances: tuple[float, ...], asked: int) -> list[float]:
    """Every draw of so many items, every pattern of right and wrong."""
    shares = [0.0] * (asked + 1)
    for drawn in combinations(chances, asked):
        for pattern in product((0, 1), repeat=asked):
            share = 1.0
            for right, chance in zip(pattern, drawn, strict=True):
                share *= chance if right else 1 - chance
            shares[sum(pattern)] += share / comb(len(chances), asked)
    return shares


@given(CHANCES, st.integers(0, 6))
def test_right_answers_are_counted_as_every_draw_and_pattern_counts_them(
    chances: tuple[float, ...], asked: int
) -> None:
    asked = min(asked, len(chances))
    assert count_right(chances, asked) == pytest.approx(enumerated(chances, asked))


@given(CHANCES)
def test_things_that_come_true_are_counted_as_every_pattern_counts_them(chances: tuple[float, ...]) -> None:
    assert count_true(chances) == pytest.approx(enumerated(chances, len(chances)))
    assert mean(count_true(chances)) == pytest.approx(sum(chances))


@given(MASTERY, st.integers(1, 4), st.integers(1, 6), CHANCES, st.booleans(), st.booleans())
def test_the_ends_of_a_criterion_add_up_to_one_and_are_what_the_plans_rule_says(
    mastery: float, needed: int, asked: int, guesses: tuple[float, ...], alternative: bool, guessing: bool
) -> None:
    standard = Standard(0.75, guessing)
    asked = min(asked, len(guesses))
    rules = plan(needed=needed, alternative=alternative)
    odds = odds_of(rules, Examined("1A1", {asked: 1.0}, guesses), mastery, standard)
    assert odds.met + odds.open + odds.failed == pytest.approx(1)
    assert odds.right + odds.open + odds.false_fail + odds.false_pass == pytest.approx(1)
    chances = tuple(mastery + (1 - mastery) * (each if guessing else 0) for each in guesses)
    expected = {"met": 0.0, "open": 0.0, "not_met": 0.0}
    for right, share in enumerate(enumerated(chances, asked)):
        judged = judge_test(rules, "1A1", right=right, asked=asked)
        assert judged is not None
        expected["open" if alternative and judged[0] == "not_met" else judged[0]] += share
    assert (odds.met, odds.open, odds.failed) == pytest.approx(tuple(expected.values()), abs=1e-9)


@given(MASTERY, MASTERY, st.integers(1, 3), CHANCES)
def test_whoever_masters_more_meets_more(one: float, other: float, needed: int, guesses: tuple[float, ...]) -> None:
    low, high = sorted((one, other))
    asking = Examined("1A1", {len(guesses): 1.0}, guesses)
    rules = plan(needed=needed)
    assert odds_of(rules, asking, low).met <= odds_of(rules, asking, high).met + 1e-12


@given(MASTERY, st.integers(1, 3), st.integers(1, 6), st.sampled_from([0.0, 0.25, 0.5]))
def test_more_items_with_as_many_needed_are_met_more_often(
    mastery: float, needed: int, asked: int, guessed: float
) -> None:
    rules = plan(needed=needed)
    fewer, more = (odds_of(rules, Examined("1A1", {n: 1.0}, (guessed,)), mastery) for n in (asked, asked + 1))
    assert fewer.met <= more.met + 1e-12


@given(MASTERY, st.integers(1, 4), st.booleans())
@settings(max_examples=30)
def test_all_criteria_together_are_what_enumerating_their_ends_gives(
    mastery: float, codes: int, alternative: bool
) -> None:
    rules = plan(codes, alternative=alternative)
    risks = simulate(rules, examined(codes), BLIND, (mastery,))
    own = risks.criteria[0].odds[0]
    ends = {"met": own.met, "open": own.open, "failed": own.failed}
    met = opened = failed = agenda = 0.0
    for pattern in product(ends, repeat=codes):
        share = 1.0
        for end in pattern:
            share *= ends[end]
        agenda += share * pattern.count("open")
        failed += share * ("failed" in pattern)
        met += share * (set(pattern) == {"met"})
        opened += share * ("open" in pattern and "failed" not in pattern)
    level = risks.levels[0]
    assert (level.odds.met, level.odds.open, level.odds.failed) == pytest.approx((met, opened, failed), abs=1e-9)
    assert level.expected_agenda == pytest.approx(agenda)


def test_the_designs_example_comes_out() -> None:
    """23 criteria at two of three items each: who masters 85 % of items falls short somewhere about four times in five."""
    alone = simulate(plan(23), examined(23), BLIND, (0.85,)).levels[0]
    assert isclose(alone.odds.failed, 1 - (0.85**3 + 3 * 0.85**2 * 0.15) ** 23)
    assert 0.75 < alone.odds.false_fail < 0.80
    settled = simulate(plan(23, alternative=True), examined(23), BLIND, (0.85,)).levels[0]
    assert settled.odds.false_fail == 0 and settled.odds.open == pytest.approx(alone.odds.failed)
    assert 1 < settled.expected_agenda < 2 and settled.long_agenda == 3


def test_false_fails_are_masters_and_false_passes_the_others() -> None:
    risks = simulate(plan(2), examined(2), Standard(0.75, guessing=False))
    below, *above = risks.levels
    assert below.odds.false_fail == 0 and below.odds.false_pass == below.odds.met > 0
    assert below.falsely_met == pytest.approx(2 * risks.criteria[0].odds[0].met)
    assert all(each.odds.false_pass == 0 and each.odds.false_fail > 0 for each in above)


def test_too_few_items_leave_a_criterion_open_even_without_another_method() -> None:
    odds = odds_of(plan(needed=2), Examined("1A1", {1: 0.5, 3: 0.5}), 0.9, BLIND)
    assert odds.open == pytest.approx(0.5)
    assert odds.met == pytest.approx(0.5 * (0.9**3 + 3 * 0.9**2 * 0.1))


def test_what_the_plan_doesnt_give_to_the_test_is_named_and_not_counted() -> None:
    risks = simulate(plan(1), [*examined(1), Examined("2B1", {3: 1.0})])
    assert [row.criterion for row in risks.criteria] == ["1A1"]
    assert risks.unplanned == ("2B1",)


def test_a_long_agenda_is_what_nine_days_in_ten_stay_within() -> None:
    assert at_most((0.5, 0.4, 0.1), 0.9) == 1
    assert at_most((0.5, 0.39, 0.11), 0.9) == 2


@pytest.mark.parametrize(
    ("item", "chance"),
    [
        (Item("a", "single_choice", (), "", tuple(Option(each, each, each == "a") for each in "abcd")), 1 / 4),
        (Item("a", "multiple_response", (), "", tuple(Option(each, each, each in "ab") for each in "abcd")), 1 / 6),
        (Item("a", "true_false", (), "", (Option("t", "t", True), Option("f", "f"))), 1 / 2),
        (Item("a", "ordering", (), "", tuple(Option(each, each) for each in "abc")), 1 / factorial(3)),
        (Item("a", "matching", (), "", pairs=(Pair("1", "x", "p"), Pair("2", "y", "q"), Pair("3", "", "r"))), 1 / 6),
        (Item("a", "matching", (), "", pairs=(Pair("1", "x", "p"), Pair("2", "y", "p"), Pair("3", "z", "q"))), 1 / 8),
        (Item("a", "inline_choice", (), "", gaps=(Gap("g", (Option("a", "a"), Option("b", "b"))),) * 2), 1 / 4),
        (Item("a", "numeric", (), "", (Option("a", "3", True),)), 0.0),
        (Item("a", "extended_text", (), ""), 0.0),
    ],
)
def test_a_blind_guess_is_worth_what_its_kind_leaves_to_luck(item: Item, chance: float) -> None:
    assert guess(item) == pytest.approx(chance)


# How many items a form asks


def items(codes: dict[str, int]) -> list[PoolItem]:
    return [
        PoolItem(f"{code}-{number}", "r", "single_choice", (code,))
        for code, each in codes.items()
        for number in range(each)
    ]


def test_a_cell_that_names_a_criterion_fixes_its_number() -> None:
    blueprint = Blueprint("b", "B", 60, 3, (Cell("c", criterion="1A1", minimum=3, maximum=3),))
    assert asked_of(blueprint, items({"1A1": 5, "1A2": 5})) == {"1A1": {3: 1.0}}
    assert asked_of(blueprint, []) == {"1A1": {3: 1.0}}, "a blueprint is judged before its items are written"


@given(
    st.dictionaries(st.sampled_from(["1A1", "1A2", "1B1", "2A1"]), st.integers(1, 4), min_size=2),
    st.integers(1, 4),
    st.integers(0, 2),
    st.integers(1, 2),
)
@settings(max_examples=40)
def test_other_numbers_are_what_all_forms_that_meet_the_cells_ask(
    codes: dict[str, int], total: int, first_set: int, highest: int
) -> None:
    pool = items(codes)
    cells = (Cell("set", set=1, minimum=first_set), Cell("top", criterion="1A1", maximum=highest))
    forms = [
        form
        for form in combinations(pool, total)
        if sum(item.criteria[0].startswith("1") for item in form) >= first_set
        and sum(item.criteria == ("1A1",) for item in form) <= highest
    ]
    if not forms:
        return
    found = asked_of(Blueprint("b", "B", 60, total, cells), pool)
    for code in codes:
        counts = [sum(item.criteria == (code,) for item in form) for form in forms]
        expected = {n: counts.count(n) / len(forms) for n in set(counts)}
        assert found.get(code, {0: 1.0}) == pytest.approx(expected)


# Remedies


def test_a_remedy_that_is_better_in_both_ways_needs_more_items_than_one() -> None:
    found = remedies(plan(23), examined(23), Standard(0.75, guessing=False))
    assert found is not None and (found.needed, found.asked, found.criteria) == (2, 3, 23)
    gentle, strict, *both = found.remedies
    assert (gentle.needed, gentle.asked, gentle.more_items) == (2, 4, 23)
    assert gentle.loss.not_shown < found.loss.not_shown and gentle.loss.falsely_met > found.loss.falsely_met
    assert strict.loss.not_shown > found.loss.not_shown and strict.loss.falsely_met < found.loss.falsely_met
    assert all(each.loss.not_shown < found.loss.not_shown for each in both)
    assert all(each.loss.falsely_met < found.loss.falsely_met for each in both)
    assert (found.loss.master, found.loss.other) == (0.80, 0.70) and LEVELS[0] == 0.70


def test_without_a_fixed_number_of_items_there_is_no_remedy_to_compute() -> None:
    assert remedies(plan(1), [Examined("1A1", {2: 0.5, 3: 0.5})]) is None
