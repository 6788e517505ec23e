"""How severe an assessor is beside the others who rated the same, and whether that drifts over the day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exam_server.core.agreement.rated import Rated
from exam_server.core.agreement.resampling import Measure, Sums


@dataclass(frozen=True)
class PlaceMean:
    """What was found at one place in the day, over so many encounters."""

    place: int
    mean: float
    encounters: int


def _differences(rated: Rated, rater: str) -> Iterator[float]:
    """Of each criterion that others gave a level too: the assessor's level less the mean of theirs."""
    for levels in rated.numbers():
        others = [level for name, level in levels.items() if name != rater]
        if rater in levels and others:
            yield levels[rater] - sum(others) / len(others)


def _mean(sums: Sums[str]) -> float | None:
    return sums["sum"] / sums["count"] if sums.get("count") else None


def severity_of(rater: str) -> Measure[str]:
    """The mean difference from the others in levels: below 0 is severe, above 0 lenient."""

    def tally(rated: Rated) -> Sums[str]:
        found = list(_differences(rated, rater))
        return {"sum": sum(found), "count": len(found)} if found else {}

    return Measure(tally, {"severity": _mean})


def _slope(sums: Sums[str]) -> float | None:
    """The least-squares slope of y over x; None where x is always the same."""
    if not sums.get("count"):
        return None
    spread = sums["xx"] - sums["x"] ** 2 / sums["count"]
    return (sums["xy"] - sums["x"] * sums["y"] / sums["count"]) / spread if spread > 1e-9 else None


def _moments(points: Sequence[tuple[int, float]]) -> Sums[str]:
    if not points:
        return {}
    return {
        "count": len(points),
        "x": sum(x for x, _ in points),
        "y": sum(y for _, y in points),
        "xx": sum(x * x for x, _ in points),
        "xy": sum(x * y for x, y in points),
    }


def drift_of(rater: str) -> Measure[str]:
    """By how much the difference from the others changes from one encounter of the day to the next, in levels."""

    def tally(rated: Rated) -> Sums[str]:
        return _moments([(rated.places[rater], each) for each in _differences(rated, rater)])

    return Measure(tally, {"drift": _slope})


def _placed(rated: Rated) -> list[tuple[int, float]]:
    return [(rated.places[name], float(level)) for levels in rated.numbers() for name, level in levels.items()]


COMMON_DRIFT: Measure[str] = Measure(lambda rated: _moments(_placed(rated)), {"drift": _slope})
"""By how much everybody's levels change from one encounter of the day to the next; candidates differ, too."""


def list_places(rated: Sequence[Rated], rater: str = "") -> tuple[PlaceMean, ...]:
    """By place in the day: an assessor's mean difference from the others; without a name everybody's mean level."""
    found: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for each in rated:
        points = [(each.places[rater], gap) for gap in _differences(each, rater)] if rater else _placed(each)
        for place, value in points:
            found[place].append((each.encounter, value))
    return tuple(
        PlaceMean(place, sum(value for _, value in points) / len(points), len({name for name, _ in points}))
        for place, points in sorted(found.items())
    )
