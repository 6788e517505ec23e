"""Agreement of assessors: figures against other people's programs and published ones, and what they can't depend on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from exam_server.core.agreement import FEWEST, FIGURES, Rated, TooAlike, make_position, make_report
from exam_server.core.agreement.alpha import ALPHA, CHANCE, CHANCE_ALPHA
from exam_server.core.agreement.icc import ICC
from exam_server.core.agreement.levels import KAPPAS, SHARES
from exam_server.core.agreement.severity import COMMON_DRIFT, drift_of, list_places, severity_of
from exam_server.core.psychometrics import Estimate, TooFew

NAMES = ("asia", "artur", "czeslawa", "darek")
Level = int | None
MISSING = -1
"""Of made-up tables: this assessor gave no rating at all."""


def rated_of(table: Sequence[Sequence[Level]], names: Sequence[str] = NAMES, per: int = 2) -> list[Rated]:
    """Units × assessors as encounters of `per` criteria each; every assessor had them in this order on one day."""
    encounters = []
    for start in range(0, len(table), per):
        levels = {
            f"1A{number}": {name: level for name, level in zip(names, row, strict=False) if level != MISSING}
            for number, row in enumerate(table[start : start + per], 1)
        }
        place = start // per + 1
        encounters.append(Rated(f"e{place:03}", "renata", levels, dict.fromkeys(names, place)))
    return encounters


def made(units: int, raters: int = 3, seed: int = 1, missing: float = 0.0, blind: float = 0.0) -> list[list[Level]]:
    """Levels around a true one of each unit; some missing, some without an opportunity."""
    random = np.random.default_rng(seed)
    true = random.integers(0, 4, size=(units, 1))
    levels = np.clip(true + random.choice([-1, 0, 0, 0, 1], size=(units, raters)), 0, 3)
    gone, unseen = random.random((units, raters)) < missing, random.random((units, raters)) < blind
    return [
        [MISSING if gone[u, r] else None if unseen[u, r] else int(levels[u, r]) for r in range(raters)]
        for u in range(units)
    ]


def matrix(table: Sequence[Sequence[Level]]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Assessors × units, as krippendorff takes them."""
    return np.array([[np.nan if each in (None, MISSING) else each for each in row] for row in table], dtype=float).T


@pytest.mark.parametrize("seed", range(4))
def test_alpha_is_krippendorffs_with_missing_ratings_too(seed: int) -> None:
    table = made(40, 4, seed, missing=0.2, blind=0.1)
    found = ALPHA.values(rated_of(table))["alpha"]
    known = krippendorff.alpha(
        reliability_data=matrix(table), value_domain=[0, 1, 2, 3], level_of_measurement="ordinal"
    )
    assert found == pytest.approx(known)


@pytest.mark.parametrize("seed", range(4))
def test_the_opportunity_is_a_nominal_question_of_its_own(seed: int) -> None:
    table = made(40, 3, seed, missing=0.1, blind=0.3)
    rated = rated_of(table)
    seen = [[np.nan if each == MISSING else float(each is not None) for each in row] for row in table]
    known = krippendorff.alpha(
        reliability_data=np.array(seen).T, value_domain=[0.0, 1.0], level_of_measurement="nominal"
    )
    assert CHANCE_ALPHA.values(rated)["chance_alpha"] == pytest.approx(known)
    pairs = [(x, y) for row in seen for n, x in enumerate(row) for y in row[n + 1 :] if not np.isnan(x + y)]
    assert CHANCE.values(rated)["chance_same"] == pytest.approx(np.mean([x == y for x, y in pairs]))


@pytest.mark.parametrize(("weights", "name"), [("linear", "kappa_linear"), ("quadratic", "kappa_quadratic")])
def test_kappa_of_two_is_cohens_and_of_more_the_mean_of_the_pairs(weights: str, name: str) -> None:
    table = made(60, 3, 5, blind=0.1)
    known = []
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = [(row[one], row[other]) for row in table if row[one] is not None and row[other] is not None]
        counts = np.zeros((4, 4))
        for x, y in both:
            counts[x, y] += 1
        kappa = float(cohens_kappa(counts, wt=weights, return_results=False))
        pair = rated_of([[row[one], row[other]] for row in table])
        assert KAPPAS.values(pair)[name] == pytest.approx(kappa)
        known.append((kappa, len(both)))
    mean = sum(kappa * shared for kappa, shared in known) / sum(shared for _, shared in known)
    assert KAPPAS.values(rated_of(table))[name] == pytest.approx(mean)


def test_shares_count_pairs() -> None:
    found = SHARES.values(rated_of([[2, 2, 3], [0, 1, None], [1, 3, 3]]))
    assert found["exact"] == pytest.approx((1 + 0 + 1) / 7)
    assert found["near"] == pytest.approx((3 + 1 + 1) / 7)


PUBLISHED = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
"""Shrout and Fleiss 1979, table 2: six targets, four judges."""


def test_icc_is_that_of_shrout_and_fleiss() -> None:
    found = ICC.values(rated_of(PUBLISHED, per=1))
    assert found["icc_single"] == pytest.approx(0.29, abs=0.005)
    assert found["icc_mean"] == pytest.approx(0.62, abs=0.005)


@pytest.mark.parametrize("seed", range(3))
def test_icc_follows_from_the_mean_squares_of_an_analysis_of_variance(seed: int) -> None:
    table = made(30, 3, seed)
    levels = np.array(table, dtype=float)
    units, raters = levels.shape
    rows, columns, middle = levels.mean(axis=1), levels.mean(axis=0), levels.mean()
    between = raters * ((rows - middle) ** 2).sum() / (units - 1)
    judges = units * ((columns - middle) ** 2).sum() / (raters - 1)
    rest = ((levels - rows[:, None] - columns + middle) ** 2).sum() / ((units - 1) * (raters - 1))
    found = ICC.values(rated_of(table))
    assert found["icc_single"] == pytest.approx(
        (between - rest) / (between + (raters - 1) * rest + raters * (judges - rest) / units)
    )
    assert found["icc_mean"] == pytest.approx((between - rest) / (between + (judges - rest) / units))


def test_commissions_are_pooled_and_a_rating_without_an_opportunity_leaves_its_unit_out() -> None:
    table = made(40, 3, 2)
    one, other = rated_of(table[:20]), rated_of(table[20:], ("ewa", "filip", "gosia"))
    other = [replace(each, encounter=f"x{each.encounter}") for each in other]
    alone = [ICC.values(each)["icc_single"] for each in (one, other)]
    pooled = ICC.values([*one, *other])["icc_single"]
    assert None not in (*alone, pooled)
    assert min(alone) - 0.05 < pooled < max(alone) + 0.05  # type: ignore[operator, type-var]
    unseen = rated_of([*table[:20], [None, 3, 0], [1, None, 3]])
    assert ICC.values(unseen)["icc_single"] == pytest.approx(alone[0])


def test_perfect_agreement_gives_one() -> None:
    report = make_report(rated_of([[level] * 3 for level in (0, 1, 2, 3, None) * 8]), "seed")
    for name in FIGURES:
        result = report.results[name]
        assert isinstance(result, Estimate), name
        assert (result.value, result.low, result.high) == pytest.approx((1.0, 1.0, 1.0)), name


def test_constant_ratings_are_too_few_to_say_though_pairs_agree() -> None:
    report = make_report(rated_of([[2, 2, 2]] * 40), "seed")
    for name in ("kappa_linear", "kappa_quadratic", "alpha", "icc_single", "icc_mean", "chance_alpha"):
        assert report.results[name] == TooAlike(20), name
    exact = report.results["exact"]
    assert isinstance(exact, Estimate)
    assert exact.value == 1


def test_nearly_constant_ratings_are_too_few_to_say_where_draws_often_hold_no_difference() -> None:
    table: list[list[Level]] = [[2, 2, 2] for _ in range(40)]
    table[7] = [2, 3, 2]
    assert ALPHA.values(rated_of(table))["alpha"] is not None
    assert ALPHA.results(rated_of(table), "seed")["alpha"] == TooAlike(20)


def test_below_the_stated_number_of_encounters_nothing_is_said() -> None:
    few, enough = rated_of(made(2 * FEWEST - 2)), rated_of(made(2 * FEWEST))
    assert set(make_report(few, "seed").results.values()) == {TooFew(FEWEST - 1, FEWEST)}
    assert isinstance(make_report(enough, "seed").results["exact"], Estimate)


TABLES = st.lists(
    st.lists(st.sampled_from([0, 1, 2, 3, None, MISSING]), min_size=3, max_size=3), min_size=20, max_size=26
)


def figures_of(rated: Sequence[Rated]) -> dict[str, float | None]:
    measures = (SHARES, KAPPAS, ALPHA, ICC, CHANCE, CHANCE_ALPHA)
    return {name: value for measure in measures for name, value in measure.values(rated).items()}  # type: ignore[attr-defined]


@given(TABLES, st.permutations(NAMES[:3]))
@settings(max_examples=40)
def test_other_names_and_another_order_of_assessors_change_nothing(
    table: list[list[Level]], order: Sequence[str]
) -> None:
    assert figures_of(rated_of(table, order)) == pytest.approx(figures_of(rated_of(table)), nan_ok=False)


@given(TABLES, st.randoms(use_true_random=False))
@settings(max_examples=5, deadline=None)
def test_the_order_of_encounters_changes_nothing_not_even_an_interval(table, random) -> None:
    rated = rated_of(table)
    shuffled = random.sample(rated, len(rated))
    assert ALPHA.results(shuffled, "seed") == ALPHA.results(rated, "seed")
    assert SHARES.results(rated, "seed") == SHARES.results(rated, "seed"), "the same seed gives the same bounds"


@given(TABLES)
@settings(max_examples=40)
def test_figures_stay_within_their_bounds(table: list[list[Level]]) -> None:
    for name, value in figures_of(rated_of(table)).items():
        assert value is None or value <= 1 + 1e-9, name
        assert value is None or name not in ("exact", "near", "chance_same") or value >= 0


def test_an_interval_is_that_of_a_percentile_bootstrap_over_encounters() -> None:
    table = made(60, 2, 3)
    equal = np.array([row[0] == row[1] for row in table], dtype=float).reshape(30, 2).mean(axis=1)
    known = stats.bootstrap(
        (equal,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    found = SHARES.results(rated_of(table), "seed")["exact"]
    assert isinstance(found, Estimate)
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=0.035)


@given(TABLES, st.sampled_from(NAMES[:3]))
@settings(max_examples=40)
def test_severity_is_the_mean_difference_from_the_others(table: list[list[Level]], rater: str) -> None:
    place, gaps = NAMES.index(rater), []
    for row in table:
        others = [each for n, each in enumerate(row) if n != place and each not in (None, MISSING)]
        if row[place] not in (None, MISSING) and others:
            gaps.append(row[place] - np.mean(others))
    found = severity_of(rater).values(rated_of(table))["severity"]
    assert found == (pytest.approx(float(np.mean(gaps)), abs=1e-9) if gaps else None)


def test_a_severe_assessor_is_found_and_the_figures_without_them_rise() -> None:
    table = [[row[0], row[1], max(0, (row[2] or 0) - 1)] for row in made(60, 3, 4)]
    report = make_report(rated_of(table), "seed")
    severe = next(each for each in report.raters if each.name == "czeslawa")
    assert isinstance(severe.severity, Estimate)
    assert severe.severity.high < -0.4
    alpha = report.results["alpha"]
    assert isinstance(alpha, Estimate)
    assert severe.without["alpha"] is not None
    assert severe.without["alpha"] > alpha.value
    assert severe.without["alpha"] == ALPHA.values([each.without("czeslawa") for each in rated_of(table)])["alpha"]


def test_who_grows_milder_over_the_day_drifts_upwards_by_that_much() -> None:
    table = [[1, 1, min(3, number // 8)] for number in range(32)]
    found = drift_of("czeslawa").results(rated_of(table), "seed")["drift"]
    slope = stats.linregress(
        [number // 2 + 1 for number in range(32)], [min(3, number // 8) - 1 for number in range(32)]
    ).slope
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(slope)
    assert found.low > 0
    places = list_places(rated_of(table), "czeslawa")
    assert [(each.place, each.mean, each.encounters) for each in places[:2]] == [(1, -1, 1), (2, -1, 1)]
    everybody = COMMON_DRIFT.results(rated_of(table), "seed")["drift"]
    assert isinstance(everybody, Estimate)
    assert everybody.value == pytest.approx(slope / 3)


def test_a_day_of_one_encounter_each_has_no_drift() -> None:
    rated = [replace(each, places=dict.fromkeys(NAMES, 1)) for each in rated_of(made(40))]
    assert make_report(rated, "seed").drift == TooAlike(20)


def test_ones_own_position_names_nobody_and_counts_what_one_rated() -> None:
    rated = rated_of(made(60, 4, 6))
    position = make_position(
        [each.without("asia") if each.places["asia"] > 20 else each for each in rated], "asia", "s"
    )
    assert position.encounters == 20
    assert position.severity == severity_of("asia").results(rated[:20], "s")["severity"]
    assert set(position.criteria) == {"1A1", "1A2"}
    pairs = [pair for each in rated[:20] for pair in each.pairs() if "asia" in pair[:2]]
    exact = position.results["exact"]
    assert isinstance(exact, Estimate)
    assert exact.value == pytest.approx(np.mean([x == y for _, _, x, y in pairs]))
    assert not [name for name in NAMES if name in str(position)]


def test_parts_and_pairs_are_reckoned_from_their_own_encounters() -> None:
    rated = rated_of(made(60, 3, 7))
    mixed = [replace(each, scenario="marek") if number % 3 == 0 else each for number, each in enumerate(rated)]
    report = make_report(mixed, "seed")
    parts: Mapping[str, int] = {each.name: each.encounters for each in report.scenarios}
    assert parts == {"marek": 10, "renata": 20}
    assert [each.name for each in report.criteria] == ["1A1", "1A2"]
    assert report.criteria[0].results["alpha"] == ALPHA.results([each.only("1A1") for each in mixed], "seed")["alpha"]
    assert [each.raters for each in report.pairs] == [("artur", "asia"), ("artur", "czeslawa"), ("asia", "czeslawa")]
