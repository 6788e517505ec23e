"""How long candidates took over items, from the times of their saves."""

from collections.abc import Iterable

LONGEST = 900.0
"""Seconds: a longer silence was a break or an outage and says nothing of an item."""


def seconds_by_position(started: float, saves: Iterable[tuple[float, int]]) -> dict[int, float]:
    """Seconds by position, from `started` and (time, position) of every save, times in seconds.

    What lies between one save and the next counts for the position that is saved next. So it holds reading and coming
    back, and of a look at other items too what was spent there without saving.
    """
    spent: dict[int, float] = {}
    before = started
    for at, position in sorted(saves):
        if 0 <= at - before <= LONGEST:
            spent[position] = spent.get(position, 0.0) + at - before
        before = max(before, at)
    return spent
