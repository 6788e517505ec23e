"""What a marked sitting gave, position by position, and what of it counts in statistics."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from exam_server.core.psychometrics.items import Given

RIGHT, LESS, NOTHING, UNREAD = "rlnu"
"""States of a response: right, marked with less, nothing given, and waiting for its marker."""


@dataclass(frozen=True)
class Sat:
    """A marked sitting in columns of one length, by position.

    `items` are revisions; `states` has a letter each; `shares`, `seconds` and `chosen` are those of `Given`.
    """

    items: Sequence[str]
    states: str
    shares: Sequence[float]
    seconds: Sequence[float | None]
    chosen: Sequence[frozenset[str]]


def unread_items(sittings: Iterable[Sat]) -> frozenset[str]:
    """The items of which some sitting's response still waits for its marker."""
    waiting = [sat for sat in sittings if UNREAD in sat.states]
    return frozenset(
        item for sat in waiting for item, state in zip(sat.items, sat.states, strict=True) if state == UNREAD
    )


def counted(sat: Sat, unread: Collection[str]) -> list[Given]:
    """What counts of a sitting, where `unread` are the items that wait for a marker at any sitting.

    What is unread isn't wrong; and blank texts would make their item look hard while the written ones still wait.
    """
    given = map(Given, sat.items, sat.shares, map(RIGHT.__eq__, sat.states), sat.seconds, sat.chosen)
    if not unread:
        return list(given)
    return [
        each
        for each, state in zip(given, sat.states, strict=True)
        if state in (RIGHT, LESS) or (state == NOTHING and each.item not in unread)
    ]
