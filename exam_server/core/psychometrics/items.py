"""Classical statistics of items from marked sittings, pooled over exams and forms; one pass over what was given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from exam_server.core.psychometrics.estimates import Result, Sums, TooFew, shrink, wilson

FOR_FACILITY, FOR_DISCRIMINATION = 10, 30
"""Sittings below which a result is "too few to say"."""


class Given(NamedTuple):
    """One sitting's mark on one item revision: `share` is score / maximum (0-1), `seconds` how long it took, if known.

    Only what was marked or left blank (a blank is wrong); what awaits a marker isn't among it.
    """

    item: str
    share: float
    right: bool
    seconds: float | None = None


Sitting = Sequence[Given]


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
    sittings = list(sittings)
    means = mean_shares(sittings)
    rights, sums = dict.fromkeys(means, 0), {item: Sums() for item in means}
    times: dict[str, list[float]] = {}
    for sitting in sittings:
        for each, rest in zip(sitting, rest_scores(sitting, means), strict=True):
            rights[each.item] += each.right
            if rest is not None:
                sums[each.item].add(each.share - means[each.item], rest)
            if each.seconds is not None:
                times.setdefault(each.item, []).append(each.seconds)
    counts = _counts(sittings)
    shrunk = shrink(list(rights.values()), [counts[item] for item in rights])
    return {
        item: ItemStatistics(
            count=counts[item],
            facility=wilson(rights[item], counts[item], FOR_FACILITY),
            shrunk=drawn,
            mean=means[item],
            discrimination=sums[item].correlation(FOR_DISCRIMINATION),
            seconds=median(times[item]) if item in times else None,
        )
        for item, drawn in zip(rights, shrunk, strict=True)
    }


def mean_shares(sittings: Iterable[Sitting]) -> dict[str, float]:
    """Each item's mean share of its score over all sittings that had it."""
    totals: dict[str, float] = {}
    counts: dict[str, int] = {}
    for sitting in sittings:
        for each in sitting:
            totals[each.item] = totals.get(each.item, 0.0) + each.share
            counts[each.item] = counts.get(each.item, 0) + 1
    return {item: total / counts[item] for item, total in totals.items()}


def rest_scores(sitting: Sitting, means: Mapping[str, float]) -> list[float | None]:
    """For each item, how far the sitting's other items were from what they are on average; None for a lone item.

    On one form for all that's the classical rest score but for a constant, so the correlation is the corrected
    point-biserial; over different forms it takes out that one form is harder than another.
    """
    above = [each.share - means[each.item] for each in sitting]
    total, others = sum(above), len(above) - 1
    return [(total - own) / others if others else None for own in above]


def _counts(sittings: Iterable[Sitting]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sitting in sittings:
        for each in sitting:
            counts[each.item] = counts.get(each.item, 0) + 1
    return counts


def is_too_few(result: Result | None) -> bool:
    return isinstance(result, TooFew)
