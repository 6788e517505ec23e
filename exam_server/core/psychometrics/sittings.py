"""What a marked sitting gave, position by position, and what of it counts in statistics."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TypeVar

RIGHT, LESS, NOTHING, UNREAD, UNCHECKED = "rlnux"
"""States of a response: right, marked with less, nothing given, waiting for its marker, and left unread for good."""
Value = TypeVar("Value")


@dataclass(frozen=True)
class Sat:
    """A marked sitting in columns of one length, by position: thousands of sittings are millions of objects else.

    `items` are revisions; `states` has a letter each; `shares` are score / maximum (0-1); `seconds` is how long each
    took, if known; `chosen` as the scoring names it, `choices.BLANK` for a blank, empty for kinds without choices.
    """

    items: Sequence[str]
    states: str
    shares: Sequence[float]
    seconds: Sequence[float | None]
    chosen: Sequence[frozenset[str]]

    def only(self, wanted: Collection[bool]) -> "Sat":
        """The positions that are wanted: a truth for each."""
        return Sat(
            list(compress(self.items, wanted)),
            "".join(compress(self.states, wanted)),
            list(compress(self.shares, wanted)),
            list(compress(self.seconds, wanted)),
            list(compress(self.chosen, wanted)),
        )


def unread_items(sittings: Iterable[Sat]) -> frozenset[str]:
    """The items of which some sitting's response still waits for its marker."""
    waiting = [sat for sat in sittings if UNREAD in sat.states]
    return frozenset(
        item for sat in waiting for item, state in zip(sat.items, sat.states, strict=True) if state == UNREAD
    )


def counted(sat: Sat, unread: Collection[str]) -> Sat:
    """What counts of a sitting, where `unread` are the items that wait for a marker at any sitting.

    What is unread isn't wrong; and blank texts would make their item look hard while the written ones still wait.
    """
    if not unread and UNCHECKED not in sat.states:
        return sat
    places = zip(sat.items, sat.states, strict=True)
    return sat.only([state in (RIGHT, LESS) or (state == NOTHING and item not in unread) for item, state in places])


def by_item(sittings: Sequence[Sat], columns: Iterable[Sequence[Value]]) -> dict[str, list[Value]]:
    """A column of each sitting, by item: what all sittings have of it, in their order."""
    found: dict[str, list[Value]] = defaultdict(list)
    for sat, column in zip(sittings, columns, strict=True):
        for item, value in zip(sat.items, column, strict=True):
            found[item].append(value)
    return dict(found)
