"""Who goes where: members to places, each to one, so that every place has what it demands; exact, by search."""

from collections.abc import Sequence
from dataclasses import dataclass

# The search gives up after so many steps: then nothing is claimed of whether it could be.
STEPS = 600
Bits = int


class TooTangled(Exception):
    """The search was given up."""


@dataclass(frozen=True)
class Demand:
    """At a place there have to be at least `count` of the members of a bit set."""

    place: int
    members: Bits
    count: int


@dataclass
class _Search:
    """`kinds`: by member the bit set of those who can do exactly the same everywhere."""

    demands: Sequence[Demand]
    kinds: Sequence[Bits]
    steps: int = 0


def allot(demands: Sequence[Demand], places: int, members: int) -> list[Bits] | None:
    """By place the bit set of members who go there; nobody goes to two. None exactly where no allotment meets all.

    Raises TooTangled after so many steps that it isn't worth waiting.
    """
    needed = _without_implied(demands)
    search = _Search(needed, _list_kinds(needed, members))
    everybody = (1 << members) - 1
    return _search(search, [0] * places, [everybody] * places)


def _without_implied(demands: Sequence[Demand]) -> list[Demand]:
    """Whatever a narrower demand of the same place sees to anyway is left out."""
    found: list[Demand] = []
    for each in sorted(set(demands), key=lambda one: (one.members.bit_count(), -one.count)):
        implied = any(
            one.place == each.place and one.members & ~each.members == 0 and one.count >= each.count for one in found
        )
        if not implied:
            found.append(each)
    return found


def _list_kinds(demands: Sequence[Demand], members: int) -> list[Bits]:
    able = [tuple(each.members >> member & 1 for each in demands) for member in range(members)]
    kinds: dict[tuple[int, ...], Bits] = {}
    for member, own in enumerate(able):
        kinds[own] = kinds.get(own, 0) | 1 << member
    return [kinds[own] for own in able]


def _search(search: _Search, given: list[Bits], may: list[Bits]) -> list[Bits] | None:
    """Either the member who is needed most goes there, or nobody who can do the same does (that is all there is)."""
    search.steps += 1
    if search.steps > STEPS:
        raise TooTangled
    free = ~sum(given)
    slacks = [(_slack(each, given, may, free), number) for number, each in enumerate(search.demands)]
    tightest = min(((slack, number) for slack, number in slacks if slack is not None), default=None)
    if tightest is None:
        return given
    if tightest[0] < 0:
        return None
    demand = search.demands[tightest[1]]
    member = _most_needed(search, demand, given, may[demand.place] & free)
    found = _search(search, _changed(given, demand.place, given[demand.place] | 1 << member), may)
    if found is not None:
        return found
    others = may[demand.place] & ~(search.kinds[member] & free)
    return _search(search, given, _changed(may, demand.place, others))


def _slack(demand: Demand, given: Sequence[Bits], may: Sequence[Bits], free: Bits) -> int | None:
    """How many more could meet the demand than have to; None where it's met."""
    missing = demand.count - (demand.members & given[demand.place]).bit_count()
    return (demand.members & may[demand.place] & free).bit_count() - missing if missing > 0 else None


def _changed(sets: Sequence[Bits], place: int, own: Bits) -> list[Bits]:
    return [own if number == place else each for number, each in enumerate(sets)]


def _most_needed(search: _Search, demand: Demand, given: Sequence[Bits], free: Bits) -> int:
    """Of those who would meet the demand: who meets most of what the place lacks, and is wanted least elsewhere."""
    lacking = [each for each in search.demands if (each.members & given[each.place]).bit_count() < each.count]

    def worth(member: int) -> tuple[int, int]:
        here = sum(each.members >> member & 1 for each in lacking if each.place == demand.place)
        elsewhere = sum(each.members >> member & 1 for each in lacking if each.place != demand.place)
        return here, -elsewhere

    able = demand.members & free
    return max((member for member in range(able.bit_length()) if able >> member & 1), key=worth)
