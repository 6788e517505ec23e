"""Whether parallel variants are equally hard: rates of chances offered and taken over runs, with intervals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot
from typing import Literal

from exam_server.core.psychometrics.estimates import Estimate, Result, wilson
from exam_server.core.simulation.opportunities import Count
from exam_server.core.text import Text, text

ENOUGH_RUNS = 8
"""Fewer runs of a variant are too few to say anything."""

Standing = Literal["too_few", "no_difference", "apart"]
STANDING_WORDS: Mapping[Standing, Text] = {
    "too_few": text("too few runs to say"),
    "no_difference": text("no difference seen"),
    "apart": text("they differ"),
}


@dataclass(frozen=True)
class Played:
    """One run of a variant: by criterion the chances that the script declares, and the count of what came of them."""

    variant: str
    declared: Mapping[str, int]
    counts: Mapping[str, Count]


@dataclass(frozen=True)
class Rate:
    """A variant's mean shares for a criterion: of the declared chances offered, and of those offered taken."""

    variant: str
    offered: Result
    taken: Result


@dataclass(frozen=True)
class Hardness:
    """One criterion over the variants; `offered`, `taken`: whether any two of them lie apart in it."""

    criterion: str
    rates: tuple[Rate, ...]
    offered: Standing
    taken: Standing


def compare_hardness(runs: Sequence[Played], variants: Sequence[str]) -> tuple[Hardness, ...]:
    """Every criterion that the variants' scripts serve, in the order of its code.

    A run counts once, by its own share: chances within a run hang together, and counting each would make the intervals
    too narrow. The intervals are Wilson's; two variants lie apart where Newcombe's interval of their difference leaves
    zero out. Nothing is ever corrected by these figures.
    """
    codes = sorted({code for run in runs for code in run.declared})
    return tuple(_hardness(code, [run for run in runs if code in run.declared], variants) for code in codes)


def _hardness(code: str, runs: Sequence[Played], variants: Sequence[str]) -> Hardness:
    rates = tuple(_rate(code, [run for run in runs if run.variant == each], each) for each in variants)
    offered, taken = ([each.offered for each in rates], [each.taken for each in rates])
    return Hardness(code, rates, _standing(offered), _standing(taken))


def _rate(code: str, runs: Sequence[Played], variant: str) -> Rate:
    offered = [run.counts[code].offered / run.declared[code] for run in runs if run.declared[code]]
    taken = [run.counts[code].taken / run.counts[code].offered for run in runs if run.counts[code].offered]
    return Rate(variant, _share(offered), _share(taken))


def _share(shares: Collection[float]) -> Result:
    return wilson(min(sum(shares), len(shares)), len(shares), ENOUGH_RUNS)


def _standing(results: Sequence[Result]) -> Standing:
    known = [each for each in results if isinstance(each, Estimate)]
    if len(known) < 2:
        return "too_few"
    return "apart" if any(lie_apart(*pair) for pair in combinations(known, 2)) else "no_difference"


def lie_apart(one: Estimate, other: Estimate) -> bool:
    """Whether Newcombe's hybrid score interval (1998) of the difference of two shares leaves zero out."""
    difference = one.value - other.value
    low = difference - hypot(one.value - one.low, other.high - other.value)
    high = difference + hypot(one.high - one.value, other.value - other.low)
    return low > 0 or high < 0
