"""The test-wiseness bench: strategies, chance, intervals and verdicts."""

from dataclasses import replace
from itertools import combinations
from math import sqrt
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Item, Option
from exam_server.core.testwise import STRATEGIES, Outcome, is_playable, play
from exam_server.core.testwise.bench import ALONE, BOUND, Try, interval, score
from exam_server.core.testwise.strategies import chance, success, worth
from tests.core.test_lint_rules import WHAT, choice, statement


def scored(strategy: str, item: Item) -> list[float]:
    return list(next(each for each in STRATEGIES if each.id == strategy).scores(item))


def several(*keys: bool) -> Item:
    item = choice(WHAT, *["opcja"] * len(keys), kind="multiple_response")
    return replace(item, options=tuple(replace(each, key=key) for each, key in zip(item.options, keys, strict=True)))


@pytest.mark.parametrize(
    ("strategy", "item", "taken"),
    [
        ("longest", choice(WHAT, "pyta", "radzi bardzo długo", "milczy"), {1}),
        ("most-qualified", choice(WHAT, "zwykle pyta, o ile może", "czasem radzi", "milczy"), {0}),
        ("echo", choice("Czemu służy parafraza?", "ocenie", "parafrazie", "radzie"), {1}),
        ("odd-one-out", choice(WHAT, "pyta klienta o cel", "pyta klienta o czas", "notuje wagę"), {2}),
        ("middle", choice(WHAT, "a1", "b1", "c1", "d1"), {1, 2}),
        ("first", choice(WHAT, "a1", "b1", "c1"), {0}),
    ],
)
def test_a_strategy_takes_what_its_name_says(strategy: str, item: Item, taken: set[int]) -> None:
    scores = scored(strategy, item)
    assert {index for index, score in enumerate(scores) if score == max(scores)} == taken


def test_chance_is_one_of_the_options_or_of_the_ways_to_choose_as_many_as_there_are_keys() -> None:
    assert chance(choice(WHAT, "a1", "b1", "c1", "d1")) == 1 / 4
    assert chance(statement("Zdanie.", "true")) == 1 / 2
    assert chance(several(True, True, False, False, True)) == 1 / 10


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=2, max_size=6))
def test_ties_are_guessed_blindly(parts: list[tuple[bool, int]]) -> None:
    """Against playing out every way in which the strategy could choose."""
    item, scores = several(*(key for key, _ in parts)), [score for _, score in parts]
    keys = {index for index, (key, _) in enumerate(parts) if key}
    if not keys:
        return
    sets = [set(each) for each in combinations(range(len(parts)), len(keys))]
    best = max(sum(scores[index] for index in each) for each in sets)
    ways = [each for each in sets if sum(scores[index] for index in each) == best]
    assert success(item, scores) == pytest.approx(sum(each == keys for each in ways) / len(ways))
    assert success(item, scores) in (0, worth(item, scores))
    assert worth(item, [1.0] * len(parts)) == pytest.approx(chance(item))


@given(st.integers(1, 200), st.floats(0.1, 0.9), st.floats(0, 1), st.floats(1, 3))
def test_with_equal_chances_the_interval_is_wilsons(count: int, each: float, share: float, critical: float) -> None:
    total = share * count
    low, high = interval(total, [(1.0, each)] * count, critical)
    middle = (share + critical**2 / (2 * count)) / (1 + critical**2 / count)
    half = critical / (1 + critical**2 / count) * sqrt(share * (1 - share) / count + critical**2 / (4 * count**2))
    assert (low, high) == pytest.approx((middle - half - each, middle + half - each), abs=1e-6)


@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=40), st.floats(0, 1))
def test_the_interval_holds_the_seen_advantage(chances: list[float], share: float) -> None:
    low, high = interval(share * len(chances), [(1.0, each) for each in chances], 2.6)
    assert low - 1e-6 <= share - sum(chances) / len(chances) <= high + 1e-6 or not all(
        0 <= each + share - sum(chances) / len(chances) <= 1 for each in chances
    )


@given(st.lists(st.sampled_from([1.0, 0.5]), min_size=4, max_size=40), st.integers(0, 60), st.integers(0, 4))
def test_ties_and_items_on_which_a_strategy_is_silent_make_the_interval_narrower(
    worths: list[float], silent: int, right: int
) -> None:
    """Half the luck is known where two options tie, and all of it where every option does."""
    whole = [(1.0, 0.25)] * (len(worths) + silent)
    tied = [*((worth, 0.25) for worth in worths), *[(0.25, 0.25)] * silent]
    earned = right * 0.5
    plain_ends, ends = interval(earned + silent / 4, whole, 2.6), interval(earned + silent / 4, tied, 2.6)
    assert ends[1] - ends[0] <= plain_ends[1] - plain_ends[0] + 1e-9
    low, high = interval(earned, tied[: len(worths)], 2.6)
    share = len(worths) / len(tied)
    assert ends == pytest.approx((low * share, high * share), abs=1e-9)


def test_a_strategy_that_prefers_nothing_is_known_exactly() -> None:
    assert interval(5 / 4, [(0.25, 0.25)] * 5, 2.6) == (0, 0)


@pytest.mark.parametrize("advantage", [BOUND, -BOUND])
def test_a_strategy_at_the_bound_is_called_within_it_one_time_in_twenty_at_most(advantage: float) -> None:
    """Played 3,000 times with a bank like the shipped one: 170 items of four options, 60 of five with two or three keys,
    eight of two; in every third item two options tie."""
    luck = Random(5)
    chances = [0.25] * 170 + [0.1] * 60 + [0.5] * 8
    tries: list[Try] = [(0.5 if place % 3 == 0 else 1.0, each) for place, each in enumerate(chances)]
    called = 0
    for _ in range(3_000):
        earned = sum(worth for worth, each in tries if luck.random() < (each + advantage) / worth)
        called += score(earned, tries, BOUND) < -ALONE and score(earned, tries, -BOUND) > ALONE
    assert called <= 0.06 * 3_000


def outcome_of(items: list[Item], strategy: str, order: str = "authored") -> Outcome:
    return next(each for each in play(items) if (each.strategy, each.order) == (strategy, order))


def test_a_bank_whose_key_is_always_longest_is_given_away_and_the_opposite_too() -> None:
    longest = [choice(WHAT, "pyta o oczekiwania klienta", "radzi", "milczy", "notuje")] * 60
    shortest = [choice(WHAT, "pyta", "radzi od razu", "milczy długo", "notuje wszystko")] * 60
    assert outcome_of(longest, "longest").verdict == "beyond"
    assert outcome_of(shortest, "longest").verdict == "beyond"
    assert outcome_of(shortest, "longest").difference < 0


def test_few_items_show_nothing_and_many_balanced_ones_show_that_all_is_well() -> None:
    texts = ("zzzzz", "yyyy", "xxxx", "wwww")
    balanced = [choice(WHAT, *texts[place:], *texts[:place]) for place in range(4)]
    assert outcome_of(balanced, "longest").verdict == "too_few"
    assert outcome_of(balanced * 60, "longest").verdict == "within"
    assert outcome_of([], "longest").verdict == "too_few"


def test_a_bank_is_within_by_each_strategys_own_interval_and_beyond_by_that_of_all() -> None:
    made = Outcome("longest", "authored", 244, 0.24, 0.22, -0.04, 0.08, -0.02, 0.045)
    assert made.verdict == "within"
    assert replace(made, inner_high=0.06).verdict == "too_few"
    assert replace(made, low=0.051, inner_low=0.055, inner_high=0.09).verdict == "beyond"


def test_shuffling_makes_places_chance_but_not_in_true_or_false() -> None:
    item = choice(WHAT, "zzzz", "yyyy", "xxxx", "wwww")
    assert outcome_of([item] * 60, "first").verdict == "beyond"
    drawn = outcome_of([item] * 60, "first", "drawn")
    assert (drawn.difference, drawn.verdict) == (0, "within")
    assert outcome_of([statement("Zdanie.", "true")] * 60, "first", "drawn").verdict == "beyond"


def test_only_items_that_may_be_drawn_and_have_a_choice_are_played() -> None:
    item = choice(WHAT, "pyta", "radzi", "milczy")
    assert is_playable(item)
    assert not any(is_playable(replace(item, status=status)) for status in ("draft", "review", "retired"))
    assert not is_playable(replace(item, kind="ordering"))
    assert not is_playable(replace(item, options=(Option("a", "x", True),)))
