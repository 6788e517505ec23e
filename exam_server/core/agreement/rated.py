"""The first sealed ratings of encounters, as figures of agreement take them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

LEVELS = (0, 1, 2, 3)
Given = Mapping[str, int | None]
"""Assessor → the level given; None says "no opportunity", and who isn't named gave no rating."""


@dataclass(frozen=True)
class Rated:
    """One encounter. `levels`: criterion → what each assessor gave.

    `places`: assessor → the how-manieth encounter of their day it was, counted from 1.
    """

    encounter: str
    scenario: str
    levels: Mapping[str, Given]
    places: Mapping[str, int]

    def only(self, criterion: str) -> "Rated":
        """This encounter with one criterion alone."""
        return replace(self, levels={code: given for code, given in self.levels.items() if code == criterion})

    def without(self, rater: str) -> "Rated":
        """This encounter as if an assessor hadn't been there."""
        kept = {
            code: {name: level for name, level in given.items() if name != rater} for code, given in self.levels.items()
        }
        return replace(self, levels=kept)

    def between(self, raters: Sequence[str]) -> "Rated":
        """This encounter with these assessors alone."""
        kept = {
            code: {name: level for name, level in given.items() if name in raters}
            for code, given in self.levels.items()
        }
        return replace(self, levels=kept)

    def numbers(self) -> Iterator[dict[str, int]]:
        """Of each criterion the levels alone, without whoever saw no opportunity."""
        for given in self.levels.values():
            yield {name: level for name, level in given.items() if level is not None}

    def pairs(self) -> Iterator[tuple[str, str, int, int]]:
        """Every two levels of one criterion with their assessors, who stand in the order of their names."""
        for given in self.numbers():
            for one, other in combinations(sorted(given), 2):
                yield one, other, given[one], given[other]


def raters_of(rated: Sequence[Rated]) -> tuple[str, ...]:
    """Everybody who rated anything, by name."""
    return tuple(sorted({name for each in rated for given in each.levels.values() for name in given}))


def criteria_of(rated: Sequence[Rated]) -> tuple[str, ...]:
    """Every criterion that was rated, by code."""
    return tuple(sorted({code for each in rated for code, given in each.levels.items() if given}))
