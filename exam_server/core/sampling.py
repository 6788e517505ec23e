"""A random sample that anybody can draw again: by a seed and strata, whatever order the units come in."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

LONGEST_SEED = 64
MOST = 500


class Unit(NamedTuple):
    """Something that may be drawn, and the stratum that it belongs to."""

    id: str
    stratum: str


def rank(seed: str, unit_id: str) -> str:
    """Where a unit stands in the order of a seed: the SHA-256 (hex) of both, parted by a line break."""
    return hashlib.sha256(f"{seed}\n{unit_id}".encode()).hexdigest()


def draw_sample(units: Iterable[Unit], seed: str, count: int) -> list[Unit]:
    """`count` units of each stratum (all of one that has no more), by stratum, then in the order of the seed (L18)."""
    strata: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    return [
        unit
        for stratum in sorted(strata)
        for unit in sorted(strata[stratum], key=lambda each: (rank(seed, each.id), each.id))[:count]
    ]
