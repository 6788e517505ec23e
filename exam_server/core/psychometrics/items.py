"""Classical statistics of items from marked sittings, pooled over exams and forms; one pass over what was given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from exam_server.core.psychometrics.estimates import Result, Sums, shrink, wilson

FOR_FACILITY, FOR_DISCRIMINATION = 10, 30
"""Sittings below which a result is "too few to say"."""


class Given(NamedTuple):
    """One sitting's mark on one item revision: `share` is score / maximum (0-1), `seconds` how long it took, if known.

    Only what was marked or left blank (a blank is wrong); what awaits a marker isn't among it. `chosen` as the scoring
    names it; `choices.BLANK` for a blank, and empty for kinds without choices.
    """

    item: str
    share: float
    right: bool
    seconds: float | None = None
    chosen: frozenset[str] = frozenset()


Sitting = Sequence[Given]
Column = Sequence[tuple[Given, float | None]]
"""What all sittings gave on one item, each beside its rest score (`rest_scores`), in the order of the sittings."""


@dataclass(frozen=True)
class ItemStatistics:
    """`facility` is the share right; `shrunk` the same drawn towards the bank's. `mean` is the mean share of the score.

    `discrimination` is the corrected point-biserial, None where everybody got the same. `seconds`: the median.
    """

    count: int
    facility: Result
    shrunk: float
    mean: float
    discrimination: Result | None
    seconds: float | None


def item_statistics(sittings: Iterable[Sitting]) -> dict[str, ItemStatistics]:
    """Statistics of every item revision in these sittings."""
    return column_statistics(by_item(list(sittings)))


def by_item(sittings: Sequence[Sitting]) -> dict[str, Column]:
    """The sittings turned from rows into columns: what was given on each item."""
    means = mean_shares(sittings)
    found: dict[str, list[tuple[Given, float | None]]] = {item: [] for item in means}
    for sitting in sittings:
        for pair in zip(sitting, rest_scores(sitting, means), strict=True):
            found[pair[0].item].append(pair)
    return dict(found)


def column_statistics(columns: Mapping[str, Column]) -> dict[str, ItemStatistics]:
    """Statistics of every item of `by_item`: all of them, since each is drawn towards the others."""
    rights = [sum(given.right for given, _ in column) for column in columns.values()]
    shrunk = shrink(rights, [len(column) for column in columns.values()])
    return {
        item: _statistics(column, right, drawn)
        for (item, column), right, drawn in zip(columns.items(), rights, shrunk, strict=True)
    }


def _statistics(column: Column, right: int, shrunk: float) -> ItemStatistics:
    count, mean = len(column), sum(given.share for given, _ in column) / len(column)
    above = [given.share - mean for given, rest in column if rest is not None]
    rests = [rest for _, rest in column if rest is not None]
    times = [given.seconds for given, _ in column if given.seconds is not None]
    return ItemStatistics(
        count=count,
        facility=wilson(right, count, FOR_FACILITY),
        shrunk=shrunk,
        mean=mean,
        discrimination=Sums.of(above, rests).correlation(FOR_DISCRIMINATION),
        seconds=median(times) if times else None,
    )


def mean_shares(sittings: Iterable[Sitting]) -> dict[str, float]:
    """Each item's mean share of its score over all sittings that had it."""
    shares: dict[str, list[float]] = {}
    for sitting in sittings:
        for each in sitting:
            shares.setdefault(each.item, []).append(each.share)
    return {item: sum(each) / len(each) for item, each in shares.items()}


def rest_scores(sitting: Sitting, means: Mapping[str, float]) -> list[float | None]:
    """For each item, how far the sitting's other items were from what they are on average; None for a lone item.

    On one form for all that's the classical rest score but for a constant, so the correlation is the corrected
    point-biserial; over different forms it takes out that one form is harder than another.
    """
    above = [each.share - means[each.item] for each in sitting]
    total, others = sum(above), len(above) - 1
    return [(total - own) / others if others else None for own in above]
