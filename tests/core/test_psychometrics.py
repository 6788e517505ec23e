"""Statistics of items and forms: formulas against scipy and numpy, results that say "too few", and known pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from exam_server.core.psychometrics import (
    LESS,
    NOTHING,
    RIGHT,
    UNREAD,
    ChoiceStatistics,
    Estimate,
    Sat,
    TooFew,
    ability_groups,
    choice_statistics,
    counted,
    form_statistics,
    item_statistics,
    mean_shares,
    rest_scores,
    seconds_by_position,
    suspicions,
    unread_items,
)
from exam_server.core.psychometrics.estimates import Sums, shrink, wilson

Matrix = NDArray[np.float64]


def made(persons: int, items: int, seed: int = 1) -> Matrix:
    """Right or wrong by a logistic model: abilities and difficulties are normal."""
    random = np.random.default_rng(seed)
    ability, difficulty = random.normal(size=(persons, 1)), random.normal(scale=0.8, size=(1, items))
    return (random.random((persons, items)) < 1 / (1 + np.exp(difficulty - ability))).astype(float)


def sittings_of(matrix: Matrix) -> list[Sat]:
    return [sat_of(row.tolist()) for row in matrix]


def sat_of(shares: Sequence[float]) -> Sat:
    """A sitting of the items i0, i1, …, of which nobody knows what was chosen or when."""
    items, nothing = [f"i{n}" for n in range(len(shares))], [None] * len(shares)
    return Sat(items, "".join(RIGHT if x == 1 else LESS for x in shares), shares, nothing, [frozenset()] * len(shares))


def drawn(sat: Sat, places: Iterable[int]) -> Sat:
    """Of a sitting these items alone."""
    taken = set(places)
    return sat.only([place in taken for place in range(len(sat.items))])


def estimate(result: object) -> Estimate:
    assert isinstance(result, Estimate)
    return result


@settings(max_examples=60)
@given(st.integers(1, 400), st.floats(0, 1))
def test_wilsons_interval_is_scipys(count: int, share: float) -> None:
    successes = round(share * count)
    found = estimate(wilson(successes, count))
    oracle = stats.binomtest(successes, count).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high), abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 200))
def test_the_point_biserial_and_fishers_interval_are_scipys(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    right = (random.random(count) < 0.6).astype(float)
    other = random.normal(size=count) + right * random.random()
    sums = Sums.of(right.tolist(), other.tolist())
    if right.std() == 0:
        assert sums.correlation(30) is None
        return
    found, oracle = estimate(sums.correlation(30)), stats.pearsonr(right, other)
    bounds = oracle.confidence_interval()
    assert found.value == pytest.approx(stats.pointbiserialr(right, other).statistic)
    assert (found.low, found.high) == pytest.approx((bounds.low, bounds.high))


def test_on_one_form_the_discrimination_is_the_corrected_point_biserial() -> None:
    matrix = made(300, 12)
    found = item_statistics(sittings_of(matrix))
    for n in range(12):
        rest = matrix.sum(axis=1) - matrix[:, n]
        assert estimate(found[f"i{n}"].discrimination).value == pytest.approx(stats.pearsonr(matrix[:, n], rest)[0])
        assert estimate(found[f"i{n}"].facility).value == pytest.approx(matrix[:, n].mean())


def test_over_different_forms_a_hard_form_is_not_taken_for_weak_candidates() -> None:
    """Every candidate sits a random half of the items; discriminations stay near those of the whole."""
    matrix, random = made(3000, 30, seed=4), np.random.default_rng(5)
    whole = item_statistics(sittings_of(matrix))
    halves = [drawn(sat, random.permutation(30)[:15].tolist()) for sat in sittings_of(matrix)]
    found = item_statistics(halves)
    differences = [
        estimate(found[item].discrimination).value - estimate(whole[item].discrimination).value for item in whole
    ]
    assert abs(np.mean(differences)) < 0.08 and max(map(abs, differences)) < 0.2


def test_alpha_on_one_form_is_cronbachs_and_kr_20() -> None:
    matrix = made(200, 20)
    found = form_statistics(sittings_of(matrix), dict.fromkeys((f"i{n}" for n in range(20)), 0.5))
    covariance = np.cov(matrix.T, ddof=0)
    cronbach = 20 / 19 * (1 - np.trace(covariance) / covariance.sum())
    share = matrix.mean(axis=0)
    kr20 = 20 / 19 * (1 - (share * (1 - share)).sum() / matrix.sum(axis=1).var())
    alpha = estimate(found.alpha)
    assert alpha.value == pytest.approx(cronbach) == pytest.approx(kr20)
    assert found.error == pytest.approx(matrix.sum(axis=1).std() * np.sqrt(1 - cronbach))
    assert alpha.low < alpha.value < alpha.high
    assert (found.mean, found.expected, found.items) == (pytest.approx(matrix.mean()), 0.5, 20)


def test_bonetts_interval_is_near_felts_exact_one() -> None:
    count, items = 200, 20
    alpha = estimate(
        form_statistics(sittings_of(made(count, items)), dict.fromkeys((f"i{n}" for n in range(20)), 0.5)).alpha
    )
    low, high = (1 - (1 - alpha.value) * stats.f.ppf(q, count - 1, (count - 1) * (items - 1)) for q in (0.975, 0.025))
    assert (alpha.low, alpha.high) == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))


def test_alpha_over_forms_of_one_pool_is_near_that_of_a_form_for_all() -> None:
    matrix, random = made(4000, 40, seed=7), np.random.default_rng(8)
    forms = [drawn(sat, random.permutation(40)[:20].tolist()) for sat in sittings_of(matrix)]
    difficulties = dict.fromkeys((f"i{n}" for n in range(40)), 0.5)
    alone = form_statistics([drawn(sat, range(20)) for sat in sittings_of(matrix)], difficulties)
    assert estimate(form_statistics(forms, difficulties).alpha).value == pytest.approx(
        estimate(alone.alpha).value, abs=0.04
    )


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0, 1)), min_size=1, max_size=12))
def test_shrinking_moves_each_share_towards_the_common_one_and_never_past_it(pairs: list[tuple[int, float]]) -> None:
    counts = [count for count, _ in pairs]
    got = [float(round(share * count)) for count, share in pairs]
    if not sum(counts):
        return
    common = sum(got) / sum(counts)
    for count, successes, moved in zip(counts, got, shrink(got, counts), strict=True):
        own = successes / count if count else common
        assert min(own, common) - 1e-9 <= moved <= max(own, common) + 1e-9


def test_shrinking_comes_nearer_to_the_truth_than_what_was_seen() -> None:
    random = np.random.default_rng(3)
    truth = random.beta(12, 6, size=200)
    counts = [int(count) for count in random.integers(3, 40, size=200)]
    got = [float(random.binomial(count, share)) for count, share in zip(counts, truth, strict=True)]
    seen = np.array(got) / np.array(counts)
    moved = np.array(shrink(got, counts))
    assert ((moved - truth) ** 2).mean() < 0.6 * ((seen - truth) ** 2).mean()


# Too few to say


def test_few_sittings_are_a_result_of_their_own() -> None:
    found = item_statistics(sittings_of(made(9, 5)))["i0"]
    assert found.facility == TooFew(9, 10)
    assert isinstance(found.discrimination, TooFew)
    assert form_statistics(
        sittings_of(made(29, 5)), dict.fromkeys(mean_shares(sittings_of(made(29, 5))), 0.5)
    ).alpha == TooFew(29, 30)
    assert form_statistics([], {}).alpha == TooFew(0, 30)
    assert ability_groups([0.0] * 23) == []


def test_an_item_that_everybody_got_right_has_no_discrimination() -> None:
    matrix = made(100, 6)
    matrix[:, 0] = 1
    assert item_statistics(sittings_of(matrix))["i0"].discrimination is None
    ones = np.ones((60, 4))
    assert form_statistics(sittings_of(ones), dict.fromkeys(mean_shares(sittings_of(ones)), 1.0)).alpha is None


def test_a_lone_item_has_no_rest_to_be_compared_with() -> None:
    assert rest_scores(sat_of([1.0]), {"i0": 0.5}) == [None]


# Choices


def chosen_of(matrix: Matrix, seed: int = 2) -> tuple[list[frozenset[str]], list[float]]:
    """Option a is chosen by who is right on the first item, b and c by the others at random; beside the rest scores."""
    random, sittings = np.random.default_rng(seed), sittings_of(matrix)
    means = mean_shares(sittings)
    chosen = [{"a"} if sat.shares[0] == 1 else {str(random.choice(["b", "c"]))} for sat in sittings]
    rests = [rest_scores(sat, means)[0] or 0.0 for sat in sittings]
    return list(map(frozenset, chosen)), rests


def test_the_key_s_curve_rises_and_the_distractors_fall() -> None:
    table = {each.id: each for each in choice_statistics(*chosen_of(made(600, 20)), ["a", "b", "c"], {"a"})}
    assert table["a"].curve[0] < table["a"].curve[-1] and table["b"].curve[0] > table["b"].curve[-1]
    assert [sum(values) for values in zip(*(each.curve for each in table.values()), strict=True)] == pytest.approx(
        [1.0] * 5
    )
    assert sum(each.count for each in table.values()) == 600
    assert estimate(table["a"].discrimination).low > 0 > estimate(table["b"].discrimination).high


def test_a_wrong_key_is_suspicious_and_a_right_one_is_not() -> None:
    matrix = made(400, 20)
    given = chosen_of(matrix)
    right = item_statistics(sittings_of(matrix))["i0"]
    assert suspicions(right.discrimination, choice_statistics(*given, ["a", "b", "c"], {"a"})) == ()
    matrix[:, 0] = 1 - matrix[:, 0]
    wrong = item_statistics(sittings_of(matrix))["i0"]
    found = suspicions(wrong.discrimination, choice_statistics(*given, ["a", "b", "c"], {"b"}))
    assert found == ("negative_discrimination", "better_choose_a_distractor", "distractor_beats_key")


def test_few_sittings_make_no_key_suspicious() -> None:
    matrix = 1 - made(20, 10)
    table: tuple[ChoiceStatistics, ...] = choice_statistics(*chosen_of(matrix), ["a", "b", "c"], {"b"})
    assert suspicions(item_statistics(sittings_of(matrix))["i0"].discrimination, table) == ()


# What counts


def stated(states: str) -> Sat:
    """One item for each state, its share being 1 where it's right."""
    return replace(sat_of([float(state == RIGHT) for state in states]), states=states)


def test_what_waits_for_its_marker_is_left_out_and_blanks_beside_it_are_until_it_is_read() -> None:
    waiting, blank = stated(RIGHT + UNREAD + NOTHING), stated(LESS + NOTHING + NOTHING)
    unread = unread_items([waiting, blank])
    assert unread == {"i1"}
    assert (counted(waiting, unread).items, counted(waiting, unread).states) == (["i0", "i2"], RIGHT + NOTHING)
    assert counted(blank, unread).items == ["i0", "i2"]
    assert counted(blank, unread_items([blank])).items == ["i0", "i1", "i2"]


# Time and speed


def test_time_between_saves_counts_for_what_is_saved_next() -> None:
    assert seconds_by_position(100.0, [(130.0, 1), (150.0, 2), (160.0, 1)]) == {1: 40.0, 2: 20.0}
    assert seconds_by_position(100.0, [(2000.0, 1), (2030.0, 2)]) == {2: 30.0}
    assert seconds_by_position(100.0, []) == {}


def test_five_thousand_sittings_of_forty_items_take_less_than_a_second() -> None:
    """Measured at 0.3 s of CPU on an idle core; the bound leaves room for a loaded machine."""
    sittings = sittings_of(made(5000, 40))
    begun = process_time()
    item_statistics(sittings)
    form_statistics(sittings, dict.fromkeys((f"i{n}" for n in range(40)), 0.5))
    assert process_time() - begun < 3
