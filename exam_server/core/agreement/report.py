"""What a page says of assessors' agreement: all together, by part, by pair, by assessor; and one's own position."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from exam_server.core.agreement.alpha import ALPHA, CHANCE, CHANCE_ALPHA
from exam_server.core.agreement.icc import ICC
from exam_server.core.agreement.levels import KAPPAS, SHARES, shares_of
from exam_server.core.agreement.rated import Rated, criteria_of, raters_of
from exam_server.core.agreement.resampling import FEWEST, Result
from exam_server.core.agreement.severity import COMMON_DRIFT, PlaceMean, drift_of, list_places, severity_of

Results = Mapping[str, Result]
FIGURES = (
    *("exact", "near", "kappa_linear", "kappa_quadratic", "alpha", "icc_single", "icc_mean"),
    *("chance_same", "chance_alpha"),
)
"""The figures of all together, in the order of pages."""
OF_PART = ("exact", "near", "alpha", "chance_same")
OF_PAIR = ("exact", "near", "kappa_linear", "kappa_quadratic")
LEFT_OUT = ("exact", "kappa_quadratic", "alpha", "icc_single")
"""The figures that are shown as they'd be without an assessor."""


@dataclass(frozen=True)
class Part:
    """A scenario or a criterion with its figures (`OF_PART`)."""

    name: str
    encounters: int
    results: Results


@dataclass(frozen=True)
class Pair:
    """Two assessors over the `encounters` that both rated (`OF_PAIR`)."""

    raters: tuple[str, str]
    encounters: int
    results: Results


@dataclass(frozen=True)
class Rater:
    """An assessor beside the others. `without`: the figures `LEFT_OUT` as they'd be without them; None: not to say."""

    name: str
    encounters: int
    severity: Result
    drift: Result
    places: tuple[PlaceMean, ...]
    without: Mapping[str, float | None]


@dataclass(frozen=True)
class Report:
    """`drift` and `places` are of everybody's levels together."""

    encounters: int
    ratings: int
    results: Results
    scenarios: tuple[Part, ...]
    criteria: tuple[Part, ...]
    pairs: tuple[Pair, ...]
    raters: tuple[Rater, ...]
    drift: Result
    places: tuple[PlaceMean, ...]


@dataclass(frozen=True)
class Position:
    """One assessor's own place; the others are nobody in particular. `criteria`: the difference from them by code."""

    encounters: int
    severity: Result
    drift: Result
    places: tuple[PlaceMean, ...]
    results: Results
    criteria: Mapping[str, Result]


def make_report(rated: Sequence[Rated], seed: str) -> Report:
    """Everything that a page shows of these encounters; the same encounters and seed give the same."""
    return Report(
        encounters=len(rated),
        ratings=sum(len(given) for each in rated for given in each.levels.values()),
        results=_whole(rated, seed),
        scenarios=tuple(
            _part(name, [each for each in rated if each.scenario == name], seed)
            for name in sorted({each.scenario for each in rated})
        ),
        criteria=tuple(_part(code, [each.only(code) for each in rated], seed) for code in criteria_of(rated)),
        pairs=tuple(pair for two in combinations(raters_of(rated), 2) if (pair := _pair(two, rated, seed)).encounters),
        raters=tuple(_rater(name, rated, seed) for name in raters_of(rated)),
        drift=COMMON_DRIFT.results(rated, seed)["drift"],
        places=list_places(rated),
    )


def make_position(rated: Sequence[Rated], rater: str, seed: str) -> Position:
    """How an assessor's levels lie beside those of the others who rated the same encounters."""
    own = [each for each in rated if any(rater in given for given in each.levels.values())]
    return Position(
        encounters=len(own),
        severity=severity_of(rater).results(own, seed)["severity"],
        drift=drift_of(rater).results(own, seed)["drift"],
        places=list_places(own, rater),
        results=shares_of(rater).results(own, seed),
        criteria={
            code: severity_of(rater).results([each.only(code) for each in own], seed)["severity"]
            for code in criteria_of(own)
        },
    )


def _whole(rated: Sequence[Rated], seed: str) -> Results:
    return {
        **SHARES.results(rated, seed),
        **KAPPAS.results(rated, seed),
        **ALPHA.results(rated, seed),
        **ICC.results(rated, seed),
        **CHANCE.results(rated, seed),
        **CHANCE_ALPHA.results(rated, seed),
    }


def _part(name: str, rated: Sequence[Rated], seed: str) -> Part:
    results = {**SHARES.results(rated, seed), **ALPHA.results(rated, seed), **CHANCE.results(rated, seed)}
    return Part(name, sum(any(each.levels.values()) for each in rated), results)


def _pair(raters: tuple[str, str], rated: Sequence[Rated], seed: str) -> Pair:
    shared = [each for each in (one.between(raters) for one in rated) if any(each.pairs())]
    return Pair(raters, len(shared), {**SHARES.results(shared, seed), **KAPPAS.results(shared, seed)})


def _rater(name: str, rated: Sequence[Rated], seed: str) -> Rater:
    return Rater(
        name=name,
        encounters=sum(any(name in given for given in each.levels.values()) for each in rated),
        severity=severity_of(name).results(rated, seed)["severity"],
        drift=drift_of(name).results(rated, seed)["drift"],
        places=list_places(rated, name),
        without=_without(name, rated),
    )


def _without(name: str, rated: Sequence[Rated]) -> dict[str, float | None]:
    rest = [each.without(name) for each in rated]
    if sum(any(each.pairs()) for each in rest) < FEWEST:
        return dict.fromkeys(LEFT_OUT)
    found = {**SHARES.values(rest), **KAPPAS.values(rest), **ALPHA.values(rest), **ICC.values(rest)}
    return {figure: found[figure] for figure in LEFT_OUT}
