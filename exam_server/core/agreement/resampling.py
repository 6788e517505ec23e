"""Figures with bootstrap intervals: encounters are drawn anew, and a figure follows from sums over those drawn."""

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from struct import unpack
from typing import Generic, TypeVar

from exam_server.core.agreement.rated import Rated
from exam_server.core.psychometrics import Estimate, TooFew

FEWEST = 10
"""Encounters below which nothing is said: an interval drawn from fewer covers far less than it claims."""
DRAWS = 1000
UNDEFINED = 0.05
"""Where a larger part of the draws has no figure, the encounters that have one are too few to say."""
TAIL = 0.025

Key = TypeVar("Key", bound=Hashable)
Sums = Mapping[Key, float]


@dataclass(frozen=True)
class TooAlike:
    """Too few to say although there are `alike` encounters: the ratings don't differ enough among themselves."""

    alike: int


Result = Estimate | TooFew | TooAlike


@dataclass(frozen=True)
class Measure(Generic[Key]):
    """What is summed over encounters, and the figures that follow from the sums; None: not from these.

    So a drawn sample costs a sum, and no figure is reckoned in two ways.
    """

    tally: Callable[[Rated], Sums[Key]]
    figures: Mapping[str, Callable[[Sums[Key]], float | None]]

    def values(self, rated: Sequence[Rated]) -> dict[str, float | None]:
        """The figures alone."""
        sums: dict[Key, float] = {}
        for each in rated:
            for key, value in self.tally(each).items():
                sums[key] = sums.get(key, 0.0) + value
        return {name: figure(sums) for name, figure in self.figures.items()}

    def results(self, rated: Sequence[Rated], seed: str) -> dict[str, Result]:
        """The figures with the 95 % bounds of a percentile bootstrap over the encounters that bear on them.

        The order of the encounters never matters; the same seed gives the same bounds.
        """
        tallies = [tally for each in sorted(rated, key=lambda each: each.encounter) if (tally := self.tally(each))]
        if len(tallies) < FEWEST:
            return {name: TooFew(len(tallies), FEWEST) for name in self.figures}
        keys = list(dict.fromkeys(key for tally in tallies for key in tally))
        places = {key: place for place, key in enumerate(keys)}
        cells = [[(places[key], value) for key, value in tally.items()] for tally in tallies]
        whole = self._of(keys, cells, range(len(cells)))
        drawn = [self._of(keys, cells, picked) for picked in draws(len(cells), seed)]
        return {name: _result(whole[name], [each[name] for each in drawn], len(cells)) for name in self.figures}

    def _of(
        self, keys: Sequence[Key], cells: Sequence[Sequence[tuple[int, float]]], picked: Sequence[int]
    ) -> dict[str, float | None]:
        sums = [0.0] * len(keys)
        for index in picked:
            for place, value in cells[index]:
                sums[place] += value
        given = dict(zip(keys, sums, strict=True))
        return {name: figure(given) for name, figure in self.figures.items()}


@lru_cache(maxsize=64)
def draws(count: int, seed: str) -> tuple[tuple[int, ...], ...]:
    """`DRAWS` samples with replacement of `count` places each, from SHAKE-256 over the seed: alike on any machine."""
    stream = hashlib.shake_256(f"{seed}/{count}".encode()).digest(4 * count * DRAWS)
    numbers = [each % count for each in unpack(f"<{count * DRAWS}I", stream)]
    return tuple(tuple(numbers[start : start + count]) for start in range(0, len(numbers), count))


def _result(value: float | None, drawn: Sequence[float | None], count: int) -> Result:
    found = sorted(each for each in drawn if each is not None)
    if value is None or len(found) < (1 - UNDEFINED) * len(drawn):
        return TooAlike(count)
    last = len(found) - 1
    return Estimate(value, found[round(TAIL * last)], found[round((1 - TAIL) * last)], count)
