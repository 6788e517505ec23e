"""Classical statistics of items from marked sittings, pooled over exams and forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from exam_server.core.psychometrics.estimates import Result, Sums, shrink, wilson
from exam_server.core.psychometrics.sittings import RIGHT, Sat, by_item

FOR_FACILITY, FOR_DISCRIMINATION = 10, 30
"""Sittings below which a result is "too few to say"."""
Rest = float | None
"""A rest score (`rest_scores`)."""


@dataclass(frozen=True)
class Column:
    """What all sittings gave on one item, in their order, each beside its rest score."""

    states: Sequence[str]
    shares: Sequence[float]
    seconds: Sequence[float | None]
    chosen: Sequence[frozenset[str]]
    rests: Sequence[Rest]


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


def item_statistics(sittings: Sequence[Sat]) -> dict[str, ItemStatistics]:
    """Statistics of every item revision in these sittings, of each what counts (`sittings.counted`)."""
    return column_statistics(turn(sittings))


def turn(sittings: Sequence[Sat]) -> dict[str, Column]:
    """The sittings turned from rows into columns, by item."""
    shares = by_item(sittings, [sat.shares for sat in sittings])
    means = {item: sum(each) / len(each) for item, each in shares.items()}
    states = by_item(sittings, [sat.states for sat in sittings])
    seconds = by_item(sittings, [sat.seconds for sat in sittings])
    chosen = by_item(sittings, [sat.chosen for sat in sittings])
    rests = by_item(sittings, [rest_scores(sat, means) for sat in sittings])
    return {item: Column(states[item], shares[item], seconds[item], chosen[item], rests[item]) for item in shares}


def column_statistics(columns: Mapping[str, Column]) -> dict[str, ItemStatistics]:
    """Statistics of every item of `turn`: all of them, since each is drawn towards the others."""
    rights = [column.states.count(RIGHT) for column in columns.values()]
    shrunk = shrink(rights, [len(column.states) for column in columns.values()])
    return {
        item: _statistics(column, right, drawn)
        for (item, column), right, drawn in zip(columns.items(), rights, shrunk, strict=True)
    }


def _statistics(column: Column, right: int, shrunk: float) -> ItemStatistics:
    count, mean = len(column.shares), sum(column.shares) / len(column.shares)
    above = [share - mean for share, rest in zip(column.shares, column.rests, strict=True) if rest is not None]
    rests = [rest for rest in column.rests if rest is not None]
    times = [seconds for seconds in column.seconds if seconds is not None]
    return ItemStatistics(
        count=count,
        facility=wilson(right, count, FOR_FACILITY),
        shrunk=shrunk,
        mean=mean,
        discrimination=Sums.of(above, rests).correlation(FOR_DISCRIMINATION),
        seconds=median(times) if times else None,
    )


def mean_shares(sittings: Sequence[Sat]) -> dict[str, float]:
    """Each item's mean share of its score over all sittings that had it."""
    shares = by_item(sittings, [sat.shares for sat in sittings])
    return {item: sum(each) / len(each) for item, each in shares.items()}


def rest_scores(sat: Sat, means: Mapping[str, float]) -> list[Rest]:
    """For each item, how far the sitting's other items were from what they are on average; None for a lone item.

    On one form for all that's the classical rest score but for a constant, so the correlation is the corrected
    point-biserial; over different forms it takes out that one form is harder than another.
    """
    above = [share - means[item] for item, share in zip(sat.items, sat.shares, strict=True)]
    total, others = sum(above), len(above) - 1
    return [(total - own) / others if others else None for own in above]
